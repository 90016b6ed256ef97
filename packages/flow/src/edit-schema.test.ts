import { describe, expect, test } from 'vitest'
import { flowEditSchema, parseEdit, parseEdits } from './index.ts'
import { schemaErrors } from './schema-check.ts'
import { testEdge } from './testing.ts'

describe('parseEdit', () => {
  test.each<[unknown, string]>([
    [null, '/do'],
    [{ do: 'explode' }, '/do'],
    [{ do: 'removeNode' }, ''],
    [{ do: 'removeNode', id: 'a', extra: 1 }, '/extra'],
    [{ do: 'removeNode', id: '__proto__' }, '/id'],
    [{ do: 'renameNode', id: 'a', name: '' }, '/name'],
    [
      {
        do: 'compound',
        edits: [
          { do: 'setName', name: 'x' },
          { do: 'setName', name: 3 },
        ],
      },
      '/edits/1/name',
    ],
    [{ do: 'setConfig', id: 'a', path: 'no-slash' }, '/path'],
  ])('%j is refused, naming the place', (json, path) => {
    expect(() => parseEdit(json)).toThrow(
      expect.objectContaining({ code: 'EDIT_INVALID', data: expect.objectContaining({ path }) }),
    )
  })

  test('a list of edits names the one that is wrong', () => {
    expect(() => parseEdits([{ do: 'setName', name: 'x' }, { do: 'setName' }])).toThrow(
      expect.objectContaining({ code: 'EDIT_INVALID', data: expect.objectContaining({ path: '/1' }) }),
    )
  })

  test('nesting without end is refused rather than followed', () => {
    let edit: unknown = { do: 'setName', name: 'x' }
    for (let i = 0; i < 20_000; i++) edit = { do: 'compound', edits: [edit] }
    expect(() => parseEdit(edit)).toThrow(expect.objectContaining({ code: 'EDIT_INVALID' }))
  })

  test('from outside nobody may restore a line unchecked', () => {
    expect(() => parseEdit({ do: 'connect', edge: testEdge('mail:sent>start'), restore: true })).toThrow(
      expect.objectContaining({ code: 'EDIT_INVALID', data: expect.objectContaining({ path: '/restore' }) }),
    )
  })

  test('the schema of the documentation says the same of what is right and wrong', () => {
    const compound = {
      do: 'compound',
      edits: [
        { do: 'setName', name: 'x' },
        { do: 'compound', edits: [] },
      ],
    }
    expect(schemaErrors(flowEditSchema, compound)).toEqual([])
    expect(schemaErrors(flowEditSchema, { do: 'compound', edits: [{ do: 'setName' }] })).not.toEqual([])
    expect(schemaErrors(flowEditSchema, { do: 'explode' })).not.toEqual([])
  })
})
