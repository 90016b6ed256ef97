import { defineSettings, type SettingsOf, setting } from '@snodo/base'

/**
 * Every setting of the environment, in one table: the help text, the reading and the type are made from it. Those that are
 * made once and kept in the data directory when absent (`SNODO_ADMIN_TOKEN`, `SNODO_WRITE_KEY`, `SNODO_SECRET`) are completed by
 * the start before a process of the server reads them.
 */
export const settingsTable = defineSettings({
  PORT: setting.integer({ say: 'Port the server listens on.', min: 0, max: 65_535, standard: 4_800 }),
  HOST: setting.text({ say: 'Address the server listens on. 0.0.0.0 opens it to the network.', standard: '127.0.0.1' }),
  DATABASE_URL: setting
    .url({
      say: 'The PostgreSQL (15 to 18) to use. Without it Snodo starts one of its own in the data directory.',
      protocols: ['postgres:', 'postgresql:'],
      secret: true,
    })
    .orNull(),
  SNODO_DATA_DIR: setting.text({
    say: 'Folder for what must survive a restart: the embedded database and secrets made once.',
    standard: '.snodo',
  }),
  SNODO_PUBLIC_URL: setting
    .url({
      say: 'The address people reach this server at; links in messages begin with it. Without it, http://HOST:PORT.',
      protocols: ['http:', 'https:'],
    })
    .orNull(),
  SNODO_ADMIN_TOKEN: setting
    .text({
      say: 'An API key with all rights. Without it one is made once and kept in the data directory.',
      minLength: 24,
      secret: true,
    })
    .orNull(),
  SNODO_WRITE_KEY: setting
    .text({
      say: 'The secret key servers send events with (a browser gets a public one of its own). Without it one is made once and kept in the data directory.',
      minLength: 16,
      secret: true,
    })
    .orNull(),
  SNODO_SMTP_URL: setting
    .url({
      say: 'The mail server messages are handed to, as smtp://user:password@host:port. Without it the sandbox keeps every message for the screen.',
      protocols: ['smtp:', 'smtps:'],
      secret: true,
    })
    .orNull(),
  SNODO_SMS_URL: setting
    .url({
      say: 'The SMS provider, as twilio://SID:TOKEN@api.twilio.com?from=+39… Without it the sandbox keeps every message for the screen.',
      protocols: ['twilio:', 'twilio+http:'],
      secret: true,
    })
    .orNull(),
  SNODO_SECRET: setting
    .text({
      say: 'Signs links and sessions. Without it one is made once and kept in the data directory; all processes need the same.',
      minLength: 32,
      secret: true,
    })
    .orNull(),
  SNODO_WORKERS: setting.integer({ say: 'Lane jobs this process runs at once; 0 only serves.', min: 0, max: 64, standard: 4 }),
  SNODO_ALLOW_HOSTS: setting.list({
    say: 'Hosts of your own network that webhooks and providers may reach, such as intranet.local or 10.0.0.5:8080. All private addresses are closed otherwise.',
    standard: [],
  }),
  SNODO_LOG_LEVEL: setting.oneOf({
    say: 'How much the server tells in its log.',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    standard: 'warn',
  }),
  SNODO_LOG_FORMAT: setting.oneOf({
    say: 'How a line of the log looks: json for programs, plain for people.',
    choices: ['json', 'plain'],
    standard: 'json',
  }),
  SNODO_DRAIN_SECONDS: setting.integer({
    say: 'How long a server asked to stop still answers while /readyz says no: as long as a load balancer takes to notice.',
    min: 0,
    max: 60,
    standard: 0,
  }),
  SNODO_NODES: setting
    .text({ say: 'Folder with node types of your own, one TypeScript file each.', expected: 'the path of a folder' })
    .orNull(),
})

export type Settings = SettingsOf<typeof settingsTable>
