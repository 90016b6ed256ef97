import type { JsonObject } from '@snodo/base'
import { simulate } from '@snodo/engine'
import type { RigFlow } from '@snodo/engine/testing'
import { expect, test } from 'vitest'
import { HOUR, mail, person, track, useStage } from './stage.ts'

const stage = useStage({ start: '2026-03-02T03:00:00Z' })

const birthday: RigFlow = {
  settings: { timeZone: 'Europe/Rome' },
  nodes: {
    start: ['core.date-arrives', { field: 'birthDate', at: '09:00' }],
    greeting: ['core.send-email', mail('Happy birthday')],
  },
  edges: ['start:started>greeting'],
}

test('rule 21: a greeting that was come to after midnight is not sent; without an outage it is', async () => {
  const flow = await stage.flow(birthday)
  await stage.collect(person('ines', { birthDate: '1990-03-02' }), person('leo', { birthDate: '1990-03-03' }))
  // Nothing looked at dates before the night after Ines's birthday; Leo's comes in time.
  stage.rig.clock.turnTo(Date.parse('2026-03-03T07:00:00Z'))
  await stage.rig.startDue()
  expect(await flow.messages()).toMatchObject([{ state: 'notSent', because: 'EXPIRED' }])
  stage.rig.clock.turnTo(Date.parse('2026-03-03T08:30:00Z'))
  await stage.rig.startDue()
  expect((await flow.messages()).map(({ state }) => state)).toEqual(['notSent', 'sent'])
})

test('rule 21: the dry run says the same', async () => {
  const flow = await stage.flow(birthday)
  const tried = (at: string) =>
    simulate(stage.rig.engine, {
      id: flow.id,
      contact: { email: 'try@example.com', attributes: { birthDate: '1990-03-02' } },
      at: Date.parse(at),
      entry: { field: 'birthDate', day: '2026-03-02' },
    })
  const messages = async (at: string) => (await tried(at)).messages.map(({ fate, because }) => [fate, because?.code ?? null])
  expect(await messages('2026-03-02T08:00:00Z')).toEqual([['sent', null]])
  expect(await messages('2026-03-02T23:30:00Z')).toEqual([['notSent', 'EXPIRED']])
})

test('rule 21: after a cart a message may be 12 hours late, else 24, unless its author says otherwise', async () => {
  const late = async (event: string, more: JsonObject = {}) => {
    const flow = await stage.flow({
      settings: { reentry: { mode: 'always' } },
      nodes: { start: ['core.event-happens', { event }], note: ['core.send-email', mail('A note', more)] },
      edges: ['start:started>note'],
    })
    const who = `late-${event}-${Object.keys(more).length}`
    await stage.collect(person(who))
    await stage.collect(track(who, event))
    const { late } = await stage.row<{ late: number }>(
      `select extract(epoch from expires_at - created_at)::float8 * 1000 as late from messages where flow_id = $1`,
      [flow.id],
    )
    return late / HOUR
  }
  expect(await late('Cart Viewed')).toBe(12)
  expect(await late('Signed Up')).toBe(24)
  expect(await late('Cart Viewed', { expireIfLateBy: 'PT3H' })).toBe(3)
  // 10:30 in the workspace's zone: what is left of that day.
  expect(await late('Signed Up', { expireIfLateBy: 'thatDay' })).toBe(15.5)
})
