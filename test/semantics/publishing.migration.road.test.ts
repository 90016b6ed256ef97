import { transaction } from '@snodo/database'
import {
  carryOut,
  liftStop,
  listOrders,
  type MigrationMap,
  planMigration,
  previewPublish,
  publish,
  readCounts,
  readInsideByVersion,
  stopSending,
} from '@snodo/engine'
import { expect, test, vi } from 'vitest'
import { config, lines, redrawing } from './redraw.ts'
import { DAY, HOUR, mail, person, type StagedFlow, start, track, useStage } from './stage.ts'

const stage = useStage()
const author = 'author'

const { draw, republish } = redrawing(stage, author)
const versionsOf = async (flow: StagedFlow) => {
  const { rows } = await stage.rig.engine.pool.query<{ contact: string; node: string; version: number }>(
    /* sql */ `select c.user_id as contact, e.node, v.number as version from enrollments e join flow_versions v on v.id = e.version_id
      join contacts c on c.lane = e.lane and c.id = e.contact_id where e.flow_id = $1 order by e.id`,
    [flow.id],
  )
  return rows.map(({ contact, node, version }) => `${contact} ${node} v${version}`).sort()
}

test('rule 28: a corrected text reaches everyone inside from the next send, and makes no new version', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Corrected'), wait: ['core.wait', { duration: 'P1D' }], hello: ['core.send-email', mail('Helo')] },
    edges: ['start:started>wait', 'wait:after>hello'],
  })
  await stage.collect(person('ada'), track('ada', 'Corrected'))
  expect(await republish(flow, config('hello', mail('Hello')))).toMatchObject({
    version: 1,
    newVersion: false,
    contentChanged: ['hello'],
  })
  await stage.pass(DAY)
  expect(await flow.messages()).toMatchObject([{ state: 'sent', subject: 'Hello' }])
})

test('rule 28: those inside stay on their version, and newcomers take the new one', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Stayed'), wait: ['core.wait', { duration: 'P3D' }] },
    edges: ['start:started>wait'],
  })
  await stage.collect(person('bea'), track('bea', 'Stayed'))
  await republish(flow, config('wait', { duration: 'P9D' }))
  await stage.collect(person('carla'), track('carla', 'Stayed'))
  expect(await versionsOf(flow)).toEqual(['bea wait v1', 'carla wait v2'])
  await stage.pass(3 * DAY)
  expect(await versionsOf(flow)).toEqual(['carla wait v2'])
})

test('rule 28: the map says node by node who stays, moves or ends; a preview counts it and changes nothing', async () => {
  const flow = await stage.flow({
    settings: { reentry: { mode: 'always', inside: 'ignore' } },
    nodes: {
      start: start('Mapped'),
      split: ['core.branch', { branches: ['a', 'b'].map((id) => ({ id, name: id, when: { type: 'tag', tag: id } })) }],
      a: ['core.wait', { duration: 'P9D' }],
      b: ['core.wait', { duration: 'P9D' }],
      c: ['core.wait', { duration: 'P9D' }],
      rest: ['core.wait', { duration: 'P9D' }],
    },
    edges: ['start:started>split', 'split:a>a', 'split:b>b', 'split:else>c', 'a:after>rest', 'b:after>rest', 'c:after>rest'],
  })
  await stage.collect(person('dora'), track('dora', 'Mapped'))
  const place = async (who: string, to: string) => {
    await stage.collect(person(who), track(who, 'Mapped'))
    const { id } = await stage.row<{ id: string }>(/* sql */ `select id from contacts where user_id = $1`, [who])
    const filter = { flow: flow.id, contact: id }
    await carryOut(stage.rig.engine, { filter, order: { verb: 'move', to }, author, reason: null })
    await stage.rig.settle()
  }
  await place('elsa', 'a')
  await place('faye', 'b')
  const revision = await draw(flow, config('rest', { duration: 'P20D' }))
  const migration: MigrationMap = { a: { do: 'move', to: 'rest' }, b: { do: 'end' }, c: { do: 'stay' } }
  const asked = { id: flow.id, revision, author, migration }
  expect(await previewPublish(stage.rig.engine, asked)).toMatchObject({
    version: 2,
    newVersion: true,
    would: { moved: 1, ended: 1, stayed: 1 },
    plan: { inside: 3 },
  })
  expect(await versionsOf(flow)).toEqual(['dora c v1', 'elsa a v1', 'faye b v1'])
  expect(await publish(stage.rig.engine, asked)).toMatchObject({
    version: 2,
    migrated: { moved: 1, ended: 1, stayed: 1, order: { state: 'done' } },
  })
  expect(await versionsOf(flow)).toEqual(['dora c v1', 'elsa rest v2'])
  expect(await flow.ends()).toMatchObject([{ reason: 'migrated', node: 'b', because: 'MIGRATED' }])
  expect(await flow.reasons()).toContainEqual(
    expect.objectContaining({ node: 'a', code: 'MIGRATED', values: expect.objectContaining({ from: 1, to: 2, by: author }) }),
  )
})

