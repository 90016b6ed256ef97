import { setTimeout as pause } from 'node:timers/promises'
import { LANES, systemClock } from '@snodo/base'
import { ringDue } from '@snodo/database'
import { makeBenchEngine } from './bench-engine.ts'
import { allLeft } from './drain-million.ts'
import { fillContacts } from './fill-contacts.ts'
import { publishFlow, waitThenMail } from './flows.ts'
import { putAtWait } from './put-at-wait.ts'
import { startServer, startWorker } from './server-child.ts'
import type { ServerHome } from './server-home.ts'

/** Each process moves one lane at a time, so that one of them leaves a core for the other where there are two. */
const ONE_MOVER = { SNODO_WORKERS: '1' }
const LEAD_MS = 15_000

export type AddedWorkerFigure = { contacts: number; aloneSeconds: number; besideSeconds: number }

/** The same backlog, due in one second, worked off by a server alone and by a server with a worker process beside it. */
export async function measureAddedWorker(home: ServerHome, contacts: number): Promise<AddedWorkerFigure> {
  const alone = await drain(home, contacts, false)
  const beside = await drain(home, contacts, true)
  return { contacts, aloneSeconds: alone, besideSeconds: beside }
}

async function drain(home: ServerHome, contacts: number, withWorker: boolean): Promise<number> {
  const database = await home.makeDatabase(withWorker ? 'two_processes' : 'one_process')
  const engine = makeBenchEngine(database.pool)
  try {
    await fillContacts(database.pool, contacts)
    const flow = await publishFlow(engine, waitThenMail())
    const dueAt = Math.ceil((systemClock.now() + LEAD_MS) / 1000) * 1000
    await putAtWait(database.pool, { flow, dueAt })
    const server = await startServer(database.url, ONE_MOVER)
    const worker = withWorker ? await startWorker(database.url, ONE_MOVER) : null
    try {
      await Promise.all(Array.from({ length: LANES }, (_, lane) => ringDue(database.pool, 'move', lane, dueAt)))
      if (systemClock.now() > dueAt) throw new Error('the figure is void: its preparations took longer than planned')
      await pause(dueAt - systemClock.now())
      const { seconds, inside } = await allLeft(database.pool, dueAt)
      if (seconds === null) throw new Error(`the figure is void: ${inside} contacts had not left in time`)
      return seconds
    } finally {
      await worker?.stop()
      await server.stop()
    }
  } finally {
    await engine.close()
    await database.drop()
  }
}
