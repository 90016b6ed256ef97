import { parentPort } from 'node:worker_threads'
import { must } from '@snodo/base'
import { type RenderJob, renderMessage } from './render-message.ts'

// The thread's whole life: a chunk of jobs in, its results out. What hangs or grows in here is ended from outside.
const port = must(parentPort, 'a parent: this file runs in a worker thread')
port.on('message', (jobs: RenderJob[]) => port.postMessage(jobs.map(renderMessage)))
