/** What `pnpm start` runs: the supervisor of everything else. */
import { settingsHelp } from '@snodo/base'
import { settingsTable } from './settings.ts'
import { say } from './supervisor/say.ts'
import { type Mode, supervise } from './supervisor/supervise.ts'
import { supervisorFaults } from './supervisor/supervisor-faults.ts'

const modes: Readonly<Record<string, Mode | 'help'>> = {
  '--dev': 'dev',
  '--worker': 'worker',
  '--migrate': 'migrate',
  '--check': 'check',
  '--help': 'help',
  '-h': 'help',
}

const HELP = `Snodo: marketing automation drawn on a canvas.

  pnpm start          everything on one port; the database is embedded unless DATABASE_URL is set
  pnpm dev            the same for those who change it: the editor through Vite, the server restarted at each change
  pnpm worker         the engine's loops alone, on the database at DATABASE_URL
  pnpm migrate        bring the database up to date and end
  pnpm check-database look at what must always hold, beside whatever is running, and end

Settings, from the environment:
`

const options = process.argv.slice(2).filter((each) => each !== '--')
const mode = options.length === 0 ? 'serve' : modes[options[0] ?? '']

if (mode === undefined || options.length > 1) {
  say.error(supervisorFaults.OPTION_UNKNOWN({ got: options.join(' ') }).message)
  process.exitCode = 2
} else if (mode === 'help') {
  process.stdout.write(`${HELP}\n${settingsHelp(settingsTable)}\n`)
} else {
  process.exitCode = await supervise(mode, process.env)
}
