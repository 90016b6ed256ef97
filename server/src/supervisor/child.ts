import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { memoryFlags } from './memory-flags.ts'
import { say } from './say.ts'
import { supervisorFaults } from './supervisor-faults.ts'

/** What the server tells its supervisor: it answers now, at this address (with the one-time login link, if there is one to give). */
export type ReadyMessage = { type: 'ready'; url: string }

/** A child that ends with this code has said why it can never start (wrong settings); it is not started again. EX_CONFIG of sysexits. */
export const NEVER_AGAIN = 78

export type ChildOptions = {
  /** As people should read it: `server`, `worker`. */
  name: string
  /** Command line of node: the script and its arguments. */
  command: readonly string[]
  cwd: string
  env: NodeJS.ProcessEnv
  onReady?: (message: ReadyMessage) => void
  /** False for a helper that says nothing over the channel: it counts as started at once. Default true. */
  tellsReady?: boolean
}

export type Child = {
  /** Resolves at the first ready; rejects if it ends before. */
  ready: Promise<void>
  /** Resolves with a sentence when the child is given up for good. */
  lost: Promise<string>
  restart(): void
  /** SIGTERM, then SIGKILL after `withinMs`. Resolves when it is gone. */
  stop(withinMs: number): Promise<void>
  kill(): void
}

const FIRST_WAIT_MS = 200
const LAST_WAIT_MS = 10_000
/** A child that lived so long was well: the next death is waited for briefly again. */
const WELL_MS = 30_000

/** Runs a child and runs it again when it dies, ever more slowly. */
export function keepChild(options: ChildOptions): Child {
  const ready = Promise.withResolvers<void>()
  const lost = Promise.withResolvers<string>()
  ready.promise.catch(() => undefined) // whoever awaits it hears; nobody has to
  let process_: ChildProcess | null = null
  let gone = Promise.resolve()
  let timer: NodeJS.Timeout | null = null
  let waitMs = FIRST_WAIT_MS
  let stopping = false
  let started = options.tellsReady === false
  if (started) ready.resolve()
  begin()

  function begin(): void {
    timer = null
    const at = performance.now()
    const leash = join(import.meta.dirname, 'leash.ts')
    const child = spawn(process.execPath, [...memoryFlags, '--import', leash, ...options.command], {
      cwd: options.cwd,
      env: options.env,
      // A session of its own: Ctrl-C reaches the supervisor alone, which then stops everything in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    process_ = child
    if (child.stdout) createInterface(child.stdout).on('line', (line) => process.stdout.write(`${line}\n`))
    if (child.stderr) createInterface(child.stderr).on('line', (line) => process.stderr.write(`${line}\n`))
    child.on('message', (message) => {
      if (!isReady(message)) return
      started = true
      ready.resolve()
      options.onReady?.(message)
    })
    const { promise, resolve } = Promise.withResolvers<void>()
    gone = promise
    const ended = (how: string, code: number | null) => {
      if (process_ !== child) return
      process_ = null
      resolve()
      if (stopping) return
      if (!started || code === NEVER_AGAIN) {
        stopping = true
        ready.reject(supervisorFaults.CHILD_DID_NOT_START({ name: options.name, how }))
        lost.resolve(`the ${options.name} ended for good (${how})`)
        return
      }
      if (performance.now() - at > WELL_MS) waitMs = FIRST_WAIT_MS
      say.warn(`the ${options.name} ended and is started again`, { how, inMs: waitMs })
      timer = setTimeout(begin, waitMs)
      waitMs = Math.min(LAST_WAIT_MS, waitMs * 2)
    }
    child.on('error', (error) => ended(error.message, null))
    // close, not exit: what it said last is still on its way at exit.
    child.on('close', (code, signal) => ended(signal ?? `code ${code}`, code))
  }

  function restart(): void {
    if (stopping) return
    if (process_) process_.kill('SIGTERM')
    else if (timer) {
      clearTimeout(timer)
      begin()
    }
  }

  async function stop(withinMs: number): Promise<void> {
    stopping = true
    if (timer) clearTimeout(timer)
    const child = process_
    if (!child) return
    child.kill('SIGTERM')
    const patience = setTimeout(() => child.kill('SIGKILL'), withinMs)
    await gone
    clearTimeout(patience)
  }

  function kill(): void {
    stopping = true
    process_?.kill('SIGKILL')
  }

  return { ready: ready.promise, lost: lost.promise, restart, stop, kill }
}

function isReady(message: unknown): message is ReadyMessage {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'ready' &&
    'url' in message &&
    typeof message.url === 'string'
  )
}
