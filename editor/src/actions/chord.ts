/** The keys of an event, as actions name them. */
export type KeyPress = {
  key: string /** Where the key lies, as `KeyZ`. */
  code?: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** `mod+shift+z`: modifiers in a fixed order, then the typed character or the key's name in lower case. */
export function chordOf(press: KeyPress, mac: boolean): string {
  const key = NAMES[press.key] ?? (byPlace(press) || press.key.toLowerCase())
  const parts: string[] = []
  if (mac ? press.metaKey : press.ctrlKey) parts.push('mod')
  if (mac ? press.ctrlKey : press.metaKey) parts.push(mac ? 'ctrl' : 'meta')
  if (press.altKey) parts.push('alt')
  // Shift is part of the character for signs such as "?"; it counts with letters and named keys.
  if (press.shiftKey && (key.length > 1 || /[a-z]/.test(key))) parts.push('shift')
  return [...parts, key].join('+')
}

/**
 * The letter or figure of the key's place, where the typed character is none of Latin: with Alt on a Mac, and on keyboards of
 * other scripts. Everywhere else the typed character counts, so that shortcuts follow the layout.
 */
function byPlace({ key, code, altKey }: KeyPress): string {
  const place = /^(?:Key([A-Z])|Digit(\d))$/.exec(code ?? '')
  const foreign = key.length === 1 && key.charCodeAt(0) > 127
  return place && (foreign || (altKey && key.length === 1)) ? (place[1] ?? place[2] ?? '').toLowerCase() : ''
}

const NAMES: Record<string, string> = {
  ' ': 'space',
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Escape: 'escape',
  '+': 'plus',
}

const SIGNS: Record<string, string> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  delete: 'Del',
  backspace: '⌫',
  escape: 'Esc',
  enter: '↵',
  space: '␣',
  insert: 'Ins',
  home: 'Home',
  end: 'End',
  plus: '+',
}

/** A chord as people write it. */
export function sayChord(chord: string, mac: boolean): string {
  return chord
    .split('+')
    .map((part) => {
      if (part === 'mod') return mac ? '⌘' : 'Ctrl'
      if (part === 'alt') return mac ? '⌥' : 'Alt'
      if (part === 'shift') return mac ? '⇧' : 'Shift'
      return SIGNS[part] ?? (part.length === 1 || /^f\d+$/.test(part) ? part.toUpperCase() : part)
    })
    .join(mac ? '' : '+')
}

export function onMac(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform)
}

/** True while keys belong to a text: no shortcut may take a letter out of a sentence. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  return target.closest('input, textarea, select, [contenteditable="true"], .cm-editor') !== null
}
