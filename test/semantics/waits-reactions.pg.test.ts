import { readTrackingToken, recordReaction, TRACKING_PATHS, trackingUrl } from '@snodo/engine'
import type { RigFlow } from '@snodo/engine/testing'
import { sayBecause } from '@snodo/protocol'
import { expect, test } from 'vitest'
import { DAY, HOUR, mail, person, type StagedFlow, start, track, useStage } from './stage.ts'

const stage = useStage()
const READER = {
  method: 'GET',
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0 Safari/537.36',
  prefetch: false,
}

/** Two mails a day apart, then a wait for an opening. */
const twoMails = (event: string, more: object = {}): RigFlow =>
  ({
    nodes: {
      start: start(event),
      one: ['core.send-email', mail(`${event} one`)],
      day: ['core.wait', { duration: 'PT1H' }],
      two: ['core.send-email', mail(`${event} two`)],
      wait: ['core.wait-for', { event: 'Message Opened', timeout: 'P2D', ...more }],
      yes: ['core.end', {}],
      no: ['core.end', {}],
    },
    edges: ['start:started>one', 'one:sent>day', 'day:after>two', 'two:sent>wait', 'wait:happened>yes', 'wait:timeout>no'],
  }) as RigFlow

async function open(flow: StagedFlow, node: string) {
  const { key, contact } = await stage.row<{ key: string; contact: string }>(
    /* sql */ `select enrollment_id || ':' || visit as key, contact_id as contact from messages where flow_id = $1 and node = $2`,
    [flow.id, node],
  )
  const { secret, publicUrl } = stage.rig.settings
  const url = trackingUrl(publicUrl, { kind: 'open', contact, message: key }, secret)
  const claim = readTrackingToken('open', url.split(TRACKING_PATHS.open)[1] ?? '', secret)
  expect((await recordReaction(stage.rig.engine, { claim: claim!, reader: READER })).counted).toBe('first')
  await stage.rig.settle()
}
const measured = (user: string) => person(user, { consents: { email: true, openTracking: true } })

test('rule 10: a wait for an opening is not left by that of an earlier mail, nor by that of another flow’s', async () => {
  const flow = await stage.flow(twoMails('Two A'))
  const other = await stage.flow(twoMails('Two Other'))
  await stage.collect(measured('ada'), track('ada', 'Two A'), track('ada', 'Two Other'))
  await stage.pass(HOUR / 2)
  await open(flow, 'one')
  await stage.pass(HOUR)
  expect(await flow.standing()).toMatchObject([{ node: 'wait' }])
  await open(other, 'two')
  await open(other, 'one')
  expect(await flow.standing()).toMatchObject([{ node: 'wait' }])
  await open(flow, 'two')
  expect(await flow.ends()).toMatchObject([{ node: 'yes' }])
})

test('rule 10: an earlier mail is meant where the wait looks back to it', async () => {
  const flow = await stage.flow(twoMails('Two B', { since: { from: 'message', node: 'one' } }))
  await stage.collect(measured('bea'), track('bea', 'Two B'))
  await stage.pass(HOUR / 2)
  await open(flow, 'one')
  await stage.pass(HOUR)
  expect(await flow.ends()).toMatchObject([{ node: 'yes' }])
})

test('rule 22: who has not consented to be measured leaves with can’t tell, not with a false no', async () => {
  const flow = await stage.flow(twoMails('Two C'))
  await stage.collect(person('cleo', { consents: { email: true, openTracking: false } }), track('cleo', 'Two C'))
  await stage.collect(measured('dan'), track('dan', 'Two C'))
  await stage.pass(3 * DAY)
  expect(await flow.ends()).toMatchObject([{ node: 'no' }, { node: 'no' }])
  const out = (await flow.reasons()).filter(({ port }) => port === 'timeout')
  expect(out.map(({ code }) => code)).toEqual(['CANNOT_BE_SEEN', 'TIMED_OUT'])
  expect(sayBecause(out[0]!, 'en')).toBe(
    'The time was up for Message Opened; whether it happened can’t be told, as the contact has not consented to be measured.',
  )
  expect(sayBecause(out[0]!, 'it')).toContain('non si può dire')
})
