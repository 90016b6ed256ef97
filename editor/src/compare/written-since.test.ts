import type { FlowEdit } from '@snodo/flow'
import { testFlow, testManifests, testNode } from '@snodo/flow/testing'
import { expect, it } from 'vitest'
import type { Logged } from '../document/autosave.ts'
import { writtenSince } from './written-since.ts'

const start = testFlow({ rest: testNode('core.wait', {}, { name: 'Pause' }), end: testNode('core.end') }, ['rest:after>end'])
const log = (...rows: [string, FlowEdit[] | null][]): Logged[] =>
  rows.map(([author, edits], i) => ({ revision: i + 2, edits, key: null, author, at: `2026-03-0${i + 1}T00:00:00Z` }))

it('who wrote what is told in words, by what things were called at the time; typing counts once', () => {
  const told = writtenSince(
    start,
    log(
      ['Ana', [{ do: 'setConfig', id: 'rest', path: '/duration', value: 'P1D' }]],
      ['Ana', [{ do: 'setConfig', id: 'rest', path: '/duration', value: 'P12D' }]],
      [
        'Ben',
        [
          { do: 'renameNode', id: 'rest', name: 'Break' },
          { do: 'setOff', id: 'rest', off: true },
        ],
      ],
      ['Ana', null],
    ),
    testManifests,
  )
  expect(told.map(({ author, at, times }) => [author, at.slice(8, 10), times])).toEqual([
    ['Ana', '02', 2],
    ['Ben', '03', 1],
    ['Ben', '03', 1],
    ['Ana', '04', 1],
  ])
  expect(told[0]?.name?.en).toContain('Pause')
  expect(told[2]?.name?.en).toContain('Break')
  expect(told[3]?.name).toBeNull()
})