test('rule 15: a changed wait keeps its due time, or is recomputed from when the node was entered, also one that listens', async () => {
  for (const [waits, due] of [
    ['keep', 9 * DAY],
    ['recompute', 3 * DAY],
  ] as const) {
    const event = `Waited ${waits}`
    const flow = await stage.flow({
      nodes: { start: start(event), wait: ['core.wait-for', { event: 'Ordered', timeout: 'P9D' }] },
      edges: ['start:started>wait'],
    })
    await stage.collect(person(`gina-${waits}`), track(`gina-${waits}`, event))
    const entered = stage.now()
    await stage.pass(DAY)
    await republish(flow, config('wait', { timeout: 'P3D', event: 'Bought' }), { wait: { do: 'move', waits } })
    expect(await flow.standing()).toMatchObject([{ node: 'wait', next: entered + due }])
    await stage.collect(track(`gina-${waits}`, waits === 'keep' ? 'Ordered' : 'Bought'))
    expect(await flow.standing()).toEqual([])
  }
})

test('rule 28: nobody is mailed again because blocks changed their order', async () => {
  const flow = await stage.flow({
    nodes: {
      start: start('Reordered'),
      hello: ['core.send-email', mail('Hello')],
      wait: ['core.wait', { duration: 'P1D' }],
      offer: ['core.send-email', mail('Offer')],
      rest: ['core.wait', { duration: 'P30D' }],
    },
    edges: ['start:started>hello', 'hello:sent>wait', 'wait:after>offer', 'offer:sent>rest'],
  })
  await stage.collect(person('hana'), track('hana', 'Reordered'))
  const turned = lines(['start:started>wait', 'wait:after>hello', 'hello:sent>offer', 'offer:sent>rest'])
  await republish(flow, turned, { wait: { do: 'move' } })
  await stage.pass(DAY)
  expect((await flow.messages()).map(({ subject }) => subject)).toEqual(['Hello', 'Offer'])
  expect(await flow.reasons()).toContainEqual(expect.objectContaining({ node: 'hello', port: 'sent', code: 'HAD_BEFORE' }))
  expect(await versionsOf(flow)).toEqual(['hana rest v2'])
})

test('rule 28: whoever passes a mail unsent whose fate the drawing waits for is decided at the next block as everybody is', async () => {
  const flow = await stage.flow({
    nodes: {
      start: start('Passed By'),
      hello: ['core.send-email', mail('Hello')],
      wait: ['core.wait', { duration: 'P1D' }],
      rest: ['core.wait', { duration: 'P30D' }],
    },
    edges: ['start:started>hello', 'hello:sent>wait', 'hello:notSent>wait', 'wait:after>rest'],
  })
  await stage.collect(person('tina'), track('tina', 'Passed By'))
  await republish(
    flow,
    (document) => ({
      ...lines([
        'start:started>wait',
        'wait:after>hello',
        'hello:sent>asked',
        'hello:notSent>asked',
        'asked:happened>rest',
        'asked:timeout>rest',
      ])(document),
      nodes: {
        ...document.nodes,
        asked: { type: 'core.wait-for', version: 1, config: { event: 'Ordered', timeout: 'P5D' }, at: { x: 0, y: 900 } },
      },
    }),
    { wait: { do: 'move' } },
  )
  await stage.pass(DAY)
  expect(await flow.standing()).toMatchObject([{ node: 'asked', state: 'active' }])
  expect(await flow.messages()).toHaveLength(1)
})

test('rule 28: where the drawing leads back to a mail by itself, it is sent on each pass also after a publish', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Weekly'), news: ['core.send-email', mail('News')], wait: ['core.wait', { duration: 'P7D' }] },
    edges: ['start:started>news', 'news:sent>wait', 'wait:after>news'],
  })
  await stage.collect(person('iris'), track('iris', 'Weekly'))
  await republish(flow, config('wait', { duration: 'P1D' }), { wait: { do: 'move', waits: 'recompute' } })
  await stage.pass(2 * DAY)
  expect(await flow.messages()).toHaveLength(3)
})

