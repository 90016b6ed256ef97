import { starterFlows } from '@snodo/flow'
import { referenceFlow, testFlow, testManifests, testNode } from '@snodo/flow/testing'
import { describe, expect, it } from 'vitest'
import { foldsAround, type OutlineRow, outlineRows, visibleRows } from './outline-rows.ts'

const two = { branches: [{ id: 'yes', name: 'Yes', when: { kind: 'everyone' } }] }

/** A row as one reads it: indented, with its step, its branch and where it goes on. */
function read(rows: readonly OutlineRow[]): string[] {
  return rows.map((row) => {
    const branch = row.branch ? `[${row.branch.title.en} ${row.branch.place}/${row.branch.of}] ` : ''
    const what =
      row.kind === 'block'
        ? `${row.step} ${row.id}`
        : row.kind === 'link'
          ? `${row.back ? '↑' : '→'} ${row.toStep} ${row.to}`
          : '…'
    return `${'  '.repeat(row.depth - 1)}${branch}${what}`
  })
}

describe('the rows of the outline', () => {
  it('read a chain from top to bottom at one level', () => {
    const flow = testFlow({ end: testNode('core.end'), start: testNode('core.event-happens'), wait: testNode('core.wait') }, [
      'start:started>wait',
      'wait:after>end',
    ])
    expect(read(outlineRows(flow, testManifests))).toEqual(['1 start', '2 wait', '3 end'])
  })

  it('indent what comes after each branch, and go on at the level of the condition where branches meet again', () => {
    const flow = testFlow(
      {
        start: testNode('core.event-happens'),
        ask: testNode('core.branch', two),
        mail: testNode('core.tag'),
        rest: testNode('core.wait'),
        meet: testNode('core.tag'),
        end: testNode('core.end'),
      },
      ['start:started>ask', 'ask:yes>mail', 'mail:next>rest', 'rest:after>meet', 'ask:else>meet', 'meet:next>end'],
    )
    expect(read(outlineRows(flow, testManifests))).toEqual([
      '1 start',
      '2 ask',
      '  [Yes 1/2] 3 mail',
      '  4 rest',
      '  → 5 meet',
      '  [else 2/2] → 5 meet',
      '5 meet',
      '6 end',
    ])
  })

  it('show a loop as a link back, and a branch nobody has drawn on from as open', () => {
    const flow = testFlow(
      { start: testNode('core.event-happens'), ask: testNode('core.branch', two), rest: testNode('core.wait') },
      ['start:started>ask', 'ask:yes>rest', 'rest:after>ask'],
    )
    expect(read(outlineRows(flow, testManifests))).toEqual([
      '1 start',
      '2 ask',
      '  [Yes 1/2] 3 rest',
      '  ↑ 2 ask',
      '  [else 2/2] …',
    ])
  })

  it('name together the branches that lead to one block, and leave out optional ones that lead nowhere', () => {
    const flow = testFlow({ ask: testNode('core.branch', two), mail: testNode('core.send-email'), end: testNode('core.end') }, [
      'ask:yes>mail',
      'ask:else>mail',
      'mail:sent>end',
    ])
    expect(read(outlineRows(flow, testManifests))).toEqual(['1 ask', '2 mail', '3 end'])
  })

  it('hold every block once, of every starter flow and of the reference flow', () => {
    for (const flow of [referenceFlow(), ...starterFlows.map((each) => each.document('en'))]) {
      const blocks = outlineRows(flow, testManifests).flatMap((row) => (row.kind === 'block' ? [row.id] : []))
      expect(blocks.toSorted()).toEqual(Object.keys(flow.nodes).toSorted())
    }
  })

  it('lose no line: each is a branch below its block, the next row, or a link', () => {
    const flow = referenceFlow()
    const rows = outlineRows(flow, testManifests)
    const lost = flow.edges.filter(({ from, to }) => {
      const at = rows.findIndex((row) => row.key === from)
      const next = rows.slice(at + 1).find((row) => row.depth <= rows[at]!.depth)
      const below = rows.some((row) => row.key === to && row.branch !== null && row.parent === from)
      const linked = rows.some((row) => row.kind === 'link' && row.from === from && row.to === to)
      return !below && !linked && next?.key !== to
    })
    expect(lost).toEqual([])
  })

  it('count the rows beside each other, so that a screen reader can say “3 of 5”', () => {
    const flow = testFlow({ ask: testNode('core.branch', two), a: testNode('core.end'), b: testNode('core.end') }, [
      'ask:yes>a',
      'ask:else>b',
    ])
    expect(outlineRows(flow, testManifests).map((row) => [row.place, row.of])).toEqual([
      [1, 1],
      [1, 2],
      [2, 2],
    ])
  })

  it('leave out what stands below a folded block, and know what to open to see it', () => {
    const flow = testFlow(
      {
        ask: testNode('core.branch', two),
        again: testNode('core.branch', two),
        deep: testNode('core.end'),
        b: testNode('core.end'),
      },
      ['ask:yes>again', 'again:yes>deep', 'ask:else>b'],
    )
    const rows = outlineRows(flow, testManifests)
    expect(read(visibleRows(rows, new Set(['again'])))).toEqual(['1 ask', '  [Yes 1/2] 2 again', '  [else 2/2] 4 b'])
    expect(read(visibleRows(rows, new Set(['ask'])))).toEqual(['1 ask'])
    expect(foldsAround(rows, 'deep')).toEqual(['again', 'ask'])
  })
})
