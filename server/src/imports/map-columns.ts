import { importFaults } from './import-faults.ts'

export type ColumnMap = { name: string; target: string; guessed: boolean }[]

/** What columns are usually called, in English and Italian, without spaces, signs and case. */
const KNOWN: Record<string, readonly string[]> = {
  email: ['email', 'mail', 'emailaddress', 'indirizzoemail', 'postaelettronica', 'indirizzomail'],
  phone: [
    'phone',
    'phonenumber',
    'mobile',
    'mobilephone',
    'cell',
    'cellphone',
    'telephone',
    'telefono',
    'cellulare',
    'tel',
    'numeroditelefono',
    'sms',
  ],
  userId: ['userid', 'customerid', 'externalid', 'idcliente', 'codicecliente', 'idutente'],
  tags: ['tags', 'tag', 'etichette', 'etichetta'],
  list: ['list', 'lists', 'lista', 'liste'],
  'attribute:firstName': ['firstname', 'givenname', 'name', 'nome'],
  'attribute:lastName': ['lastname', 'surname', 'familyname', 'cognome'],
  'attribute:city': ['city', 'town', 'città', 'citta', 'comune'],
  'attribute:country': ['country', 'paese', 'nazione', 'stato'],
  'attribute:language': ['language', 'lang', 'locale', 'lingua'],
  'attribute:birthday': ['birthday', 'birthdate', 'dateofbirth', 'dob', 'compleanno', 'datadinascita', 'nascita'],
  'attribute:company': ['company', 'organisation', 'organization', 'azienda', 'ditta', 'società'],
  'consent:email': [
    'consent',
    'consenso',
    'consensoemail',
    'emailconsent',
    'newsletter',
    'marketing',
    'optin',
    'consensomarketing',
    'privacy',
  ],
  'consent:sms': ['smsconsent', 'consensosms'],
}

const BY_NAME = new Map(Object.entries(KNOWN).flatMap(([target, names]) => names.map((name) => [name, target] as const)))

/**
 * What each column of a header is: as the options say, else guessed from its name, else an attribute of that name. A target that
 * can hold one column only goes to the first that asks for it. Throws if nothing names people, or an option names no column.
 */
export function mapColumns(header: readonly string[], given: Readonly<Record<string, string>>): ColumnMap {
  const names = distinctNames(header)
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) throw importFaults.COLUMN_UNKNOWN({ column: unknown, columns: names.join(', ') })
  const taken = new Set(Object.values(given))
  const columns = names.map((name) => {
    const said = Object.hasOwn(given, name) ? given[name] : undefined
    if (said !== undefined) return { name, target: said, guessed: false }
    const guess = BY_NAME.get(name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
    const own = name === '' ? 'skip' : `attribute:${name}`
    const target = guess === undefined || taken.has(guess) ? own : guess
    if (target !== 'tags' && target !== 'list') taken.add(target)
    return { name, target, guessed: true }
  })
  if (!columns.some(({ target }) => target === 'email' || target === 'userId'))
    throw importFaults.COLUMNS_UNUSABLE({ columns: names.slice(0, 20).join(', ') || 'no columns at all' })
  return columns
}

/** Two columns of one name would hide each other: the second is called `name (2)`. */
function distinctNames(header: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return header.map((cell) => {
    const name = cell.trim().slice(0, 100)
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}
