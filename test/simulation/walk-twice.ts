import { type JsonObject, seededRandom } from '@snodo/base'
import { createFlow, publish, simulate } from '@snodo/engine'
import { makeEngineRig } from '@snodo/engine/testing'
import type { FlowDocument } from '@snodo/flow'
import { builtInNodes } from '@snodo/nodes'
import { collect } from '../road/kit/rig-calls.ts'
import { type Chance, chanceOf } from './chance.ts'
import { drawFlow } from './draw-flow.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const author = 'simulation'

type Told = { steps: string[]; messages: string[]; end: string }

/**
 * Lets one contact walk a drawn flow twice, by the dry run and by the engine, with the same events at the same instants, and
 * gives what each says of it.
 */
export async function walkTwice(seed: number): Promise<{ document: FlowDocument; dryRun: Told; engine: Told }> {
  const chance = chanceOf(seededRandom(`${seed}/walk twice`))
  const rig = await makeEngineRig({ nodeTypes: builtInNodes, start: '2026-03-02T12:00:00Z' })
  try {
    const document = drawFlow(chance, { name: 'F', others: [], first: true, plain: true })
    const { id, revision } = await createFlow(rig.engine, { document, author })
    await publish(rig.engine, { id, revision, author })
    await collect(rig, { type: 'identify', userId: 'maria', traits: traitsOf(chance) })
    const { rows } = await rig.engine.pool.query<{ id: string }>(/* sql */ `select id from contacts`)

    const start = String(document.nodes.start?.config.event)
    const at = rig.clock.now() + HOUR
    const entry = { total: 20 + chance.int(80), token: 'entry', order: 'o1' }
    const events = drawEvents(chance, at, start)
    const trace = await simulate(rig.engine, { id, contact: rows[0]?.id ?? '', at, entry, events, start: 'start' })

    for (const { at: when, event, properties } of [{ at, event: start, properties: entry }, ...events]) {
      await rig.turnTo(when)
      await collect(rig, { type: 'track', userId: 'maria', event, properties })
    }
    const until = at + 30 * DAY
    await rig.turnTo(until)
    return { document, dryRun: toldByDryRun(trace, until), engine: await toldByEngine(rig.engine.pool) }
  } finally {
    await rig.drop()
  }
}

function traitsOf(chance: Chance): JsonObject {
  return {
    email: 'maria@example.com',
    phone: '+447700900123',
    consents: { email: chance.yes(0.8), sms: chance.yes(0.8) },
    plan: chance.pick(['pro', 'free']),
    renewal: chance.pick(['2026-03-05', '2026-03-29T02:30:00', '2025-01-01']),
    ...(chance.yes(0.5) ? { timeZone: 'Europe/Rome' } : {}),
  }
}

/** Events on the way, of which none begins the journey again. */
function drawEvents(chance: Chance, from: number, start: string) {
  const names = ['Order Completed', 'Product Viewed', 'Cancelled'].filter((name) => name !== start)
  let at = from
  return Array.from({ length: chance.int(7) }, (_, n) => {
    at += 1000 * (1 + chance.int(2 * 86_400))
    return { at, event: chance.pick(names), properties: { total: chance.int(100), token: `e${n}`, order: 'o1' } }
  })
}

function said(at: number): string {
  return new Date(at).toISOString().slice(0, 19)
}

function toldByDryRun(trace: Awaited<ReturnType<typeof simulate>>, until: number): Told {
  const { entry, end } = trace
  return {
    steps: trace.steps
      .filter((step) => step.journey === 0 && step.port !== null && step.at <= until)
      .map((step) => `${said(step.at)} ${step.visit} ${step.node} by ${step.port}`),
    messages: trace.messages
      .filter((message) => message.at <= until)
      .map(({ at, node, visit, fate, because }) => `${said(at)} ${visit} ${node} ${fate} ${because?.code ?? ''}`)
      .sort(),
    end:
      entry.outcome !== 'entered' ? entry.outcome : end === null || end.at > until ? 'inside' : `${said(end.at)} ${end.reason}`,
  }
}

type Query = { query<Row>(text: string): Promise<{ rows: Row[] }> }

async function toldByEngine(sql: Query): Promise<Told> {
  const steps = await sql.query<{ at: number; visit: number; node: string; port: string }>(
    /* sql */ `select * from (
      select j.at, s.step ->> 0 as node, s.step ->> 1 as port,
        (j.visit + count(*) filter (where s.step ->> 1 is not null)
          over (partition by j.ctid order by s.number rows between unbounded preceding and 1 preceding))::int as visit
      from journal j cross join lateral json_array_elements(j.steps) with ordinality as s(step, number)) t
      where port is not null order by visit`,
  )
  const messages = await sql.query<{ at: number; visit: number; node: string; fate: string; code: string | null }>(
    /* sql */ `select settled_at as at, visit, node, state as fate, because ->> 'code' as code from messages where settled_at is not null`,
  )
  const ends = await sql.query<{ at: number | null; what: string }>(
    /* sql */ `select ended_at as at, reason as what from enrollment_ends
      union all select null, outcome from entries where outcome <> 'entered'
      union all select null, case state when 'failed' then because ->> 'code' else 'inside' end from enrollments`,
  )
  return {
    steps: steps.rows.map(({ at, visit, node, port }) => `${said(at)} ${visit} ${node} by ${port}`),
    messages: messages.rows.map(({ at, visit, node, fate, code }) => `${said(at)} ${visit} ${node} ${fate} ${code ?? ''}`).sort(),
    end:
      ends.rows.length === 0
        ? 'notMatched'
        : ends.rows.map(({ at, what }) => (at === null ? what : `${said(at)} ${what}`)).join(),
  }
}
