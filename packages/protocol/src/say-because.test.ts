import { type JsonObject, LANGUAGES } from '@snodo/base'
import { describe, expect, test } from 'vitest'
import { SAY_KIND } from './because-values.ts'
import { BECAUSE_WORDS, type BecauseCode, OTHER_BECAUSE } from './because-words.ts'
import * as outcomes from './outcome-words.ts'
import { readBecause, sayBecause } from './say-because.ts'

const at = Date.parse('2026-03-03T08:00:00Z')

describe('a reason in words', () => {
  test('says the values and tells instants in the zone asked for', () => {
    const because = { code: 'EXIT', values: { event: 'Order Completed', at, exit: 'bought', name: 'Bought' } }
    expect(sayBecause(because, 'en', { zone: 'Europe/Rome' })).toBe(
      'The exit “Bought” applied by “Order Completed” on 3 Mar 2026, 09:00.',
    )
    expect(sayBecause(because, 'it', { zone: 'Europe/Rome', eventName: () => 'Acquisto' })).toBe(
      'È scattata l’uscita «Bought» con «Acquisto» il 3 mar 2026, 09:00.',
    )
    expect(sayBecause({ code: 'ENTERED_BEFORE', values: { at } }, 'en')).toContain('3 Mar 2026, 08:00 UTC')
  })

  test('tells quiet hours in the zone they were reckoned in, and whose zone that is', () => {
    const values = { zone: 'Europe/Rome', zoneFrom: 'contact', until: '2026-03-03T08:00:00.000Z' }
    expect(sayBecause({ code: 'QUIET_HOURS', values }, 'en')).toBe(
      'Quiet hours in Europe/Rome (the contact’s zone) until 3 Mar 2026, 09:00.',
    )
  })

  test('leaves out the phrase whose value is missing, and stays a sentence', () => {
    expect(sayBecause({ code: 'UNKNOWN', values: {} }, 'en')).toBe(
      'It was handed to the provider, but the answer was lost: it may have been sent or not.',
    )
    expect(sayBecause({ code: 'CAPPED', values: { most: 2, window: 'P7D', sent: 2 } }, 'it')).toBe(
      'Raggiunto il limite di frequenza: al massimo 2 messaggi in 7 giorni, 2 già inviati.',
    )
  })

  test('says what a message was held for, when it was held too long', () => {
    const values = { hours: 24, held: 'CAPPED', most: 2, window: 'day', sent: 2 }
    expect(sayBecause({ code: 'HELD_TOO_LONG', values }, 'en')).toBe(
      'It would have been held longer than the 24 hours allowed. The frequency limit was reached: at most 2 messages in one calendar day, 2 sent already.',
    )
    expect(sayBecause({ code: 'HELD_TOO_LONG', values: { hours: 24, held: 'HELD_TOO_LONG' } }, 'en')).toMatch(/allowed\.$/)
  })

  test('says why a text could not be filled in in the reader’s language, where the fault is one of ours', () => {
    const known = { code: 'RENDER_ERROR', values: { code: 'TEXT_EMPTY', say: 'Expected a subject, got an empty one.' } }
    expect(sayBecause(known, 'it')).toBe(
      'Il testo non si è potuto comporre. L’oggetto o il testo era vuoto una volta compilati i campi.',
    )
    const strange = { code: 'RENDER_ERROR', values: { code: 'SOMETHING_ELSE', say: 'It went wrong.' } }
    expect(sayBecause(strange, 'en')).toBe('The text could not be filled in. It went wrong.')
  })
})

