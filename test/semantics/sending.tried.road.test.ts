import type { JsonObject } from '@snodo/base'
import { changeSettings, simulate } from '@snodo/engine'
import { beforeEach, expect, test } from 'vitest'
import { DAY, mail, person, start, track, useStage } from './stage.ts'

/** What a trial says of a message is what the engine does with it (I13): both ask the one function, with the same facts. */
const stage = useStage()
const set = (values: Record<string, unknown>) => changeSettings(stage.rig.engine, { values, author: 'test' })
const QUIET = { windows: [{ from: '00:00', to: '23:59' }], days: [], holidays: null }

beforeEach(() => set({ caps: [], quietHours: { email: null, sms: null }, breaker: { perDay: 5, repeats: null } }))

async function series(event: string, blocks: number, more: JsonObject = {}) {
  const ids = Array.from({ length: blocks }, (_, i) => `mail${i}`)
  return stage.flow({
    nodes: {
      start: start(event),
      ...Object.fromEntries(ids.map((id): [string, [string, JsonObject]] => [id, ['core.send-email', mail(id, more)]])),
      end: ['core.end', {}],
    },
    edges: [...ids, 'end'].map((to, i) => (i === 0 ? `start:started>${to}` : `${ids[i - 1]}:sent>${to}`)),
  })
}

/** Each message's fate and reason, and how long after the start it came: as tried, then as it went. */
async function both(flow: Awaited<ReturnType<typeof series>>, user: string, event: string) {
  const { id } = await stage.row<{ id: string }>('select id from contacts where user_id = $1', [user])
  const began = stage.now()
  const trace = await simulate(stage.rig.engine, { id: flow.id, contact: id, at: began })
  const tried = trace.messages.map(({ node, fate, because, at }) => [node, fate, because?.code ?? null, at - began]).sort()
  await stage.collect(track(user, event))
  await stage.pass(3 * DAY)
  const { rows } = await stage.rig.engine.pool.query<{ node: string; state: string; code: string | null; at: number }>(
    `select node, state, because ->> 'code' as code, settled_at as at from messages where flow_id = $1`,
    [flow.id],
  )
  return { tried, done: rows.map(({ node, state, code, at }) => [node, state, code, at - began]).sort() }
}

test.each([
  ['caps that hold', { caps: [{ channel: 'email', most: 2, window: { rolling: 'PT10H' }, whenFull: 'hold' }] }, {}],
  ['caps that skip', { caps: [{ channel: 'email', most: 1, window: { rolling: 'PT10H' }, whenFull: 'skip' }] }, {}],
  ['quiet hours that skip', { quietHours: { email: { ...QUIET, whenQuiet: 'skip' } } }, {}],
  ['quiet hours that end', { quietHours: { email: { ...QUIET, whenQuiet: 'end' } } }, {}],
  ['the breaker', {}, { purpose: 'transactional', expireIfLateBy: 'P7D' }],
  [
    'an expiry',
    { caps: [{ channel: 'email', most: 2, window: { rolling: 'PT10H' }, whenFull: 'hold' }] },
    { expireIfLateBy: 'PT2H' },
  ],
])('rule 17: a trial and the engine agree about %s', async (name, settings, more) => {
  await set(settings)
  const flow = await series(name, 6, more)
  await stage.collect(person(name.replaceAll(' ', '-')))
  const { tried, done } = await both(flow, name.replaceAll(' ', '-'), name)
  expect(done).toEqual(tried)
  expect(
    done.some(([, state, code]) => state !== 'sent' || code !== null) || name === 'caps that hold' || name === 'the breaker',
  ).toBe(true)
})

test('rule 17: a trial on a real contact knows what they were sent before and that their address is suppressed', async () => {
  await set({ caps: [{ channel: 'email', most: 1, window: { rolling: 'PT10H' }, whenFull: 'skip' }] })
  const earlier = await series('Earlier', 1)
  await stage.collect(person('t1'), track('t1', 'Earlier'))
  expect((await earlier.messages()).map(({ state }) => state)).toEqual(['sent'])
  const flow = await series('Later', 1)
  const { tried, done } = await both(flow, 't1', 'Later')
  expect(done).toEqual(tried)
  expect(done).toMatchObject([['mail0', 'notSent', 'CAPPED', 0]])
})
