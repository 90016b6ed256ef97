import type { Words } from '@snodo/base'
import { describe, expect, it } from 'vitest'
import { glossary } from './glossary.ts'
import { sections } from './sections.ts'

const all = Object.entries(sections as Record<string, Record<string, Words>>).flatMap(([section, entries]) =>
  Object.entries(entries).map(([key, words]) => ({ key: `${section}.${key}`, words })),
)

/** The same word in both languages, and rightly so. */
const SAME = new Set([
  'E-mail',
  'SMS',
  'Push',
  'Webhook',
  'JSON',
  'File',
  'Password',
  'English',
  'Italiano',
  'No',
  '= {{percent}} %',
])

describe('the texts of the screen', () => {
  it('are there in English and Italian, every one', () => {
    expect(all.length).toBeGreaterThan(400)
    for (const { key, words } of all) {
      expect(words.en.trim(), `${key} in English`).not.toBe('')
      expect(words.it.trim(), `${key} in Italian`).not.toBe('')
    }
  })

  it('are really translated', () => {
    const copied = all.filter(({ words }) => words.en === words.it && !SAME.has(words.en)).map(({ key }) => key)
    expect(copied).toEqual([])
  })

  it('fill in the same values in both languages', () => {
    const fields = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]).sort()
    for (const { key, words } of all) expect(fields(words.it), key).toEqual(fields(words.en))
  })

  it('have both a singular and a plural where they count', () => {
    const keys = new Set(all.map(({ key }) => key))
    for (const key of keys) {
      if (key.endsWith('_one')) expect(keys.has(key.replace(/_one$/, '_other')), key).toBe(true)
      if (key.endsWith('_other')) expect(keys.has(key.replace(/_other$/, '_one')), key).toBe(true)
    }
  })

  it('never use a word the screen has another one for', () => {
    const never: { word: RegExp; language: 'en' | 'it'; instead: string }[] = [
      { word: /\b(?:node|nodes)\b/i, language: 'en', instead: glossary.node.en },
      { word: /\bnod[oi]\b/i, language: 'it', instead: glossary.node.it },
      { word: /\b(?:enrollment|enrolment)s?\b/i, language: 'en', instead: glossary.enrollment.en },
      { word: /\bedges?\b/i, language: 'en', instead: glossary.edge.en },
      { word: /\bports?\b/i, language: 'en', instead: glossary.port.en },
      { word: /\bport[ae]\b/i, language: 'it', instead: glossary.port.it },
      { word: /\bsuppressed\b/i, language: 'en', instead: glossary.suppressed.en },
      { word: /\bpredicat[oei]s?\b/i, language: 'en', instead: glossary.predicate.en },
      { word: /\b(?:lane|batch|manifest)s?\b/i, language: 'en', instead: 'nothing: it is never shown' },
      { word: /\bsimula\w+\b/i, language: 'en', instead: glossary.simulate.en },
      { word: /\bsimula\w+\b/i, language: 'it', instead: glossary.simulate.it },
      { word: /\bworkflow\b/i, language: 'it', instead: glossary.flow.it },
    ]
    const wrong = all.flatMap(({ key, words }) =>
      never
        .filter(({ word, language }) => word.test(words[language]))
        .map(({ language, instead }) => `${key}: “${words[language]}”, say ${instead}`),
    )
    expect(wrong).toEqual([])
  })
})
