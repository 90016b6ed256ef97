import { describe, expect, expectTypeOf, it } from 'vitest'
import { defineSettings, readSettings, setting, settingsHelp, unknownSettings } from './settings-table.ts'

const table = defineSettings({
  PORT: setting.integer({ say: 'Port the server listens on.', min: 0, max: 65535, standard: 4800 }),
  DATABASE_URL: setting.url({ say: 'PostgreSQL to use.', protocols: ['postgres:', 'postgresql:'], secret: true }).orNull(),
  SNODO_SECRET: setting.text({ say: 'Signs links.', minLength: 24, secret: true }),
  SNODO_TLS: setting.flag({ say: 'Whether we speak TLS.', standard: false }),
  SNODO_LOG: setting.oneOf({ say: 'How much is logged.', choices: ['quiet', 'loud'], standard: 'quiet' }),
  SNODO_NODES: setting.list({ say: 'Packages of node types.', standard: [] }),
})
const secret = 'a secret of more than twenty-four characters'

describe('the environment', () => {
  it('becomes typed settings, with standard values where it says nothing', () => {
    const settings = readSettings(table, { SNODO_SECRET: secret, SNODO_TLS: 'yes', SNODO_NODES: 'acme-nodes, ./mine', PORT: '' })
    expect(settings).toEqual({
      PORT: 4800,
      DATABASE_URL: null,
      SNODO_SECRET: secret,
      SNODO_TLS: true,
      SNODO_LOG: 'quiet',
      SNODO_NODES: ['acme-nodes', './mine'],
    })
    expectTypeOf(settings.PORT).toEqualTypeOf<number>()
    expectTypeOf(settings.DATABASE_URL).toEqualTypeOf<string | null>()
    expectTypeOf(settings.SNODO_LOG).toEqualTypeOf<'quiet' | 'loud'>()
  })

  it('that is wrong in several places gets one sentence for each, and never its secrets', () => {
    const read = () => readSettings(table, { PORT: '70000', DATABASE_URL: 'mysql://root:hunter2@localhost', SNODO_LOG: 'shout' })
    expect(read).toThrow(expect.objectContaining({ code: 'SETTINGS_INVALID' }))
    let message = ''
    try {
      read()
    } catch (error) {
      message = (error as Error).message
    }
    expect(message.split('\n')).toEqual([
      'PORT is wrong: expected a whole number from 0 to 65535, got "70000".',
      'DATABASE_URL is wrong: expected an address beginning with postgres:// or postgresql://, got something else.',
      'SNODO_SECRET is missing: expected a text of at least 24 characters.',
      'SNODO_LOG is wrong: expected one of quiet, loud, got "shout".',
    ])
  })

  it('that misspells a setting is told which one it may have meant', () => {
    expect(
      unknownSettings(
        table,
        { SNODO_SERCET: 'x', SNODO_TSL: 'x', SNODO_NODE: 'x', SNODO_LOG: 'x', SNODO_ELSE: 'x', HOME: '/' },
        'SNODO_',
      ),
    ).toEqual([
      'SNODO_ELSE is not a setting.',
      'SNODO_NODE is not a setting; SNODO_NODES is.',
      'SNODO_SERCET is not a setting; SNODO_SECRET is.',
      'SNODO_TSL is not a setting; SNODO_TLS is.',
    ])
  })
})

it('the help names every setting, what it expects and its standard value', () => {
  const help = settingsHelp(table)
  expect(help).toContain('  PORT\n      Port the server listens on.\n      A whole number from 0 to 65535 (default 4800).')
  expect(help).toContain('(required)')
  expect(help).toContain('(optional)')
})
