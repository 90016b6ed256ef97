import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { asError } from '@snodo/base'
import { databaseFaults } from '../faults.ts'

const execute = promisify(execFile)

/** Under whom PostgreSQL runs: null = under the user who started us. */
export type Account = { name: string; uid: number; gid: number } | null

const NAME = 'postgres'

/** PostgreSQL refuses to run as root; then it runs as the user `postgres`, made if it is missing, else as `nobody`. */
export async function findAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return null
  return (await look(NAME)) ?? (await make()) ?? (await last())
}

async function look(name: string): Promise<Account> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => Number((await execute('id', [flag, name])).stdout)))
    return uid && gid ? { name, uid, gid } : null
  } catch {
    return null // `id` fails when there is no such user, which is the question asked
  }
}

/** `useradd` on most systems, `adduser` of busybox on Alpine. */
async function make(): Promise<Account> {
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', NAME]],
    ['adduser', ['-S', '-D', '-H', '-s', '/bin/false', NAME]],
  ]
  for (const [command, values] of ways) {
    const made = await execute(command, values).then(
      () => true,
      () => false,
    )
    const account = made ? await look(NAME) : null
    if (account) return account
  }
  return null
}

async function last(): Promise<Account> {
  const nobody = await look('nobody')
  if (nobody) return nobody
  throw databaseFaults.EMBEDDED_ACCOUNT_MISSING({ because: 'neither useradd nor adduser could make one' })
}

/** Runs a program under the account and returns what it said; throws with what it complained about. */
export async function runAs(
  account: Account,
  file: string,
  values: readonly string[],
  options: { cwd: string; timeoutMs?: number },
): Promise<string> {
  const identity = account ? { uid: account.uid, gid: account.gid } : {}
  try {
    const { stdout } = await execute(file, [...values], {
      ...identity,
      cwd: options.cwd,
      timeout: options.timeoutMs ?? 60_000,
      env: postgresEnvironment(),
    })
    return stdout
  } catch (thrown) {
    const error = asError(thrown) as Error & { stderr?: string } // execFile adds stderr to what it rejects with
    throw new Error(lastLine(error.stderr ?? '') || error.message)
  }
}

/** PG… variables of the user (PGPORT, PGDATA …) would change the server; messages in English are the ones searched for. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('PG') && !name.startsWith('LC_') && name !== 'LANG',
  )
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? ''
}
