import { describe, expect, it } from 'vitest'
import { treeOf } from '../i18n.ts'
import { chordOf } from './chord.ts'
import { ACTIONS } from './registry.ts'

describe('the actions', () => {
  it('have no two with one shortcut in the same scope; what is heard on the page is heard on the canvas too', () => {
    const owners = new Map<string, string>()
    const clashes: string[] = []
    for (const action of ACTIONS) {
      for (const chord of action.keys) {
        const other = owners.get(chord)
        if (other) clashes.push(`${chord}: ${other} and ${action.id}`)
        owners.set(chord, action.id)
      }
    }
    expect(clashes).toEqual([])
  })

  it('have ids of their own', () => {
    expect(new Set(ACTIONS.map((action) => action.id)).size).toBe(ACTIONS.length)
  })

  it('bind single letters on the canvas only, never on the whole page', () => {
    const letters = ACTIONS.filter(
      (action) => action.scope === 'page' && action.keys.some((chord) => !/^(mod|alt|ctrl|meta)\+/.test(chord)),
    )
    expect(letters.map((action) => action.id)).toEqual([])
  })

  it('are all named in both languages', () => {
    for (const language of ['en', 'it'] as const) {
      const tree = treeOf(language) as unknown as Record<string, Record<string, string>>
      for (const action of ACTIONS) {
        const [section, key] = action.label.split('.') as [string, string]
        expect(tree[section]?.[key], `${action.id} in ${language}`).toBeTruthy()
      }
    }
  })

  it('write chords as the keyboard gives them', () => {
    const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
      key,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      shiftKey: false,
      ...held,
    })
    expect(chordOf(press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe('mod+shift+z')
    expect(chordOf(press('z', { metaKey: true }), true)).toBe('mod+z')
    expect(chordOf(press('ArrowDown', { altKey: true }), false)).toBe('alt+down')
    expect(chordOf(press('?', { shiftKey: true }), false)).toBe('?')
  })
})
