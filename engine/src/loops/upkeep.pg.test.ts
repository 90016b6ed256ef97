import { randomUUID } from 'node:crypto'
import { LANES } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { defineNode, type NodeType, type Start } from '@snodo/node-sdk'
import { Type } from 'typebox'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { flowCache } from '../flow-cache.ts'
import { makeScene, type Scene } from '../testing/scene.ts'
import { createUpkeep } from './upkeep.ts'
import { dateStarts } from './upkeep-duties/date-starts.ts'
import { makePartitions } from './upkeep-duties/make-partitions.ts'
import { retain } from './upkeep-duties/retain.ts'
import { latestTick, scheduleStarts } from './upkeep-duties/schedule-starts.ts'
import type { UpkeepContext } from './upkeep-duties/upkeep-context.ts'

let db: FreshDatabase
let scene: Scene
let context: UpkeepContext
/** What the start node of the flow declares; each test gives its own. */
let declared: Start

const words = { en: 'Start', it: 'Inizio' }
const start = defineNode({
  type: 'test.start',
  version: 1,
  title: words,
  description: words,
  category: 'start',
  icon: 'bolt',
  summary: words,
  config: Type.Object({}),
  ports: { started: words },
  examples: [{ say: words, config: {}, expect: { starts: [] } }],
  starts: () => [declared],
}) as unknown as NodeType

beforeEach(async () => {
  db = await freshDatabase()
  // A Saturday, 07:00 in Rome.
  scene = makeScene(db.pool, '2026-11-21T06:00:00Z', new Map([['test.start', start]]))
  context = { ...scene.engine, flows: flowCache(scene.engine.nodeTypes, scene.engine.log), listensTo: () => false }
})
afterEach(() => db.drop())

const nothing = async () => undefined
const startFlow = () =>
  scene.flow({
    settings: { timeZone: 'Europe/Rome' },
    nodes: { start: { type: 'test.start', version: 1, config: {}, at: { x: 0, y: 0 } } },
  })
const invited = async () => (await scene.inbox()).map((row) => row.contact_id).sort()

test('a birthday begins its flow once, at the hour of each contact’s own zone', async () => {
  declared = { on: 'date', field: 'birthday', offset: 'P0D', at: '09:00', leapDay: 'feb28', yearly: true }
  const { flow } = await startFlow()
  const maria = await scene.contact({ lane: 1, attributes: { birthday: '1990-11-21' } })
  const kenji = await scene.contact({ lane: 2, attributes: { birthday: '1985-11-21', timeZone: 'Asia/Tokyo' } })
  const nowhere = await scene.contact({ lane: 3, attributes: { birthday: '1985-11-21', timeZone: 'Mars/Olympus' } })
  await scene.contact({ lane: 4, attributes: { birthday: '1990-11-22' } })
  await scene.contact({ lane: 5, attributes: { birthday: 'unknown' } })
  const duty = dateStarts()

  // 15:00 in Tokyo: nine o'clock there was before the flow was published.
  await duty(context)
  expect(await invited()).toEqual([])
  scene.clock.turnTo('2026-11-21T08:00:00Z')
  await duty(context)
  expect(await invited()).toEqual([maria, nowhere].sort())
  expect((await scene.inbox())[0]).toMatchObject({
    kind: 'enroll',
    name: 'Date Arrived',
    payload: { flow, node: 'start', name: 'Date Arrived', properties: { field: 'birthday', day: '2026-11-21' } },
  })
  scene.clock.turnBy(60_000)
  await duty(context)
  await dateStarts()(context)
  expect(await invited()).toHaveLength(2)

  await db.pool.query('with rows as (delete from inbox) delete from parcels')
  scene.clock.turnTo('2027-11-21T00:00:00Z')
  await dateStarts()(context)
  expect(await invited()).toEqual([kenji])
})

test('a start cut off by a crash goes on where it stopped, and asks for nobody twice', async () => {
  declared = { on: 'date', field: 'renewal', offset: '-P7D', at: '09:00', leapDay: 'feb28', yearly: false }
  await startFlow()
  const people = [
    await scene.contact({ lane: 3, attributes: { renewal: '2026-11-28' } }),
    await scene.contact({ lane: 50, attributes: { renewal: '2026-11-28' } }),
  ]
  scene.clock.turnTo('2026-11-21T08:00:00Z')
  let rung = 0
  const dies = {
    ...context,
    bells: {
      ...context.bells,
      ringMove: async () => {
        rung += 1
        throw new Error('killed')
      },
    },
  }
  await expect(dateStarts()(dies)).rejects.toThrow('killed')
  expect(rung).toBe(1)
  expect(await invited()).toEqual([people[0]])
  await dateStarts()(context)
  expect(await invited()).toEqual([...people].sort())
})

