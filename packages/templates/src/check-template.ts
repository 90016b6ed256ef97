import type { Words } from '@snodo/base'
import { LiquidError } from 'liquidjs'
import { TEMPLATE_LIMITS } from './limits.ts'
import { parseTemplate } from './liquid-engine.ts'

export type TemplateFinding = {
  code: 'TOO_LONG' | 'NOT_CLOSED' | 'NOT_OPENED' | 'UNKNOWN_TAG' | 'UNKNOWN_FILTER' | 'NOT_UNDERSTOOD'
  /** Counted from 1. */
  line: number
  /** Counted from 1. */
  column: number
  message: Words
}

/** What is wrong with a template. Never throws: a broken template is a finding. Empty means that it can be rendered. */
export function checkTemplate(text: string): TemplateFinding[] {
  if (text.length > TEMPLATE_LIMITS.characters) return [tooLong(text)]
  try {
    parseTemplate(text, 'none')
    return []
  } catch (error) {
    return [findingOf(error)]
  }
}

/** LiquidJS's error, as a sentence that says where and what to do. */
export function findingOf(error: unknown): TemplateFinding {
  const [line, column] = positionOf(error)
  const said = messageOf(error)
  const at = { line, column }
  const unclosed = /^(?:output|tag) (.*) not closed$/s.exec(said)
  if (unclosed) {
    const opening = shorten((unclosed[1] ?? '').replace(/^"|"$/g, ''))
    return {
      code: 'NOT_CLOSED',
      ...at,
      message: {
        en: `${opening} is opened on line ${line} but never closed.`,
        it: `${opening} si apre alla riga ${line} ma non si chiude mai.`,
      },
    }
  }
  const filter = /undefined filter: (.*)$/s.exec(said)
  if (filter) {
    const name = shorten(filter[1] ?? '')
    return {
      code: 'UNKNOWN_FILTER',
      ...at,
      message: {
        en: `There is no filter called “${name}” (line ${line}).`,
        it: `Non esiste un filtro “${name}” (riga ${line}).`,
      },
    }
  }
  const tag = /tag "(.*)" not found/s.exec(said)
  if (tag) {
    const name = shorten(tag[1] ?? '')
    if (name.startsWith('end')) {
      return {
        code: 'NOT_OPENED',
        ...at,
        message: {
          en: `{% ${name} %} on line ${line} closes something that was never opened.`,
          it: `{% ${name} %} alla riga ${line} chiude qualcosa che non è mai stato aperto.`,
        },
      }
    }
    return {
      code: 'UNKNOWN_TAG',
      ...at,
      message: { en: `There is no tag called “${name}” (line ${line}).`, it: `Non esiste un tag “${name}” (riga ${line}).` },
    }
  }
  return {
    code: 'NOT_UNDERSTOOD',
    ...at,
    message: {
      en: `This cannot be understood on line ${line}, column ${column}: ${shorten(said)}.`,
      it: `Non si capisce alla riga ${line}, colonna ${column}: ${shorten(said)}.`,
    },
  }
}

function tooLong(text: string): TemplateFinding {
  const most = TEMPLATE_LIMITS.characters
  return {
    code: 'TOO_LONG',
    line: 1,
    column: 1,
    message: {
      en: `The text has ${text.length} characters; at most ${most} are allowed.`,
      it: `Il testo ha ${text.length} caratteri; al massimo ${most}.`,
    },
  }
}

function positionOf(error: unknown): [line: number, column: number] {
  if (!LiquidError.is(error) || !error.token) return [1, 1]
  const [line = 1, column = 1] = error.token.getPosition()
  return [line, column]
}

/** LiquidJS appends the position to its message; the finding carries it apart. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/, line:\d+, col:\d+$/, '')
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}
