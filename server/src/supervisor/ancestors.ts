import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const MOST = 16
const packageManager = /(^|[\s/])(npm|npx|pnpm|yarn|corepack)(\.c?js)?(\s|$)/

/**
 * The package managers this process was started through (`npx pnpm start` is npx, a shell, pnpm, a shell, and us). Killed one by
 * one they do not tell their children, and a server nobody can find would keep the port: so we watch them and end with them.
 */
export function packageManagersAbove(pid: number = process.ppid): number[] {
  const found: number[] = []
  for (let each = pid, depth = 0; each > 1 && depth < MOST; depth++) {
    const process_ = look(each)
    if (!process_) break
    if (packageManager.test(process_.command)) found.push(each)
    each = process_.parent
  }
  return found
}

export function isThere(pid: number): boolean {
  const found = look(pid)
  return found !== null && found.command !== ''
}

function look(pid: number): { parent: number; command: string } | null {
  try {
    if (process.platform === 'linux') {
      // "pid (name) state ppid …": the name may hold spaces and brackets, so what follows its last bracket counts. A zombie has no command line.
      const parent = Number(
        readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) \S /s, '')
          .split(' ')[0],
      )
      return { parent, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() }
    }
    const [parent = '', ...command] = execFileSync('ps', ['-p', String(pid), '-o', 'ppid=,args='], { encoding: 'utf8' })
      .trim()
      .split(/\s+/)
    return { parent: Number(parent), command: command.join(' ') }
  } catch {
    return null // no such process, which is the question asked
  }
}
