import { setTimeout as pause } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { must } from '@snodo/base'
import { type RenderJob, renderMessage } from '../render/render-message.ts'

// A render thread for tests that breaks in each of the ways a thread can break, by the key of the message.
const port = must(parentPort, 'a parent: this file runs in a worker thread')
port.on('message', async (jobs: RenderJob[]) => {
  // Without a processor for a while, as on a machine that has none to spare.
  if (jobs.some((job) => job.key === 'starves')) await pause(2_000)
  port.postMessage(
    jobs.map((job) => {
      if (job.key === 'hangs') for (;;);
      if (job.key === 'dies') throw new Error('broken')
      if (job.key === 'grows') for (const grown: number[][] = []; ; ) grown.push(new Array(100_000).fill(1))
      return renderMessage(job)
    }),
  )
})
