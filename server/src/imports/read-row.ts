import { isFault, type JsonObject, safeJson, safeText } from '@snodo/base'
import { checkMailAddress, normalizePhone } from '@snodo/channels'
import type { ImportReject, ImportRow } from '@snodo/engine'
import type { ColumnMap } from './map-columns.ts'

export type RowSetting = { columns: ColumnMap; list: string | null; country: string }

/** Longest text of one cell that is kept, and longest raw line that is shown back. */
const CELL_MOST = 10_000
const RAW_MOST = 2_000

const YES = new Set(['yes', 'y', 'true', '1', 'x', 'sì', 'si', 's', 'ok', 'granted', 'subscribed', 'vero', 'on', 'iscritto'])
const NO = new Set(['no', 'n', 'false', '0', 'denied', 'unsubscribed', 'falso', 'off', 'disiscritto', 'cancellato'])

/** Whoever has this is asked to confirm. */
const TO_CONFIRM = new Set(['pending', 'to be confirmed', 'to confirm', 'da confermare', 'in attesa'])

/** One record as a row to import, or why it cannot be one. Nothing is half taken in: one wrong cell refuses its line. */
export function readRow(cells: readonly string[], line: number, setting: RowSetting): ImportRow | ImportReject {
  const refuse = (code: string, reason: string): ImportReject => ({ line, code, reason, raw: rawOf(cells) })
  if (cells.length !== setting.columns.length && cells.slice(setting.columns.length).some((cell) => cell !== ''))
    return refuse(
      'CELLS_TOO_MANY',
      `Expected ${setting.columns.length} cells, got ${cells.length}: a delimiter inside a text needs quotes around it.`,
    )
  if (cells.length < setting.columns.length)
    return refuse('CELLS_TOO_FEW', `Expected ${setting.columns.length} cells, got ${cells.length}.`)
  const row: ImportRow = {
    line,
    userId: null,
    email: null,
    phone: null,
    attributes: {},
    tags: [],
    lists: setting.list === null ? [] : [setting.list],
    consents: {},
  }
  const attributes: JsonObject = {}
  for (const [i, { name, target }] of setting.columns.entries()) {
    const text = safeText(cells[i] ?? '').trim()
    if (text === '' || target === 'skip') continue
    if (text.length > CELL_MOST)
      return refuse('CELL_TOO_LONG', `Expected at most ${CELL_MOST} characters in "${name}", got ${text.length}.`)
    const problem = readCell(row, attributes, target, text, name, setting.country)
    if (problem !== null) return refuse(problem.code, problem.reason)
  }
  if (row.email === null && row.userId === null)
    return refuse('NAME_MISSING', 'Expected an e-mail address or a user id, got neither.')
  try {
    row.attributes = safeJson(attributes).value as JsonObject // an object stays one
  } catch (error) {
    if (!isFault(error)) throw error
    return refuse('ATTRIBUTES_UNSAFE', error.message)
  }
  return row
}

type Problem = { code: string; reason: string }

function readCell(
  row: ImportRow,
  attributes: JsonObject,
  target: string,
  text: string,
  name: string,
  country: string,
): Problem | null {
  const [kind = '', rest = ''] = splitOnce(target)
  switch (kind) {
    case 'email': {
      const address = text.toLowerCase()
      const check = checkMailAddress(address)
      if (!check.ok) return { code: 'EMAIL_INVALID', reason: `"${name}": ${check.say}` }
      row.email = check.address
      return null
    }
    case 'phone': {
      const check = normalizePhone(text, country)
      if (!check.ok) return { code: 'PHONE_INVALID', reason: `"${name}": ${check.say}` }
      row.phone = check.number
      return null
    }
    case 'userId':
      if (text.length > 255) return { code: 'USER_ID_INVALID', reason: `"${name}": expected at most 255 characters.` }
      row.userId = text
      return null
    case 'tags':
    case 'list':
      row[kind === 'tags' ? 'tags' : 'lists'].push(...namesIn(text))
      return null
    case 'consent': {
      const word = text.toLowerCase()
      const state = YES.has(word) ? 'granted' : NO.has(word) ? 'denied' : TO_CONFIRM.has(word) ? 'pending' : null
      if (state === null)
        return {
          code: 'CONSENT_UNCLEAR',
          reason: `"${name}": expected yes, no or pending (sì, no or da confermare), got "${text.slice(0, 40)}".`,
        }
      row.consents[rest] = state
      return null
    }
    default:
      attributes[rest] = text
      return null
  }
}

function splitOnce(target: string): [string, string] {
  const colon = target.indexOf(':')
  return colon === -1 ? [target, ''] : [target.slice(0, colon), target.slice(colon + 1)]
}

function namesIn(text: string): string[] {
  const names = text.split(/[,;|]/).map((each) => each.trim().slice(0, 200))
  return [...new Set(names.filter((each) => each !== ''))]
}

function rawOf(cells: readonly string[]): string {
  return safeText(cells.join(' | ')).slice(0, RAW_MOST)
}

export function isReject(row: ImportRow | ImportReject): row is ImportReject {
  return 'code' in row
}
