import { Worker } from 'node:worker_threads'
import { asError } from '@snodo/base'
import type { RenderJob, RenderResult } from './render-message.ts'

/**
 * Fills in messages in a thread of their own: templates are written by people, and one that loops or grows must take neither
 * the process nor another contact's message with it. A thread that hangs is ended and replaced; the chunk it had is then
 * rendered one by one, so that only the guilty message fails.
 */
export type Renderer = {
  render(jobs: readonly RenderJob[]): Promise<Map<string, RenderResult>>
  /** Ends the thread. */
  close(): Promise<void>
}

export type RendererOptions = {
  /** Messages handed to the thread at once. Default 50: a millisecond or two of work. */
  chunkSize?: number
  /** A chunk may take this long. Default 5 s, which covers the start of the thread. */
  chunkMs?: number
  /** One message alone may take this long once its chunk has failed. Default 2 s. */
  singleMs?: number
  /** Memory of the thread, in MB. Default 96. */
  memoryMb?: number
  /** What runs in the thread; tests bring one that breaks. */
  thread?: URL
}

export function createRenderer(options: RendererOptions = {}): Renderer {
  const { chunkSize = 50, chunkMs = 5_000, singleMs = 2_000, memoryMb = 96 } = options
  const thread = renderThread(options.thread ?? new URL('./render-thread.ts', import.meta.url), memoryMb)
  /** One chunk at a time: the thread has one ear. */
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work)
    turn = result.catch(() => undefined) // told to whoever asked; the next in turn is not concerned
    return result
  }
  return {
    async render(jobs) {
      const results = new Map<string, RenderResult>()
      for (let from = 0; from < jobs.length; from += chunkSize) {
        const chunk = jobs.slice(from, from + chunkSize)
        for (const result of await inTurn(() => renderChunk(chunk))) results.set(result.key, result)
      }
      return results
    },
    close: () => inTurn(() => thread.end()),
  }

  async function renderChunk(chunk: readonly RenderJob[]): Promise<RenderResult[]> {
    const together = await thread.ask(chunk, chunkMs)
    if ('results' in together) return together.results
    const results: RenderResult[] = []
    for (const job of chunk) {
      // A fresh thread needs its start-up time again after each one that was ended.
      const alone = await thread.ask([job], thread.running() ? singleMs : chunkMs)
      if ('results' in alone) results.push(...alone.results)
      else results.push({ key: job.key, fault: { code: 'TEMPLATE_ENDED', say: alone.because } })
    }
    return results
  }
}

type Answer = { results: RenderResult[] } | { because: string }

function renderThread(file: URL, memoryMb: number) {
  let worker: Worker | null = null
  return {
    running: () => worker !== null,
    async end() {
      const ending = worker
      worker = null
      await ending?.terminate()
    },
    /** Asks the thread, starting it where there is none; ends it when it takes too long or breaks. */
    async ask(jobs: readonly RenderJob[], mostMs: number): Promise<Answer> {
      worker ??= start(file, memoryMb)
      const asked = worker
      const before = cpuMs(asked)
      const answer = await new Promise<Answer>((resolve) => {
        let looks = 0
        const look = () => {
          looks += 1
          // A machine that has no processor to spare keeps a thread waiting through no fault of the template.
          if (looks < STARVED_LOOKS) void had(asked, before).then((ms) => ms < (mostMs * looks) / 2 || done(tooLong(mostMs)))
          else done(tooLong(mostMs))
        }
        const timer = setInterval(look, mostMs)
        const onMessage = (results: RenderResult[]) => done({ results })
        const onError = (error: unknown) => done({ because: `Rendering broke off: ${asError(error).message}` })
        const onExit = () => done({ because: 'Rendering broke off: its thread ended.' })
        function done(answer: Answer) {
          clearInterval(timer)
          asked.off('message', onMessage).off('error', onError).off('exit', onExit)
          resolve(answer)
        }
        asked.on('message', onMessage).on('error', onError).on('exit', onExit)
        asked.postMessage(jobs)
      })
      if ('because' in answer) {
        worker = null
        // A broken thread may still tell a second error while it ends; it has been answered for.
        asked.on('error', () => undefined)
        await asked.terminate()
      }
      return answer
    },
  }
}

/** So many times its share of time a thread is waited for that has had less than half of it on a processor. */
const STARVED_LOOKS = 5

function tooLong(mostMs: number): Answer {
  return { because: `Rendering took longer than ${mostMs} ms and was ended.` }
}

/** Milliseconds of a processor a thread has had since then. */
async function had(thread: Worker, before: Promise<number>): Promise<number> {
  return (await cpuMs(thread)) - (await before)
}

function cpuMs(thread: Worker): Promise<number> {
  return thread.cpuUsage().then(
    ({ user, system }) => (user + system) / 1000,
    // It has ended, which its own event tells.
    () => 0,
  )
}

function start(file: URL, memoryMb: number): Worker {
  const worker = new Worker(file, {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16 },
    // Templates have no business with our secrets.
    env: {},
  })
  // It alone must not keep the process alive.
  worker.unref()
  return worker
}
