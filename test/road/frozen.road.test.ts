import { must, seededRandom } from '@snodo/base'
import { type SmtpServerForTests, startSmtpServer } from '@snodo/channels/testing'
import type { Sql } from '@snodo/database'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { END_OF_TIME, expectAtRest, expectInvariants } from './kit/invariants.ts'
import { endedOf, publishOver, shortFlow, signUps } from './kit/road-flow.ts'
import { type ServerProcess, startServer } from './kit/server-process.ts'
import { deliverCalls } from './kit/tracking-client.ts'

/** A server and a worker that both move people and carry mails to a provider which cannot tell a repetition. */
type Two = { db: FreshDatabase; smtp: SmtpServerForTests; server: ServerProcess; worker: ServerProcess }

const opened: Two[] = []
beforeAll(async () => {
  // One process after the other: a machine that starts four at once takes longer for all of them.
  for (let n = 0; n < 2; n++) await openTwo()
}, 240_000)
afterAll(async () => {
  for (const { db, smtp, ...processes } of opened) {
    for (const process of Object.values(processes)) {
      if (process.isAlive()) signal(process, 'SIGCONT')
      await process.kill('SIGKILL')
    }
    await smtp.close()
    await db.drop()
  }
})

async function openTwo(): Promise<void> {
  const [db, smtp] = await Promise.all([freshDatabase(), startSmtpServer()])
  const env = { SNODO_SMTP_URL: smtp.url, SNODO_WORKERS: '2' }
  const server = await startServer(db.url, { env })
  const worker = await startServer(db.url, { env, worker: true })
  const two = { db, smtp, server, worker }
  opened.push(two)
  expect((await server.api('PUT', '/api/workspace/settings/sending', { value: { mode: 'live' } })).status).toBe(200)
}

const PEOPLE = 200
const patience = { timeout: 90_000, interval: 100 }

// Both at once: most of the time is spent waiting until a process counts as frozen, and what it held as nobody's.
test.concurrent.each(['worker', 'server'] as const)(
  'a %s that stands still in mid-work is carried on without, and when it goes on it mails nobody again',
  async (who) => {
    const { db, smtp, server, ...rest } = must(opened[who === 'worker' ? 0 : 1], 'both were opened')
    const frozen = { server, ...rest }[who]
    const flow = await publishOver(server, shortFlow('PT1S'))
    const { acknowledged } = await deliverCalls(() => server.url, signUps(PEOPLE, 0), {
      batchSize: 40,
      random: seededRandom('frozen'),
    })
    expect(acknowledged.size).toBe(PEOPLE * 2)
    await vi.waitFor(() => expect(smtp.mails.length).toBeGreaterThan(20), patience)
    signal(frozen, 'SIGSTOP')

    // The other one does it all: it takes back what the frozen one held, whose sessions are ended.
    await vi.waitFor(async () => expect(await endedOf(db.pool, flow)).toBe(PEOPLE), patience)
    await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), patience)
    await vi.waitFor(async () => expect(await processes(db.pool)).toBe(1), patience)

    signal(frozen, 'SIGCONT')
    await vi.waitFor(async () => expect(await processes(db.pool)).toBe(2), patience)
    await vi.waitFor(() => expectAtRest(db.pool, END_OF_TIME), patience)
    await expectInvariants(db.pool)

    const mails = Map.groupBy(smtp.mails, ({ to, raw }) => `${to} ${/^subject: (.*)$/im.exec(String(raw))?.[1]}`)
    expect([...mails].filter(([, all]) => all.length > 1).map(([mail]) => mail)).toEqual([])
    const states = new Map((await ledger(db.pool, flow)).map(({ state, messages }) => [state, messages]))
    // Nobody can say of what the frozen one was handing over, so that is not sent again; all others were brought, once.
    expect([...states.keys()].filter((state) => state !== 'sent' && state !== 'unknown')).toEqual([])
    expect((states.get('sent') ?? 0) + (states.get('unknown') ?? 0)).toBe(PEOPLE * 2)
    expect(mails.size).toBeGreaterThanOrEqual(states.get('sent') ?? 0)
  },
  200_000,
)

function signal(process_: ServerProcess, name: 'SIGSTOP' | 'SIGCONT'): void {
  process.kill(process_.pid(), name)
}

/** Processes that beat. */
async function processes(sql: Sql): Promise<number> {
  const { rows } = await sql.query<{ living: number }>(
    /* sql */ `select count(*)::int as living from workers where beat > now() - interval '3 s'`,
  )
  return rows[0]?.living ?? 0
}

async function ledger(sql: Sql, flow: string): Promise<{ state: string; messages: number }[]> {
  const { rows } = await sql.query<{ state: string; messages: number }>(
    /* sql */ `select concat_ws(' ', state, case when state <> 'unknown' then because ->> 'code' end) as state, count(*)::int as messages
      from messages where flow_id = $1 group by 1 order by 1`,
    [flow],
  )
  return rows
}
