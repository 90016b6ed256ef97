import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCollector } from '../../commands/collect.ts'
import { changeSettings } from '../../commands/settings.ts'
import { readCall } from '../../rules/collecting/read-call.ts'
import { type EngineRig, makeEngineRig } from '../../testing/engine-rig.ts'
import { starts } from '../../testing/small-nodes.ts'

let rig: EngineRig
beforeAll(async () => {
  rig = await makeEngineRig({ nodeTypes: [starts('Viewed')], start: '2026-03-02T09:00:00Z' })
  await rig.publishFlow({
    settings: { reentry: { mode: 'always' } },
    nodes: { start: [starts('Viewed').manifest.type, {}] },
    edges: [],
  })
})
afterAll(() => rig.drop())

let sent = 0
async function send(userId: string, count: number, type: 'track' | 'identify' = 'track') {
  const receivedAt = rig.clock.now()
  await createCollector(rig.engine).collect(
    Array.from({ length: count }, () =>
      readCall(
        { userId, ...(type === 'track' ? { event: 'Viewed' } : { traits: { seen: ++sent } }) },
        { type, receivedAt, keyKind: 'secret', newMessageId: () => `m${++sent}` },
      ),
    ),
  )
  await rig.settle()
}
const all = async (text: string) => (await rig.engine.pool.query(text)).rows
const counted = async () =>
  (
    await all(
      `select (select count(*)::int from entries) as entered, (select count(*)::int from events where name = 'Viewed') as logged`,
    )
  )[0]

test('rule 6: without a limit any number of events of one contact reaches flows', async () => {
  await send('busy', 120)
  expect(await counted()).toEqual({ entered: 120, logged: 120 })
  expect(await all(`select 1 from event_rates`)).toEqual([])
})

test('rule 6: a limit that is set keeps back what is beyond, says so once for each contact and window, and lets the next window in', async () => {
  await changeSettings(rig.engine, { values: { eventLimit: { most: 50, per: 'hour' } }, author: 'test' })
  await send('busy', 30)
  await send('busy', 45)
  await send('busy', 5)
  await send('calm', 2)
  await send('busy', 1, 'identify')
  expect(await counted()).toEqual({ entered: 172, logged: 202 })
  expect(await all(`select code, reason, body from dead_letters`)).toEqual([
    {
      code: 'EVENT_LIMIT',
      reason: expect.stringContaining(
        'more than the 50 events an hour that the setting eventLimit allows: what else it sends until 2026-03-02T10:00:00.000Z stands in its history and moves it through no flow',
      ),
      body: expect.stringContaining('"name": "Viewed"'),
    },
  ])
  expect(await all(`select taken, dropped from event_rates order by taken`)).toEqual([
    { taken: 2, dropped: 0 },
    { taken: 50, dropped: 30 },
  ])
  // Who the person is was taken in all the same.
  expect(await all(`select attributes ->> 'seen' is not null as known from contacts where user_id = 'busy'`)).toEqual([
    { known: true },
  ])
  await rig.turnTo('2026-03-02T10:00:00Z')
  await send('busy', 10)
  expect(await counted()).toMatchObject({ entered: 182 })
})
