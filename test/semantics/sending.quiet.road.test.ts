import type { JsonObject } from '@snodo/base'
import { changeSettings } from '@snodo/engine'
import { beforeEach, expect, test } from 'vitest'
import { DAY, HOUR, mail, person, start, track, useStage } from './stage.ts'

const stage = useStage()
const MINUTE = 60_000
const set = (values: Record<string, unknown>) => changeSettings(stage.rig.engine, { values, author: 'test' })
const STANDARD = { email: null, sms: { windows: [{ from: '20:00', to: '09:00' }], days: [7], holidays: 'IT', whenQuiet: 'hold' } }

beforeEach(() => set({ quietHours: STANDARD, release: { perMinute: 3_000 }, caps: [] }))

let flows = 0
async function texting(more: JsonObject = {}) {
  const event = `Text ${++flows}`
  const flow = await stage.flow({
    nodes: {
      start: start(event),
      text: ['core.send-sms', { content: { body: 'Ciao' }, ...more }],
      sent: ['core.end', {}],
      unsent: ['core.end', {}],
    },
    edges: ['start:started>text', 'text:sent>sent', 'text:notSent>unsent'],
  })
  const held = async () =>
    stage.row<{ due: number; because: { code: string; values: JsonObject } | null }>(
      'select due_at as due, because from messages where flow_id = $1',
      [flow.id],
    )
  return { flow, event, held }
}

/** The next instant at which clocks in UTC show this weekday (1 to 7) and time. */
function next(weekday: number, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const midnight = Math.floor(stage.now() / DAY) * DAY
  for (let days = 0; ; days++) {
    const at = midnight + days * DAY + hours * HOUR + minutes * MINUTE
    if (at > stage.now() && ((new Date(at).getUTCDay() + 6) % 7) + 1 === weekday) return at
  }
}
const iso = (at: number) => new Date(at).toISOString()

test('rule 18: an e-mail has no quiet hours, an SMS rests from 20:00 to 09:00 by the contact’s own clock, then by its phone’s country', async () => {
  await stage.rig.turnTo(next(2, '20:30'))
  const { flow, event, held } = await texting()
  const letter = await stage.flow({
    nodes: { start: start('Letter'), mail: ['core.send-email', mail('Letter')], end: ['core.end', {}] },
    edges: ['start:started>mail', 'mail:sent>end'],
  })
  // 20:30 in London, by the number's prefix.
  await stage.collect(person('q1', { phone: '+447700900111' }), track('q1', event), track('q1', 'Letter'))
  expect((await letter.messages()).map(({ state }) => state)).toEqual(['sent'])
  expect((await held()).because).toMatchObject({ code: 'QUIET_HOURS', values: { zone: 'Europe/London', zoneFrom: 'phone' } })
  expect(iso((await held()).due).slice(11, 16)).toBe('09:00')
  await stage.pass(12 * HOUR + 31 * MINUTE)
  expect((await flow.messages()).map(({ state }) => state)).toEqual(['sent'])

  // In New York it is the afternoon: its own zone comes before its phone's.
  await stage.rig.turnTo(next(3, '20:30'))
  const other = await texting()
  await stage.collect(person('q2', { phone: '+447700900112', timeZone: 'America/New_York' }), track('q2', other.event))
  expect((await other.flow.messages()).map(({ state }) => state)).toEqual(['sent'])
})

test('rule 18: marketing SMS to an Italian number never goes from 22:00 to 08:00 nor on a Sunday, whatever is set', async () => {
  await set({ quietHours: { sms: null } })
  await stage.rig.turnTo(next(7, '11:00'))
  const { event, held } = await texting()
  await stage.collect(person('q3', { phone: '+393331234567' }), track('q3', event))
  expect((await held()).because).toMatchObject({ code: 'QUIET_HOURS', values: { zone: 'Europe/Rome' } })
  const free = await texting()
  await stage.collect(person('q4', { phone: '+447700900114' }), track('q4', free.event))
  expect((await free.flow.messages()).map(({ state }) => state)).toEqual(['sent'])
})

