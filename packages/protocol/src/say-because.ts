import type { Json, JsonObject, Language } from '@snodo/base'
import { type BecauseNames, SAY_KIND, type SayingWith, type ValueKind } from './because-values.ts'
import { BECAUSE_WORDS, isBecauseCode, OTHER_BECAUSE } from './because-words.ts'

/** Why, as it is stored and sent: a code and the values compared. */
export type StoredBecause = { code: string; values?: JsonObject | null }

/**
 * A reason in one or two short sentences: "Quiet hours in Europe/Rome (the contact’s zone) until 3 Mar 2026, 09:00." A code that
 * is not ours (a stranger's node may have its own) is named as it is, with its values; never throws, whatever is stored.
 */
export function sayBecause(because: StoredBecause, language: Language, names: BecauseNames = {}): string {
  const { code } = because
  const values = because.values ?? {}
  if (isBecauseCode(code)) return fill(BECAUSE_WORDS[code][language], { values, language, names })
  const pairs = SAY_KIND.pairs(null, { values, language, names })
  return fill(OTHER_BECAUSE[language], { values: { code, pairs }, language, names })
}

/** A reason as it comes over the wire, where it is any JSON; null where it is none. */
export function readBecause(sent: unknown): StoredBecause | null {
  if (typeof sent !== 'object' || sent === null || !('code' in sent) || typeof sent.code !== 'string') return null
  const values = 'values' in sent && typeof sent.values === 'object' && !Array.isArray(sent.values) ? sent.values : null
  return { code: sent.code, values: values as JsonObject | null } // it was JSON, so its members are
}

/** A phrase in brackets, or a place outside of them. */
const PIECE = /\[([^\]]*)\]|\{(\w+)(?::(\w+))?\}/g
const PLACE = /\{(\w+)(?::(\w+))?\}/g

/** Fills each phrase in, and leaves out those that miss a value; one pass, so what a value says is never filled in itself. */
export function fill(sentence: string, given: SayingWith): string {
  const words = (name: string, kind: string | undefined): string => {
    const value = Object.hasOwn(given.values, name) ? given.values[name] : undefined
    return value === undefined || value === null ? '' : sayValue(value, kind, given)
  }
  const filled = sentence.replace(PIECE, (_, phrase: string | undefined, place: string, kind?: string) => {
    if (phrase === undefined) return words(place, kind)
    let complete = true
    const said = phrase.replace(PLACE, (_place, name: string, its?: string) => {
      const value = words(name, its)
      if (value === '') complete = false
      return value
    })
    return complete ? said : ''
  })
  return filled.trim()
}

function sayValue(value: Json, kind: string | undefined, given: SayingWith): string {
  switch (kind) {
    case 'reason':
      return sayReason(value, given)
    case 'cause':
      return sayCause(value, given)
    default:
      return SAY_KIND[(kind ?? 'plain') as ValueKind](value, given) // the kinds in our own sentences are held by a test
  }
}

/** The reason behind a reason: its code is the value, and its values stand beside it. It names no third one, so this ends. */
function sayReason(code: Json, { values, language, names }: SayingWith): string {
  if (typeof code !== 'string' || !isBecauseCode(code)) return ''
  const { code: _code, held: _held, ...own } = values
  return sayBecause({ code, values: own }, language, names)
}

/** A fault's code in our words, where we have them; else the sentence that came with it. */
function sayCause(code: Json, given: SayingWith): string {
  const known = sayReason(code, given)
  if (known !== '') return known
  const say = given.values.say
  return typeof say === 'string' && say !== '' ? `${SAY_KIND.plain(say)}.` : ''
}
