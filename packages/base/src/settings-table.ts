import { defineFaults } from './faults.ts'

/**
 * One table of settings gives three things: how the environment is read, the `--help` text, and the type of the result.
 *
 *   const table = defineSettings({
 *     PORT: setting.integer({ say: 'Port the server listens on.', min: 0, max: 65535, standard: 4800 }),
 *     SNODO_SMTP_URL: setting.url({ say: 'Where mail is handed over.', protocols: ['smtp:', 'smtps:'], secret: true }).orNull(),
 *   })
 *   const settings = readSettings(table, process.env)   // { PORT: number, SNODO_SMTP_URL: string | null }
 */
export function defineSettings<Table extends SettingsTable>(table: Table): Table {
  return table
}

export type SettingsTable = Readonly<Record<string, Setting<unknown>>>
export type SettingsOf<Table extends SettingsTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value> ? Value : never
}

export const settingsFaults = defineFaults({
  SETTINGS_INVALID: {
    status: 500,
    title: 'Wrong settings',
    say: ({ sentences }: { sentences: string[] }) => sentences.join('\n'),
  },
})

/** Reads every setting of the table. Throws `SETTINGS_INVALID` with one sentence for each wrong or missing one. An empty text counts as absent. */
export function readSettings<Table extends SettingsTable>(
  table: Table,
  environment: Readonly<Record<string, string | undefined>>,
): SettingsOf<Table> {
  const settings: Record<string, unknown> = {}
  const sentences: string[] = []
  for (const [name, setting] of Object.entries(table)) {
    const text = environment[name]?.trim() ?? ''
    if (text === '') {
      if (setting.standard !== undefined) settings[name] = setting.standard
      else sentences.push(`${name} is missing: expected ${setting.expected}.`)
      continue
    }
    const read = setting.read(text)
    if (read === undefined) {
      // A secret is never repeated, not even a wrong one: the sentence goes to a log.
      sentences.push(
        `${name} is wrong: expected ${setting.expected}, got ${setting.secret ? 'something else' : JSON.stringify(text)}.`,
      )
    } else settings[name] = read
  }
  if (sentences.length > 0) throw settingsFaults.SETTINGS_INVALID({ sentences })
  return settings as SettingsOf<Table>
}

/** Sentences about names in the environment that begin like ours but are in no table, as a misspelt setting does. Worth a warning. */
export function unknownSettings(
  table: SettingsTable,
  environment: Readonly<Record<string, string | undefined>>,
  prefix: string,
): string[] {
  const names = Object.keys(table)
  return Object.keys(environment)
    .filter((name) => name.startsWith(prefix) && !Object.hasOwn(table, name))
    .sort()
    .map((name) => {
      const near = names.find((known) => sameLetters(known) === sameLetters(name) || differByOne(known, name))
      return near ? `${name} is not a setting; ${near} is.` : `${name} is not a setting.`
    })
}

/** The help text: each setting with what it means, what it expects and its standard value. */
export function settingsHelp(table: SettingsTable): string {
  return Object.entries(table)
    .map(([name, setting]) => {
      const standard =
        setting.standard === undefined ? 'required' : setting.standard === null ? 'optional' : `default ${setting.standard}`
      return `  ${name}\n      ${setting.say}\n      ${capital(setting.expected)} (${standard}).`
    })
    .join('\n')
}

/** What the kinds of settings share. `standard` is the value when the environment says nothing; without one the setting is required. */
export type About<Value> = { say: string; standard?: Value; secret?: true }

/** The kinds of settings. */
export const setting = {
  text(about: About<string> & { minLength?: number; expected?: string }): Setting<string> {
    const expected = about.expected ?? (about.minLength ? `a text of at least ${about.minLength} characters` : 'a text')
    return new Setting(about, expected, (text) => (text.length >= (about.minLength ?? 1) ? text : undefined))
  },
  integer(about: About<number> & { min: number; max: number }): Setting<number> {
    return new Setting(about, `a whole number from ${about.min} to ${about.max}`, (text) => {
      const number = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
      return number >= about.min && number <= about.max ? number : undefined
    })
  },
  flag(about: About<boolean>): Setting<boolean> {
    return new Setting(about, 'true or false', (text) => flags[text.toLowerCase()])
  },
  oneOf<const Choice extends string>(about: About<Choice> & { choices: readonly Choice[] }): Setting<Choice> {
    return new Setting(about, `one of ${about.choices.join(', ')}`, (text) => about.choices.find((choice) => choice === text))
  },
  /** An address; protocols with their colon, e.g. `['http:', 'https:']`. Kept as written. */
  url(about: About<string> & { protocols: readonly string[] }): Setting<string> {
    const expected = `an address beginning with ${about.protocols.map((protocol) => `${protocol}//`).join(' or ')}`
    return new Setting(about, expected, (text) =>
      URL.canParse(text) && about.protocols.includes(new URL(text).protocol) ? text : undefined,
    )
  },
  /** Several texts, separated by commas. */
  list(about: About<readonly string[]>): Setting<readonly string[]> {
    return new Setting(about, 'texts separated by commas', (text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    )
  },
}

/** One row of a settings table. */
export class Setting<Value> {
  readonly say: string
  readonly expected: string
  readonly standard: Value | undefined
  readonly secret: boolean
  readonly read: (text: string) => Value | undefined

  constructor(about: About<Value>, expected: string, read: (text: string) => Value | undefined) {
    this.say = about.say
    this.expected = expected
    this.standard = about.standard
    this.secret = about.secret ?? false
    this.read = read
  }

  /** The same setting, null when the environment says nothing. */
  orNull(): Setting<Value | null> {
    const about: About<Value | null> = { say: this.say, standard: null }
    if (this.secret) about.secret = true
    return new Setting<Value | null>(about, this.expected, this.read)
  }
}

const flags: Readonly<Record<string, boolean | undefined>> = {
  true: true,
  '1': true,
  yes: true,
  on: true,
  false: false,
  '0': false,
  no: false,
  off: false,
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Two letters swapped leave the same letters. */
function sameLetters(name: string): string {
  return [...name].sort().join('')
}

/** One letter too many, too few or another. */
function differByOne(a: string, b: string): boolean {
  let same = 0
  while (same < a.length && a[same] === b[same]) same++
  const tailA = a.slice(same)
  const tailB = b.slice(same)
  return tailA.slice(1) === tailB.slice(1) || tailA.slice(1) === tailB || tailA === tailB.slice(1)
}