test('rule 18: quiet for longer than 24 hours is told at once, with the values', async () => {
  await stage.rig.turnTo(next(6, '20:30'))
  const { flow, event } = await texting({ expireIfLateBy: 'P7D' })
  await stage.collect(person('q5', { phone: '+447700900115' }), track('q5', event))
  expect(await flow.reasons()).toMatchObject([
    { node: 'text', port: 'notSent', code: 'HELD_TOO_LONG', values: { held: 'QUIET_HOURS', hours: 24 } },
  ])
})

test('rule 18: quiet hours may skip the message, or end the trip', async () => {
  await stage.rig.turnTo(next(2, '20:30'))
  await set({ quietHours: { ...STANDARD, sms: { ...STANDARD.sms, whenQuiet: 'skip' } } })
  const skipping = await texting()
  await stage.collect(person('q6', { phone: '+447700900116' }), track('q6', skipping.event))
  expect(await skipping.flow.ends()).toMatchObject([{ reason: 'completed', node: 'unsent' }])
  await set({ quietHours: { ...STANDARD, sms: { ...STANDARD.sms, whenQuiet: 'end' } } })
  const ending = await texting()
  await stage.collect(person('q7', { phone: '+447700900117' }), track('q7', ending.event))
  expect(await ending.flow.ends()).toMatchObject([{ reason: 'exit', node: 'text', because: 'QUIET_HOURS' }])
})

test('rule 18: what was held goes out at a bounded rate once it may, the earliest due first, and the fresh is not behind it', async () => {
  await stage.rig.turnTo(next(2, '20:30'))
  await set({ release: { perMinute: 4 } })
  const { flow, event } = await texting()
  // All in one lane, so that its order can be told: six in the evening, one a minute.
  const people: string[] = []
  for (let n = 0; people.length < 6; n++) {
    const name = `q8-${n}`
    await stage.collect(person(name, { phone: `+4477009${String(10_000 + n)}` }))
    const { lane } = await stage.row<{ lane: number }>('select lane from contacts where user_id = $1', [name])
    if (people.length > 0 && lane !== (await laneOf(people[0]!))) continue
    people.push(name)
    await stage.collect(track(name, event))
    await stage.pass(MINUTE)
  }
  const sent = async () =>
    (
      await stage.rig.engine.pool.query<{ name: string }>(
        `select c.user_id as name from messages m join contacts c on c.lane = m.lane and c.id = m.contact_id
          where m.flow_id = $1 and m.state = 'sent' order by m.settled_at, c.user_id`,
        [flow.id],
      )
    ).rows.map(({ name }) => name)
  await stage.rig.turnTo(next(3, '09:00'))
  expect(await sent()).toEqual(people.slice(0, 1))
  const fresh = await texting()
  await stage.collect(person('q9', { phone: '+447700900119' }), track('q9', fresh.event))
  expect((await fresh.flow.messages()).map(({ state }) => state)).toEqual(['sent'])
  await stage.pass(40_000)
  expect(await sent()).toEqual(people.slice(0, 3))
  await stage.pass(MINUTE)
  expect(await sent()).toEqual(people)
})

test('rule 17: a held message is judged again when it is released', async () => {
  await stage.rig.turnTo(next(2, '20:30'))
  const { flow, event } = await texting()
  await stage.collect(person('q10', { phone: '+447700900120' }), track('q10', event))
  await stage.collect({ type: 'identify', userId: 'q10', traits: { phone: null } })
  await stage.rig.engine.pool.query(
    `update consents set state = 'denied' where contact_id = (select id from contacts where user_id = 'q10') and channel = 'sms'`,
  )
  await stage.pass(13 * HOUR)
  expect(await flow.messages()).toMatchObject([{ state: 'notSent', because: 'CONSENT_DENIED' }])
})

async function laneOf(name: string): Promise<number> {
  return (await stage.row<{ lane: number }>('select lane from contacts where user_id = $1', [name])).lane
}