test('a schedule begins the flow for its audience at each tick, once', async () => {
  declared = { on: 'schedule', cron: '30 9 * * *', timeZone: null, audience: { type: 'tag', tag: 'vip' } }
  await startFlow()
  const vip = await scene.contact({ lane: 9, tags: ['vip'] })
  const alias = await scene.contact({ lane: 9, tags: ['vip'] })
  await db.pool.query(`update contacts set merged_into = $2 where id = $1`, [alias, vip])
  await scene.contact({ lane: 9 })
  await scheduleStarts(context)
  expect(await invited()).toEqual([])
  scene.clock.turnTo('2026-11-21T08:30:05Z')
  await Promise.all([scheduleStarts(context), scheduleStarts(context)])
  await scheduleStarts(context)
  expect(await scene.inbox()).toMatchObject([
    { contact_id: vip, name: 'Schedule Ticked', payload: { properties: { at: '2026-11-21T08:30:00.000Z' } } },
  ])
})

test('of the ticks missed while nothing ran only the latest is carried out', () => {
  const from = Date.parse('2026-11-21T06:00:00Z')
  const at = (iso: string) => latestTick('*/10 * * * *', 'Europe/Rome', from, Date.parse(iso))
  expect(at('2026-11-21T09:07:00Z')).toBe(Date.parse('2026-11-21T09:00:00Z'))
  expect(at('2026-11-21T09:10:00Z')).toBe(Date.parse('2026-11-21T09:10:00Z'))
  expect(at('2026-11-21T06:05:00Z')).toBeNull()
  // Nine o'clock in Rome is 08:00Z in winter.
  expect(latestTick('0 9 * * 6', 'Europe/Rome', from, Date.parse('2026-11-21T08:00:00Z'))).toBe(
    Date.parse('2026-11-21T08:00:00Z'),
  )
})

test('partitions of this month and the next two are made, and rows that came before them find their place', async () => {
  const contact = await scene.contact({ lane: 1 })
  const insert = async (at: string) =>
    db.pool.query(
      `insert into events (lane, id, contact_id, type, name, occurred_at, received_at) values (1, $1, $2, 'track', 'X', $3, $3)`,
      [await scene.newId(1), contact, at],
    )
  await insert('2026-11-30T23:59:59Z')
  await insert('2026-12-01T00:00:00Z')
  await insert('2020-01-01T00:00:00Z')
  const made = await makePartitions(context)
  expect(made.sort()).toEqual([
    'events_2026_11',
    'events_2026_12',
    'events_2027_01',
    'journal_2026_11',
    'journal_2026_12',
    'journal_2027_01',
  ])
  expect(await Promise.all([makePartitions(context), makePartitions(context)])).toEqual([[], []])
  await insert('2027-01-15T00:00:00Z')
  const { rows } = await db.pool.query(
    `select tableoid::regclass::text as at, count(*)::int as n from events group by 1 order by 1`,
  )
  expect(rows).toEqual([
    { at: 'events_2026_11', n: 1 },
    { at: 'events_2026_12', n: 1 },
    { at: 'events_2027_01', n: 1 },
    { at: 'events_default', n: 1 },
  ])
})

test('a lost bell costs one beat: lanes with work are rung, others are not', async () => {
  const at = await scene.flow()
  await scene.enrollment(await scene.contact({ lane: 1 }), at)
  await scene.enrollment(await scene.contact({ lane: 2 }), at, { nextAt: scene.clock.now() + 1000 })
  await scene.message(await scene.contact({ lane: 3 }), at)
  await scene.enrollment(await scene.contact({ lane: 4 }), at, { state: 'acting' })
  const upkeep = createUpkeep(context, { merge: nothing, carryOnOrders: nothing, eraseAgain: nothing })
  await upkeep.beat()
  expect(scene.rung).toEqual({ move: [1], deliver: [3], act: [4] })
  scene.clock.turnBy(5_000)
  await upkeep.beat()
  expect(scene.rung.move).toEqual([1, 1, 2])
})

test('a duty that fails is told and keeps no other from its work', async () => {
  const errors: unknown[] = []
  const at = await scene.flow()
  await scene.message(await scene.contact({ lane: 3 }), at)
  await db.pool.query('drop table coupon_stock')
  const log = { ...context.log, error: (event: string, data?: Record<string, unknown>) => void errors.push([event, data?.duty]) }
  const commands = { merge: () => Promise.reject(new Error('no')), carryOnOrders: nothing, eraseAgain: nothing }
  await createUpkeep({ ...context, log }, commands).beat()
  expect(errors).toEqual([
    ['upkeep.failed', 'merges'],
    ['upkeep.failed', 'coupons'],
  ])
  expect(scene.rung.deliver).toEqual([3])
})

test('message ids are kept thirty days', async () => {
  const [old, young] = [randomUUID(), randomUUID()]
  for (const [key, day] of [
    [old, '2026-10-21'],
    [young, '2026-10-23'],
  ])
    for (const slot of [0, LANES - 1]) await db.pool.query(`insert into message_ids values ($1, $2, $3)`, [slot, key, day])
  await retain(context)
  const { rows } = await db.pool.query(`select distinct key from message_ids`)
  expect(rows).toEqual([{ key: young }])
})
