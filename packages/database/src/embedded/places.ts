import { createHash, randomBytes } from 'node:crypto'
import { access, chmod, chown, constants, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { asError } from '@snodo/base'
import { databaseFaults } from '../faults.ts'
import type { Log } from '../log.ts'
import { type Account, runAs } from './account.ts'
import { type Binaries, copyBinaries, exists } from './binaries.ts'

/** Where an embedded server keeps its things. */
export type Places = {
  binaries: Binaries
  /** PostgreSQL's own data directory. */
  data: string
  log: string
  password: string
}

/** Outside of every home, so that the account can reach it. Used only when Snodo runs as root below a closed folder. */
const REACHABLE = '/var/lib/snodo'

/** Makes the folders and sees to it that PostgreSQL's account can reach them and its programs, by another place if it must. */
export async function preparePlaces(directory: string, account: Account, found: Binaries, log: Log): Promise<Places> {
  const wanted = resolve(directory)
  await mkdir(wanted, { recursive: true })
  const at = await reachablePlace(wanted, account, log)
  const data = join(at, 'data')
  await mkdir(data, { recursive: true, mode: 0o700 })
  if (account) await chown(data, account.uid, account.gid)
  try {
    await chmod(data, 0o700)
    await access(at, constants.W_OK)
    if (await exists(join(at, 'password'))) await access(join(at, 'password'), constants.R_OK)
  } catch {
    throw databaseFaults.EMBEDDED_OTHER_OWNER({ directory: at })
  }
  const binaries = await reachableBinaries(found, account, data, log)
  try {
    await runAs(account, binaries.initdb, ['--version'], { cwd: data })
  } catch (error) {
    throw databaseFaults.EMBEDDED_UNREACHABLE_DIRECTORY({
      directory: data,
      account: account?.name ?? 'yours',
      because: asError(error).message,
    })
  }
  return { binaries, data, log: join(at, 'postgres.log'), password: join(at, 'password') }
}

async function reachablePlace(wanted: string, account: Account, log: Log): Promise<string> {
  if (!account || (await canEnter(wanted, account))) return wanted
  // Our own folder may be closed only by its own mode; what is above it is not ours to open.
  const above = await canEnter(join(wanted, '..'), account)
  if (above) {
    await chmod(wanted, 0o711)
    return wanted
  }
  const place = join(REACHABLE, `${basename(wanted)}-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`)
  await mkdir(place, { recursive: true, mode: 0o711 })
  if (!(await canEnter(place, account)))
    throw databaseFaults.EMBEDDED_UNREACHABLE_DIRECTORY({
      directory: wanted,
      account: account.name,
      because: 'a folder above it is closed to others',
    })
  await writeFile(
    join(wanted, 'MOVED.txt'),
    `The database is in ${place}: PostgreSQL, which cannot run as root, may not enter this folder.\n`,
  )
  log.info(
    `the database is kept in ${place}, because PostgreSQL cannot run as root and the account "${account.name}" may not enter ${wanted}`,
  )
  return place
}

async function reachableBinaries(found: Binaries, account: Account, cwd: string, log: Log): Promise<Binaries> {
  if (!account) return found
  const works = await runAs(account, found.postgres, ['--version'], { cwd }).then(
    () => true,
    () => false,
  )
  if (works) return found
  const version = createHash('sha256')
    .update(found.root)
    .update(String((await stat(found.postgres)).mtimeMs))
    .digest('hex')
    .slice(0, 12)
  const to = join(REACHABLE, `postgresql-${version}`)
  log.info(`copying PostgreSQL to ${to}, because the account "${account.name}" may not enter its folder`)
  return copyBinaries(found, to)
}

/** Whether the account may pass through every folder of a path. */
async function canEnter(path: string, account: NonNullable<Account>): Promise<boolean> {
  return runAs(account, '/bin/sh', ['-c', 'cd "$0"', path], { cwd: '/' }).then(
    () => true,
    () => false,
  )
}

/** The password of the server, made once, readable by us alone. */
export async function readPassword(path: string): Promise<string> {
  if (await exists(path)) return (await readFile(path, 'utf8')).trim()
  const password = randomBytes(24).toString('base64url')
  await writeFile(path, `${password}\n`, { mode: 0o600 })
  return password
}
