import { execFile } from 'node:child_process'
import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** What a postmaster writes into `postmaster.pid` of its data directory (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_…). */
export type Postmaster = { pid: number; port: number; status: 'starting' | 'stopping' | 'ready' | 'standby' | 'unknown' }

/** The living postmaster of a data directory, or null: no file, a dead process, or a process number given to somebody else. */
export async function findPostmaster(data: string): Promise<Postmaster | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => null)
  if (text === null) return null
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid) || !(await isPostgresOf(pid, data))) return null
  const word = lines[7] ?? ''
  const status = word === 'starting' || word === 'stopping' || word === 'ready' || word === 'standby' ? word : 'unknown'
  return { pid, port: Number(lines[3] ?? 0), status }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // alive, but not ours to signal
  }
}

/** After a reboot or in a container the number may belong to another program, even to us: then the file is only left over. */
async function isPostgresOf(pid: number, data: string): Promise<boolean> {
  if (pid === process.pid) return false
  if (process.platform === 'win32') return true
  const command = await commandOf(pid)
  if (command === null) return false
  return command.includes('postgres') && (command.includes(data) || command.includes(await realpath(data)))
}

async function commandOf(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null)
    return text === null || text === '' ? null : text.replaceAll('\0', ' ') // a zombie has an empty command line
  }
  const { stdout } = await execute('ps', ['-p', String(pid), '-o', 'command=']).catch(() => ({ stdout: '' }))
  return stdout.trim() || null
}
