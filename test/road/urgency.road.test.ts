import { enroll } from '@snodo/engine'
import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collect, mail, person, track } from './kit/rig-calls.ts'

let rig: EngineRig
beforeEach(async () => {
  rig = await makeEngineRig({ nodeTypes: builtInNodes, start: '2026-03-02T09:00:00Z' })
})
afterEach(() => rig.drop())

test('a message is urgent where an event set it off, and takes its turn where time did or somebody asked for many', async () => {
  const flow = await rig.publishFlow({
    settings: { reentry: { mode: 'always' } },
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      atOnce: ['core.send-email', mail('At once')],
      wait: ['core.wait', { duration: 'P1D' }],
      dayLater: ['core.send-email', mail('A day later')],
    },
    edges: ['start:started>atOnce', 'atOnce:sent>wait', 'wait:after>dayLater'],
  })
  await collect(rig, person('maria'), track('maria', 'Signed Up'))
  await rig.turnTo('2026-03-03T09:00:00Z')
  expect(await urgencies()).toEqual({ atOnce: [0], dayLater: [1] })

  const { rows } = await rig.engine.pool.query<{ id: string }>(/* sql */ `select id from contacts`)
  await enroll(rig.engine, { id: flow, contacts: rows.map((row) => row.id), author: 'test' })
  await rig.settle()
  expect(await urgencies()).toEqual({ atOnce: [0, 1], dayLater: [1] })
})

async function urgencies(): Promise<Record<string, number[]>> {
  const { rows } = await rig.engine.pool.query<{ node: string; urgencies: number[] }>(
    /* sql */ `select node, array_agg(urgency::int order by created_at) as urgencies from messages group by node`,
  )
  return Object.fromEntries(rows.map(({ node, urgencies }) => [node, urgencies]))
}
