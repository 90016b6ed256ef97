import type { Language, Words } from '@snodo/base'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { sections } from './words/sections.ts'

type Sections = typeof sections
/** The tree i18next's typed keys are read from: `t('flows.title')` compiles, a key that does not exist does not. */
type Tree = { [Section in keyof Sections]: { [Key in keyof Sections[Section]]: string } }

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    returnNull: false
    resources: { translation: Tree }
  }
}

/** One language's tree out of the two-language sections. */
export function treeOf(language: Language): Tree {
  const tree: Record<string, Record<string, string>> = {}
  for (const [name, section] of Object.entries(sections as Record<string, Record<string, Words>>)) {
    tree[name] = Object.fromEntries(Object.entries(section).map(([key, words]) => [key, words[language]]))
  }
  return tree as Tree
}

const STORED = 'snodo.language'

function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED)
  if (stored === 'en' || stored === 'it') return stored
  return navigator.language.toLowerCase().startsWith('it') ? 'it' : 'en'
}

export function startI18n(): void {
  const language = firstLanguage()
  document.documentElement.lang = language
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: treeOf('en') }, it: { translation: treeOf('it') } },
    interpolation: { escapeValue: false },
    initAsync: false,
  })
}

export function setLanguage(language: Language): void {
  localStorage.setItem(STORED, language)
  document.documentElement.lang = language
  void i18next.changeLanguage(language)
}

/** The language now on the screen, for texts that come as `Words` (manifests, findings). */
export function currentLanguage(): Language {
  return i18next.language === 'it' ? 'it' : 'en'
}