test('rule 28: moved to a block whose mail somebody had, they pass it unsent; whoever had not is mailed', async () => {
  const flow = await stage.flow({
    nodes: {
      start: start('Moved On'),
      split: ['core.branch', { branches: [{ id: 'vip', name: 'VIP', when: { type: 'tag', tag: 'vip' } }] }],
      hello: ['core.send-email', mail('Hello')],
      wait: ['core.wait', { duration: 'P9D' }],
      gone: ['core.wait', { duration: 'P9D' }],
    },
    edges: ['start:started>split', 'split:vip>wait', 'split:else>hello', 'hello:sent>wait', 'wait:after>gone'],
  })
  await stage.collect(person('jana'), track('jana', 'Moved On'))
  await stage.collect({ ...person('kira'), traits: { email: 'kira@example.com', consents: { email: true }, tags: ['vip'] } })
  await stage.rig.engine.pool.query(/* sql */ `update contacts set tags = '{vip}' where user_id = 'kira'`)
  await stage.collect(track('kira', 'Moved On'))
  expect(await flow.messages()).toHaveLength(1)
  await republish(flow, config('gone', { duration: 'P2D' }), { wait: { do: 'move', to: 'hello' } })
  expect((await flow.messages()).map(({ state }) => state)).toEqual(['sent', 'sent'])
  expect(await versionsOf(flow)).toEqual(['jana wait v2', 'kira wait v2'])
})

test('rule 28: a wait so long after an earlier block holds also for those who passed it before the wait was drawn', async () => {
  const flow = await stage.flow({
    nodes: {
      start: start('Anchored'),
      hello: ['core.send-email', mail('Hello')],
      wait: ['core.wait', { duration: 'P1D' }],
      rest: ['core.wait', { duration: 'P30D' }],
    },
    edges: ['start:started>hello', 'hello:sent>wait', 'wait:after>rest'],
  })
  await stage.collect(person('lena'), track('lena', 'Anchored'))
  const mailed = stage.now()
  await stage.pass(HOUR)
  await republish(
    flow,
    (document) => ({
      ...document,
      nodes: {
        ...document.nodes,
        wait: { ...document.nodes.wait!, type: 'core.wait-until', config: { anchor: { node: 'hello' }, offset: 'P6D' } },
      },
    }),
    { wait: { do: 'move' } },
  )
  expect(await flow.standing()).toMatchObject([{ node: 'wait', next: mailed + 6 * DAY }])
})

test('rule 28: a mail under way when its block is carried over is not sent again, and its fate moves the journey on', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Under Way'), hello: ['core.send-email', mail('Hello')], rest: ['core.wait', { duration: 'P30D' }] },
    edges: ['start:started>hello', 'hello:sent>rest', 'hello:notSent>rest'],
  })
  await stopSending(stage.rig.engine, { scope: { of: 'flow', flow: flow.id }, author })
  await stage.collect(person('mona'), track('mona', 'Under Way'))
  expect(await flow.standing()).toMatchObject([{ node: 'hello', state: 'acting' }])
  await republish(flow, config('rest', { duration: 'P20D' }), { hello: { do: 'move' } })
  expect(await flow.standing()).toMatchObject([{ node: 'hello', state: 'acting' }])
  await liftStop(stage.rig.engine, { id: `flow:${flow.id}`, author })
  await stage.rig.settle()
  expect(await versionsOf(flow)).toEqual(['mona rest v2'])
  expect((await flow.messages()).map(({ state }) => state)).toEqual(['sent'])
})

