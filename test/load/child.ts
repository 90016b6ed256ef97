import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { must } from '@snodo/base'
import { memoryFlags } from '@snodo/server/testing'

/** A process of the system under test, told ready by its first message. */
export type Child = { pid: number; ready: unknown; stop(): Promise<void> }

const READY_MS = 30_000
const STOP_MS = 15_000
const living = new Set<ChildProcess>()

// Whatever ends the bench, nothing of it stays behind.
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

/** Starts a script of this folder, or one given by its whole path, with these settings in its environment. */
export async function startChild(script: string, env: Record<string, string>, args: readonly string[] = []): Promise<Child> {
  const profile = process.env.BENCH_PROFILE === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`]
  const child = fork(join(import.meta.dirname, script), args, {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    execArgv: [...memoryFlags, ...profile],
  })
  living.add(child)
  child.once('exit', () => living.delete(child))
  const ready = await Promise.race([
    once(child, 'message').then(([message]) => message as unknown),
    once(child, 'exit').then(([code, signal]) => {
      throw new Error(`${script} ended before it was ready (${signal ?? code})`)
    }),
    late(script),
  ])
  return {
    pid: must(child.pid, 'a living child has a process number'),
    ready,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await gone
      clearTimeout(kill)
    },
  }
}

function late(script: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`${script} was not ready within ${READY_MS / 1000} s`)), READY_MS).unref()
  })
}
