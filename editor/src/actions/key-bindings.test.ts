import { describe, expect, it } from 'vitest'
import { chordOf, type KeyPress } from './chord.ts'
import { chooseKeys, keysOf, resetKeys } from './key-bindings.ts'
import { ACTIONS, actionNamed } from './registry.ts'

const [tidy, undo, add] = [actionNamed('tidy'), actionNamed('undo'), actionNamed('add')]

describe('keys of one’s own', () => {
  it('take the place of those an action came with', () => {
    const chosen = chooseKeys(ACTIONS, {}, tidy, 'y')
    expect(chosen).toEqual({ own: { tidy: ['y'] } })
    expect(keysOf(tidy, { tidy: ['y'] })).toEqual(['y'])
    expect(keysOf(undo, { tidy: ['y'] })).toEqual(undo.keys)
  })

  it('are refused where they mean something already, and it is said what', () => {
    expect(chooseKeys(ACTIONS, {}, tidy, 'mod+z')).toEqual({ refused: 'taken', by: undo })
    expect(chooseKeys(ACTIONS, { undo: ['f9'] }, tidy, 'mod+z')).toEqual({ own: { undo: ['f9'], tidy: ['mod+z'] } })
    expect(chooseKeys(ACTIONS, { undo: ['f9'] }, tidy, 'f9')).toEqual({ refused: 'taken', by: undo })
  })

  it('are never those by which one moves through the page, nor a letter alone that would be heard everywhere', () => {
    expect(chooseKeys(ACTIONS, {}, tidy, 'tab')).toEqual({ refused: 'kept' })
    expect(chooseKeys(ACTIONS, {}, undo, 'u')).toEqual({ refused: 'letter' })
    expect(chooseKeys(ACTIONS, {}, tidy, 'u')).toEqual({ own: { tidy: ['u'] } })
  })

  it('go back to what they were, unless those were given away meanwhile', () => {
    expect(resetKeys(ACTIONS, { tidy: ['y'] }, tidy)).toEqual({ own: {} })
    expect(resetKeys(ACTIONS, { tidy: ['y'], add: ['t'] }, tidy)).toEqual({ refused: 'taken', by: add })
  })
})

describe('a chord', () => {
  const press = (key: string, code: string, more: Partial<KeyPress> = {}): KeyPress => ({
    key,
    code,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...more,
  })

  it('is the typed character, so that shortcuts follow the layout: on a French keyboard A lies where Q does', () => {
    expect(chordOf(press('a', 'KeyQ'), false)).toBe('a')
    expect(chordOf(press('z', 'KeyW', { ctrlKey: true }), false)).toBe('mod+z')
  })

  it('is the place of the key where no Latin character was typed: Cyrillic, or Alt on a Mac', () => {
    expect(chordOf(press('я', 'KeyZ', { ctrlKey: true }), false)).toBe('mod+z')
    expect(chordOf(press('¡', 'Digit1', { altKey: true }), true)).toBe('alt+1')
    expect(chordOf(press('ø', 'KeyO', { altKey: true }), true)).toBe('alt+o')
  })
})