test('rule 28: an earlier version is made the live one again by the same question, and figures add up by id and by version', async () => {
  const flow = await stage.flow({
    settings: { reentry: { mode: 'never' } },
    nodes: { start: start('Rolled'), wait: ['core.wait', { duration: 'P9D' }], rest: ['core.wait', { duration: 'P9D' }] },
    edges: ['start:started>wait', 'wait:after>rest'],
  })
  await stage.collect(person('nora'), track('nora', 'Rolled'))
  await republish(
    flow,
    (document) => ({
      ...lines(['start:started>extra', 'extra:after>wait', 'wait:after>rest'])(document),
      nodes: { ...document.nodes, extra: { ...document.nodes.wait!, config: { duration: 'P2D' } } },
    }),
    {},
  )
  await stage.collect(person('olga'), track('olga', 'Rolled'))
  expect(await versionsOf(flow)).toEqual(['nora wait v1', 'olga extra v2'])
  const back = { id: flow.id, version: 1, author }
  await expect(publish(stage.rig.engine, back)).rejects.toMatchObject({ code: 'MIGRATION_NEEDED', data: { nodes: ['extra'] } })
  expect(await planMigration(stage.rig.engine, flow.id, 1)).toMatchObject({
    inside: 1,
    nodes: [{ node: 'extra', inside: 1, versions: [2], change: 'removed', asks: true }],
  })
  const migration: MigrationMap = { extra: { do: 'move', to: 'wait' } }
  expect(await publish(stage.rig.engine, { ...back, migration })).toMatchObject({
    version: 1,
    newVersion: false,
    migrated: { moved: 1 },
  })
  await stage.collect(person('pia'), track('pia', 'Rolled'))
  expect(await versionsOf(flow)).toEqual(['nora wait v1', 'olga wait v1', 'pia wait v1'])
  await expect(publish(stage.rig.engine, { ...back, version: 7 })).rejects.toMatchObject({ code: 'VERSION_UNKNOWN' })

  const numbers = async (version?: number) =>
    (await readCounts(stage.rig.engine.pool, [flow.id], version)).get(flow.id)?.nodes ?? {}
  const [sum, one, two] = [await numbers(), await numbers(1), await numbers(2)]
  for (const [node, { inside, entered }] of Object.entries(sum)) {
    expect([node, inside]).toEqual([node, (one[node]?.inside ?? 0) + (two[node]?.inside ?? 0)])
    expect([node, entered]).toEqual([node, (one[node]?.entered ?? 0) + (two[node]?.entered ?? 0)])
  }
  expect(sum.wait).toMatchObject({ inside: 3, entered: 3 })
  expect([...(await readInsideByVersion(stage.rig.engine.pool, flow.id)).values()].sort()).toEqual([0, 3])
})

test('a draft published by two at once, each with a map, makes one version and moves everybody once', async () => {
  const flow = await stage.flow({
    nodes: { start: start('At Once'), wait: ['core.wait', { duration: 'P9D' }], rest: ['core.wait', { duration: 'P9D' }] },
    edges: ['start:started>wait', 'wait:after>rest'],
  })
  await stage.collect(person('rita'), person('sara'), track('rita', 'At Once'), track('sara', 'At Once'))
  const revision = await draw(flow, config('rest', { duration: 'P2D' }))
  const twice = await Promise.all(
    ['rest', 'wait'].map((to) =>
      publish(stage.rig.engine, { id: flow.id, revision, author, migration: { wait: { do: 'move', to } } }),
    ),
  )
  expect(twice.map(({ version }) => version)).toEqual([2, 2])
  expect(twice.reduce((sum, { migrated }) => sum + (migrated?.moved ?? 0), 0)).toBe(2)
  expect((await versionsOf(flow)).every((place) => place.endsWith('v2'))).toBe(true)
})

test('a publish while the migration of the one before is being carried out waits its turn: everybody ends up on the last version', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Overlapping'), wait: ['core.wait', { duration: 'P9D' }] },
    edges: ['start:started>wait'],
  })
  await stage.collect(...['uma', 'vera', 'wilma'].flatMap((who) => [person(who), track(who, 'Overlapping')]))
  const migration: MigrationMap = { wait: { do: 'move' } }
  const publishNext = async (duration: string) => {
    const revision = await draw(flow, config('wait', { duration }))
    return publish(stage.rig.engine, { id: flow.id, revision, author, migration })
  }
  const held = Promise.withResolvers<void>()
  const free = Promise.withResolvers<void>()
  const holding = transaction(stage.rig.engine.pool, async (sql) => {
    await sql.query(/* sql */ `select 1 from lanes where lane = 40 for update`)
    held.resolve()
    await free.promise
  })
  await held.promise
  const second = publishNext('P8D')
  await vi.waitFor(async () => expect((await listOrders(stage.rig.engine.pool, { flow: flow.id }, null, 9)).length).toBe(1), {
    timeout: 20_000,
  })
  const third = publishNext('P7D')
  await vi.waitFor(async () => expect((await listOrders(stage.rig.engine.pool, { flow: flow.id }, null, 9)).length).toBe(2), {
    timeout: 20_000,
  })
  free.resolve()
  await holding
  expect((await Promise.all([second, third])).map(({ version }) => version)).toEqual([2, 3])
  expect(await versionsOf(flow)).toEqual(['uma wait v3', 'vera wait v3', 'wilma wait v3'])
})
