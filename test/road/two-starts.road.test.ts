import { createCollector, readCall } from '@snodo/engine'
import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, expect, test } from 'vitest'

let rig: EngineRig

beforeEach(async () => {
  rig = await makeEngineRig({ nodeTypes: builtInNodes, start: '2026-03-02T09:00:00Z' })
})
afterEach(() => rig.drop())

test('an event that both starts of a flow wait for lets the contact in once, and its lane goes on', async () => {
  await rig.publishFlow({
    nodes: {
      any: ['core.event-happens', { event: 'Signed Up' }],
      shop: [
        'core.event-happens',
        { event: 'Signed Up', where: { type: 'property', property: 'source', is: 'equals', value: 'shop' } },
      ],
      hello: ['core.wait', { duration: 'P1D' }],
    },
    edges: ['any:started>hello', 'shop:started>hello'],
  })
  const collector = createCollector(rig.engine)
  const call = (messageId: string, source: string) =>
    readCall(
      { type: 'track', userId: `user of ${messageId}`, event: 'Signed Up', messageId, properties: { source } },
      { receivedAt: rig.clock.now(), keyKind: 'secret', newMessageId: () => messageId },
    )
  await collector.collect([call('both', 'shop'), call('one', 'street')])
  await rig.settle()
  const { rows } = await rig.engine.pool.query(
    /* sql */ `select (select count(*)::int from entries where outcome = 'entered') as entries, (select count(*)::int from enrollments) as inside,
      (select count(*)::int from unread) as unread`,
  )
  expect(rows).toEqual([{ entries: 2, inside: 2, unread: 0 }])
})