describe('what was compared', () => {
  const because = {
    code: 'COMPARED',
    values: {
      verdict: 'no',
      compared: [
        { pointer: '/of/0', verdict: 'no', got: 16 },
        { pointer: '/of/1', verdict: 'no', got: null },
      ],
    },
  }

  test('is said with each clause, its answer and the value found, where the condition is at hand', () => {
    const predicate = {
      type: 'any' as const,
      of: [
        { type: 'attribute' as const, field: 'age', is: 'atLeast' as const, value: 18 },
        { type: 'attribute' as const, field: 'city', is: 'equals' as const, value: 'Roma' },
      ],
    }
    expect(sayBecause(because, 'en', { predicate })).toBe(
      'A condition decided: it does not hold. Age is at least 18: no, found 16; city is “Roma”: no, found nothing.',
    )
  })

  test('is said by the values alone where it is not, or where it has changed since', () => {
    expect(sayBecause(because, 'it')).toBe('Ha deciso una condizione: non è soddisfatta. Trovato: 16; nulla.')
    const changed = { type: 'tag' as const, tag: 'vip' }
    expect(sayBecause(because, 'en', { predicate: changed })).toContain('16')
  })
})

test('a code of a stranger’s node is named with its values, in a plain sentence', () => {
  const because = { code: 'WAREHOUSE_CLOSED', values: { city: 'Forlì', open: 8, more: { deep: true } } }
  expect(sayBecause(because, 'en')).toBe('The block gave a reason of its own: “WAREHOUSE_CLOSED” (city Forlì, open 8).')
  expect(sayBecause({ code: 'X' }, 'it')).toBe('Il blocco ha dato un motivo suo: «X».')
})

test('what comes over the wire is a reason only with a code', () => {
  expect(readBecause({ code: 'EXIT', values: { name: 'Bought' } })).toEqual({ code: 'EXIT', values: { name: 'Bought' } })
  for (const other of [null, 'EXIT', { code: 7 }, [], {}]) expect(readBecause(other)).toBeNull()
  expect(readBecause({ code: 'EXIT', values: ['x'] })).toEqual({ code: 'EXIT', values: null })
})

describe('the table of reasons', () => {
  const codes = Object.keys(BECAUSE_WORDS) as BecauseCode[]
  const kinds = new Set([...Object.keys(SAY_KIND), 'reason', 'cause'])

  test.each(codes)('%s is a sentence in both languages, whatever is stored with it', (code) => {
    const strange: (JsonObject | undefined)[] = [
      undefined,
      {},
      { at: 'never', until: 1e300, code, held: code, compared: 'x', verdict: 7, pool: null, say: '' },
    ]
    for (const language of LANGUAGES)
      for (const values of strange) {
        const said = sayBecause(values === undefined ? { code } : { code, values }, language)
        expect(said).toMatch(/^[\p{Lu}].*\.$/u)
        expect(said).not.toMatch(/[[\]{}]|\b(?:undefined|null|NaN|Invalid)\b/)
      }
  })

  test('has its values in brackets, of a kind there is, and the same ones in both languages', () => {
    for (const words of [...Object.values(BECAUSE_WORDS), OTHER_BECAUSE]) {
      const places = LANGUAGES.map((language) => {
        expect(words[language].replace(/\[[^\]]*\]/g, '')).not.toContain('{')
        return [...words[language].matchAll(/\{(\w+)(?::(\w+))?\}/g)]
      })
      for (const [, , kind] of places.flat()) expect(kinds).toContain(kind ?? 'plain')
      const names = places.map((found) => found.map(([, name]) => name).sort())
      expect(names[0]).toEqual(names[1])
    }
  })

  test('speaks the words of the screen: no code word in English or Italian', () => {
    const never = /\b(node|port|edge|enrollment|predicate|suppressed|cap|breaker|nodo|arco|arruolamento)\b/i
    for (const words of Object.values(BECAUSE_WORDS))
      for (const language of LANGUAGES) expect(words[language].replace(/\{[^}]*\}/g, '')).not.toMatch(never)
  })
})

test('every state, end and outcome has its words in both languages', () => {
  for (const table of Object.values(outcomes))
    for (const words of Object.values(table)) for (const language of LANGUAGES) expect(words[language]).toMatch(/\S/)
})
