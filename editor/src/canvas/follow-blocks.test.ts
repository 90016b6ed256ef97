import type { FlowDocument } from '@snodo/flow'
import { testFlow, testNode } from '@snodo/flow/testing'
import { describe, expect, it } from 'vitest'
import { notesFollow } from './follow-blocks.ts'

const at = (x: number, y: number) => testNode('core.end', {}, { at: { x, y } })
const flow = (more: Partial<FlowDocument>): FlowDocument => ({
  ...testFlow({ near: at(0, 0), far: at(0, 1000), member: at(800, 0) }, []),
  ...more,
})

describe('a note', () => {
  it('keeps its distance to the block it stands beside, when that is moved', () => {
    const document = flow({ notes: { n: { text: 'Why', at: { x: 304, y: 8 } } } })
    expect(notesFollow(document, { near: { x: 80, y: -40 }, far: { x: 999, y: 999 } })).toEqual([
      { do: 'moveNote', id: 'n', at: { x: 384, y: -32 } },
    ])
  })

  it('inside the frame of a group goes with a block of that group, though another may be nearer', () => {
    const document = flow({
      notes: { n: { text: 'Why', at: { x: 300, y: 0 } } },
      groups: { g: { title: 'Mails', nodes: ['far', 'member'] } },
    })
    expect(notesFollow(document, { near: { x: 5000, y: 0 }, member: { x: 900, y: 0 } })).toEqual([
      { do: 'moveNote', id: 'n', at: { x: 400, y: 0 } },
    ])
  })

  it('stays where its block stays', () => {
    const document = flow({ notes: { n: { text: 'Why', at: { x: 304, y: 8 } } } })
    expect(notesFollow(document, { far: { x: 999, y: 999 } })).toEqual([])
  })
})
