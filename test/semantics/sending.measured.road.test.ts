import { liftStop, readTrackingToken, recordReaction, stopSending, TRACKING_PATHS, trackingUrl } from '@snodo/engine'
import { expect, test } from 'vitest'
import { DAY, HOUR, mail, person, start, track, useStage } from './stage.ts'

const stage = useStage()
const MINUTE = 60_000
const READER = {
  method: 'GET',
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0 Safari/537.36',
  prefetch: false,
}
const SCANNER = { ...READER, userAgent: 'Proofpoint URL Defense' }

/** A mail, a day to open it, and a way for each answer to "has it been opened?". */
async function asking(event: string) {
  return stage.flow({
    nodes: {
      start: start(event),
      hello: ['core.send-email', mail(event)],
      day: ['core.wait', { duration: 'P1D' }],
      opened: [
        'core.branch',
        {
          branches: [{ id: 'yes', name: 'Opened', when: { type: 'reaction', node: 'hello', reaction: 'opened' } }],
        },
      ],
      yes: ['core.end', {}],
      other: ['core.end', {}],
    },
    edges: ['start:started>hello', 'hello:sent>day', 'day:after>opened', 'opened:yes>yes', 'opened:else>other'],
  })
}

async function open(flow: { id: string }, reader: typeof READER) {
  const { key, contact } = await stage.row<{ key: string; contact: string }>(
    `select enrollment_id || ':' || visit as key, contact_id as contact from messages where flow_id = $1`,
    [flow.id],
  )
  const { secret, publicUrl } = stage.rig.settings
  const url = trackingUrl(publicUrl, { kind: 'open', contact, message: key }, secret)
  const claim = readTrackingToken('open', url.split(TRACKING_PATHS.open)[1] ?? '', secret)
  if (claim === null) throw new Error('not one of our addresses')
  const done = await recordReaction(stage.rig.engine, { claim, reader })
  await stage.rig.settle()
  return done.counted
}

const answers = async (flow: Awaited<ReturnType<typeof asking>>) =>
  (await flow.reasons()).filter(({ node, code }) => node === 'opened' && code === 'COMPARED').map(({ values }) => values.verdict)
const reader = (user: string, consents: Record<string, boolean>) => person(user, { consents: { email: true, ...consents } })

test('rule 22: a machine that opens a mail is written down and does not count, a person does', async () => {
  const scanned = await asking('Scanned')
  const read = await asking('Read')
  await stage.collect(reader('m1', { openTracking: true }), track('m1', 'Scanned'), track('m1', 'Read'))
  // Within two seconds nobody reads.
  expect(await open(read, READER)).toBe('machine')
  await stage.pass(MINUTE)
  expect(await open(scanned, SCANNER)).toBe('machine')
  expect(await open(scanned, { ...READER, prefetch: true })).toBe('machine')
  expect(await open(read, READER)).toBe('first')
  await stage.pass(DAY)
  expect([await answers(scanned), await answers(read)]).toEqual([['no'], ['yes']])
})

test('rule 22: without consent to open tracking a mail carries no picture of its own, and the answer is can’t tell', async () => {
  const flow = await asking('Unmeasured')
  await stage.collect(reader('m2', { openTracking: false }), track('m2', 'Unmeasured'))
  const { rendered } = await stage.row<{ rendered: { openTracking?: boolean } }>(
    'select rendered from messages where flow_id = $1',
    [flow.id],
  )
  expect(rendered).not.toHaveProperty('openTracking', true)
  expect(await open(flow, READER)).toBe('unmeasured')
  await stage.pass(DAY + HOUR)
  expect(await answers(flow)).toEqual(['cannotTell'])
  expect((await flow.ends()).map(({ node }) => node)).toEqual(['other'])
})

test('rule 21: a message that could not go for a day is not sent after it, and says by when it had to leave', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Late'), hello: ['core.send-email', mail('Late')], sent: ['core.end', {}], unsent: ['core.end', {}] },
    edges: ['start:started>hello', 'hello:sent>sent', 'hello:notSent>unsent'],
  })
  const { order } = await stopSending(stage.rig.engine, { scope: { of: 'all' }, author: 'test', reason: 'a wrong price' })
  await stage.collect(person('l1'), track('l1', 'Late'))
  const asked = stage.now()
  stage.rig.clock.turnBy(DAY + MINUTE)
  await liftStop(stage.rig.engine, { id: order.id, author: 'test' })
  await stage.pass(1000)
  expect(await flow.ends()).toMatchObject([{ node: 'unsent' }])
  expect((await flow.reasons()).filter(({ code }) => code === 'EXPIRED')).toMatchObject([
    { node: 'hello', port: 'notSent', values: { expiresAt: new Date(asked + DAY).toISOString() } },
  ])
})
