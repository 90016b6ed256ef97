import { previewReentry, recordReaction, setConsents, simulate, unsubscribe } from '@snodo/engine'
import { reentryOf, sayReentry } from '@snodo/flow'
import { END_REASON_WORDS, sayBecause } from '@snodo/protocol'
import { expect, test } from 'vitest'
import { DAY, HOUR, mail, person, type StagedFlow, start, track, useStage } from './stage.ts'

const stage = useStage()

const idOf = async (user: string) =>
  (await stage.row<{ id: string }>(/* sql */ `select id from contacts where user_id = $1`, [user])).id

const waiting = (event: string, settings: object = {}, wait: object = { duration: 'P9D' }) =>
  ({ settings, nodes: { start: start(event), wait: ['core.wait', wait] }, edges: ['start:started>wait'] }) as never

test('rule 22: without consent to open tracking a mail carries no picture, and has opened? answers can’t tell', async () => {
  const opened = { type: 'reaction', node: 'mail', reaction: 'opened' } as const
  const either = {
    type: 'any',
    of: [opened, { type: 'events', event: 'Visited', is: 'atLeast', value: 1, since: { from: 'node', node: 'mail' } }],
  }
  const flow = await stage.flow({
    nodes: {
      start: start('Asked'),
      mail: ['core.send-email', mail('Hello')],
      wait: ['core.wait', { duration: 'P1D' }],
      branch: [
        'core.branch',
        {
          branches: [
            { id: 'opened', name: 'Opened', when: opened },
            { id: 'notOpened', name: 'Not opened', when: { type: 'not', of: opened } },
            { id: 'visited', name: 'Visited since', when: either },
          ],
        },
      ],
    },
    edges: ['start:started>mail', 'mail:sent>wait', 'wait:after>branch'],
  } as never)
  await stage.collect(
    person('ada'),
    person('bea', { consents: { email: true, openTracking: true } }),
    person('carla'),
    track('ada', 'Asked'),
    track('bea', 'Asked'),
    track('carla', 'Asked'),
  )
  const rendered = await stage.row<{ pictures: number }>(
    /* sql */ `select count(*) filter (where rendered ->> 'openTracking' = 'true')::int as pictures from messages where flow_id = $1`,
    [flow.id],
  )
  expect(rendered).toEqual({ pictures: 1 })
  await stage.pass(HOUR)
  await stage.collect(track('carla', 'Visited'))
  await stage.pass(DAY)
  const left = (await flow.path()).filter((step) => step.startsWith('branch')).sort()
  expect(left).toEqual(['branch>else', 'branch>notOpened', 'branch>visited'])
  const cannotTell = (await flow.reasons()).find(({ port }) => port === 'else')
  expect(cannotTell).toMatchObject({ code: 'COMPARED', values: { verdict: 'cannotTell' } })
  expect(sayBecause(cannotTell!, 'en')).toContain('can’t be told')
  expect(sayBecause(cannotTell!, 'it')).toContain('non si può dire')
})

test('rule 22: an opening by a machine is flagged and does not count, unless it is asked for', async () => {
  const flow = await stage.flow({
    nodes: {
      start: start('Prefetched'),
      mail: ['core.send-email', mail('Hello')],
      wait: ['core.wait-for', { predicate: { type: 'reaction', node: 'mail', reaction: 'opened' }, timeout: 'P2D' }],
    },
    edges: ['start:started>mail', 'mail:sent>wait'],
  } as never)
  const asking = await stage.flow({
    settings: { reentry: { mode: 'always' } },
    nodes: { start: start('Message Prefetched') },
    edges: [],
  })
  await stage.collect(person('dora', { consents: { email: true, openTracking: true } }), track('dora', 'Prefetched'))
  await stage.pass(HOUR)
  const { message } = await stage.row<{ message: string }>(
    /* sql */ `select enrollment_id || ':' || visit as message from messages where flow_id = $1`,
    [flow.id],
  )
  const open = async (agent: string) => {
    const claim = { kind: 'open', contact: await idOf('dora'), message } as const
    await recordReaction(stage.rig.engine, { claim, reader: { method: 'GET', userAgent: agent, prefetch: false } })
    await stage.rig.settle()
  }
  await open('Googlebot/2.1')
  expect(await flow.standing()).toHaveLength(1)
  expect(await asking.entries()).toHaveLength(1)
  await open('Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15')
  expect(await flow.ends()).toMatchObject([{ reason: 'completed' }])
})

test('rule 23: an exit, a goal and a withdrawn consent act at once, also in the middle of a wait', async () => {
  const flow = await stage.flow(
    waiting('Began A', {
      reentry: { mode: 'never' },
      exits: [
        { id: 'bought', name: 'Bought', when: { event: 'Order Paid' } },
        { id: 'vip', name: 'Became VIP', when: { where: { type: 'attribute', field: 'vip', is: 'isTrue' } } },
        { id: 'left', name: 'Left', when: { event: 'Consent Withdrawn' } },
      ],
      goal: { name: 'Booked', when: { event: 'Booked' } },
    }),
  )
  const people = ['elsa', 'fee', 'gina', 'hanna', 'ida']
  await stage.collect(...people.map((who) => person(who)), ...people.map((who) => track(who, 'Began A')))
  await stage.pass(DAY)
  await stage.collect(track('elsa', 'Order Paid'), person('fee', { vip: true }), track('gina', 'Booked'))
  await setConsents(stage.rig.engine, {
    contact: await idOf('hanna'),
    changes: [{ channel: 'email', purpose: 'marketing', state: 'denied' }],
    author: 'test',
  })
  await stage.rig.settle()
  expect((await flow.ends()).map(({ reason, because, at }) => [reason, because, at]).sort()).toEqual([
    ['exit', 'EXIT', stage.now()],
    ['exit', 'EXIT', stage.now()],
    ['exit', 'EXIT', stage.now()],
    ['goal', 'GOAL_REACHED', stage.now()],
  ])
  expect(await flow.standing()).toMatchObject([{ contact: 'ida', node: 'wait' }])
})

test('rule 23: an exit or a goal is scoped to the entity key where it says so', async () => {
  const flow = await stage.flow(
    waiting('Cart Left', {
      reentry: { mode: 'always', inside: 'parallel', key: 'event.properties.cart_id' },
      exits: [{ id: 'bought', name: 'Bought', when: { event: 'Cart Bought' }, sameKey: true }],
    }),
  )
  await stage.collect(person('jana'), ...['a', 'b'].map((cart_id) => track('jana', 'Cart Left', { cart_id })))
  await stage.collect(track('jana', 'Cart Bought', { cart_id: 'b' }))
  expect([await flow.standing(), await flow.ends()]).toMatchObject([[{ node: 'wait' }], [{ reason: 'exit' }]])

  const other = await stage.flow(
    waiting('Basket Left', {
      reentry: { mode: 'always', inside: 'parallel', key: 'event.properties.basket_id' },
      goal: { name: 'Bought', when: { event: 'Basket Bought' }, sameKey: true },
    }),
  )
  await stage.collect(...['a', 'b'].map((basket_id) => track('jana', 'Basket Left', { basket_id })))
  await stage.collect(track('jana', 'Basket Bought', { basket_id: 'b' }))
  expect([await other.standing(), await other.ends()]).toMatchObject([[{ node: 'wait' }], [{ reason: 'goal' }]])
})

test('rule 23: a goal counts what happened after the entry and within its time, judged by when it occurred', async () => {
  const flow = await stage.flow(waiting('Began B', { goal: { name: 'Order', when: { event: 'Ordered B' }, within: 'P2D' } }))
  await stage.collect(person('kim'), person('lea'), person('mia'))
  await stage.collect(track('kim', 'Began B'), track('lea', 'Began B'), track('mia', 'Began B'))
  const began = stage.now()
  await stage.pass(3 * DAY)
  const ordered = (who: string, at: number) => track(who, 'Ordered B', {}, { timestamp: new Date(at).toISOString() })
  await stage.collect(ordered('kim', began + DAY), ordered('lea', began + 2 * DAY + 1000), ordered('mia', began - HOUR))
  expect(await flow.ends()).toMatchObject([{ reason: 'goal', at: stage.now() }])
  expect((await flow.standing()).map(({ contact }) => contact).sort()).toEqual(['lea', 'mia'])
})

test('rule 23: the reasons of an end are an enumeration, each with words in both languages', async () => {
  const { definition } = await stage.row<{ definition: string }>(
    /* sql */ `select pg_get_constraintdef(oid) as definition from pg_constraint
      where conrelid = 'enrollment_ends'::regclass and contype = 'c' and pg_get_constraintdef(oid) like '%reason%'`,
  )
  const reasons = [...definition.matchAll(/'(\w+)'/g)].map(([, reason]) => reason!)
  expect(reasons.sort()).toEqual(Object.keys(END_REASON_WORDS).sort())
  for (const needed of ['completed', 'exit', 'goal', 'timeout', 'stopped', 'failed', 'discarded', 'merged', 'erased', 'migrated'])
    expect(reasons).toContain(needed)
})

const outcomes = async (flow: StagedFlow) => (await flow.entries()).map(({ outcome, because }) => because ?? outcome)

test('rule 24: orders without their number enter one at a time and never only once for life, and say what is missing', async () => {
  const flow = await stage.flow({
    settings: { reentry: { mode: 'never' } },
    nodes: { start: start('Order Completed'), wait: ['core.wait', { duration: 'P1D' }] },
    edges: ['start:started>wait'],
  })
  await stage.collect(person('keyless'))
  const order = (properties = {}) => stage.collect(track('keyless', 'Order Completed', properties))
  await order()
  await order()
  await order({ order_id: 'A' })
  await order({ order_id: 'A' })
  await stage.pass(2 * DAY)
  await order()
  expect((await flow.entries()).map(({ outcome, because }) => because ?? outcome)).toEqual([
    'entered',
    'ENTITY_KEY_MISSING',
    'entered',
    'INSIDE_ALREADY',
    'entered',
  ])
  expect((await flow.entries())[1]?.values).toMatchObject({ key: 'order_id' })
})

test('rule 24: re-entry never, always, after the exit, or after a window counted from entry or exit', async () => {
  const with_ = (reentry: object) => stage.flow(waiting('Began C', { reentry }, { duration: 'P2D' }))
  const flows = {
    never: await with_({ mode: 'never' }),
    always: await with_({ mode: 'always' }),
    afterExit: await with_({ mode: 'afterExit' }),
    fromEntry: await with_({ mode: 'afterWindow', window: 'P5D' }),
    fromExit: await with_({ mode: 'afterWindow', window: 'P5D', from: 'exit' }),
  }
  await stage.collect(person('nora'))
  // Days 0, 1 (inside), 3 (out since day 2), 6 (entered 6, left 4 days ago), 8.
  for (const days of [1, 2, 3, 2, 0]) {
    await stage.collect(track('nora', 'Began C'))
    await stage.pass(days * DAY)
  }
  expect(await outcomes(flows.never)).toEqual(['entered', 'INSIDE_ALREADY', 'ENTERED_BEFORE', 'ENTERED_BEFORE', 'ENTERED_BEFORE'])
  expect(await outcomes(flows.always)).toEqual(['entered', 'INSIDE_ALREADY', 'entered', 'entered', 'entered'])
  expect(await outcomes(flows.afterExit)).toEqual(['entered', 'INSIDE_ALREADY', 'entered', 'entered', 'entered'])
  expect(await outcomes(flows.fromEntry)).toEqual(['entered', 'INSIDE_ALREADY', 'REENTRY_WINDOW', 'entered', 'REENTRY_WINDOW'])
  expect(await outcomes(flows.fromExit)).toEqual(['entered', 'INSIDE_ALREADY', 'REENTRY_WINDOW', 'REENTRY_WINDOW', 'entered'])
})

test('rule 24: while inside a second start is ignored, replaces the journey, or runs beside it by its key', async () => {
  const with_ = (inside: string) =>
    stage.flow(waiting('Began D', { reentry: { mode: 'always', inside, key: 'event.properties.order' } }))
  const [ignore, replace, parallel] = [await with_('ignore'), await with_('replace'), await with_('parallel')]
  await stage.collect(person('olga'), ...[1, 2, 2].map((order) => track('olga', 'Began D', { order })))
  expect(await outcomes(ignore)).toEqual(['entered', 'INSIDE_ALREADY', 'INSIDE_ALREADY'])
  expect(await outcomes(replace)).toEqual(['entered', 'entered', 'entered'])
  expect(await replace.ends()).toMatchObject([{ reason: 'replaced' }, { reason: 'replaced' }])
  expect(await outcomes(parallel)).toEqual(['entered', 'entered', 'INSIDE_ALREADY'])
  expect(await parallel.standing()).toHaveLength(2)
})

test('rule 24: the default suits the start: sign-up never, order or cart by its key, birthday once a year, score after 90 days', async () => {
  const began = (type: string, config: object) =>
    sayReentry(
      reentryOf({ settings: {}, nodes: { start: { type, version: 1, config: config as never, at: { x: 0, y: 0 } } } }),
      'en',
    )
  expect(began('core.event-happens', { event: 'Signed Up' })).toBe('Everyone enters once.')
  expect(began('core.event-happens', { event: 'Order Completed' })).toContain('separately for each “order_id”')
  expect(began('core.event-happens', { event: 'Cart Viewed' })).toContain('separately for each “cart_id”')
  expect(began('core.event-happens', { event: 'Score Changed' })).toContain('90 days after entering')
  // Less than a year, so that a birthday corrected by a few days still comes once a year.
  expect(began('core.date-arrives', { field: 'birthday' })).toContain('300 days after entering')

  const flow = await stage.flow({ nodes: { start: start('Order Completed') }, edges: [] })
  await stage.collect(person('paola'), ...['x', 'x', 'y'].map((order_id) => track('paola', 'Order Completed', { order_id })))
  expect(await outcomes(flow)).toEqual(['entered', 'ENTERED_BEFORE', 'entered'])
})

test('rule 24: a birthday flow begins once a year, in the contact’s own zone, whatever the leap years do', async () => {
  await stage.rig.turnTo('2027-02-20T00:00:00Z')
  const flow = await stage.flow({
    nodes: { start: ['core.date-arrives', { field: 'birthday' }], wait: ['core.wait', { duration: 'P1D' }] },
    edges: ['start:started>wait'],
  })
  await stage.collect(person('quinn', { birthday: '1992-02-29', timeZone: 'Europe/Rome' }))
  const days: string[] = []
  for (const at of [
    '2027-02-28T07:59:00Z',
    '2027-02-28T08:00:00Z',
    '2027-03-01T08:00:00Z',
    '2028-02-28T08:00:00Z',
    '2028-02-29T08:00:00Z',
    '2029-02-28T08:00:00Z',
  ]) {
    await stage.rig.turnTo(at)
    await stage.rig.startDue()
    days.push(...(await flow.entries()).slice(days.length).map(() => at.slice(0, 10)))
  }
  expect(days).toEqual(['2027-02-28', '2028-02-29', '2029-02-28'])
  const byDate = { code: 'ENTERED_BY', values: { by: 'date', field: 'birthday' } }
  expect((await flow.entries())[0]).toMatchObject({ because: byDate.code, values: byDate.values })
  const tried = await simulate(stage.rig.engine, { id: flow.id, contact: { userId: 'quinn' }, at: stage.now(), events: [] })
  expect(tried.entry).toEqual({ outcome: 'entered', because: byDate })
  expect(
    await stage.row(/* sql */ `select entry -> 'properties' as told from enrollments where flow_id = $1`, [flow.id]),
  ).toEqual({
    told: { field: 'birthday', day: '2029-02-28', zone: 'Europe/Rome' },
  })
})

test('rule 24: the start says its rule in one sentence, and how many would get in again today', async () => {
  const reentry = { mode: 'afterWindow', window: 'P10D', from: 'exit' }
  const flow = await stage.flow(waiting('Began R', { reentry }, { duration: 'P2D' }))
  const enter = async (who: string) => stage.collect(person(who), track(who, 'Began R'))
  const today = () => previewReentry(stage.rig.engine, { id: flow.id, at: stage.now() })
  await enter('early')
  await stage.pass(11 * DAY)
  await enter('later')
  expect(await today()).toMatchObject({ entered: 2, inside: 1, again: 0 })
  await stage.pass(2 * DAY)
  const preview = await today()
  expect(preview).toMatchObject({ entered: 2, inside: 0, again: 1 })
  expect(sayReentry(preview.reentry, 'en')).toBe(
    'Everyone may enter again 10 days after the journey is over; while inside, nothing new begins.',
  )
  await stage.collect(track('early', 'Began R'), track('later', 'Began R'))
  expect((await outcomes(flow)).slice(2)).toEqual(['entered', 'REENTRY_WINDOW'])
})

test('rule 24: the entry ledger is permanent: who was inside once is known when the journey is long gone', async () => {
  const flow = await stage.flow(waiting('Began E', { reentry: { mode: 'never' } }, { duration: 'P1D' }))
  await stage.collect(person('rosa'), track('rosa', 'Began E'))
  await stage.pass(800 * DAY)
  await stage.collect(track('rosa', 'Began E'))
  expect(await outcomes(flow)).toEqual(['entered', 'ENTERED_BEFORE'])
  const [, kept] = await flow.entries()
  expect(sayBecause({ code: 'ENTERED_BEFORE', values: kept!.values }, 'it')).toMatch(
    /^Già entrato il .*; il flusso accetta ciascuno una volta sola\.$/,
  )
})

test('rule 25: the same contact always takes the same branch of a split, also on re-entry; fresh draws are drawn anew', async () => {
  const split = (fresh: boolean) =>
    stage.flow({
      settings: { reentry: { mode: 'always' } },
      nodes: {
        start: start('Split'),
        split: [
          'core.random-split',
          { branches: ['a', 'b'].map((id) => ({ id, name: id, share: 50 })), ...(fresh ? { fresh } : {}) },
        ],
        a: ['core.end', { reason: 'a' }],
        b: ['core.end', { reason: 'b' }],
      },
      edges: ['start:started>split', 'split:a>a', 'split:b>b'],
    } as never)
  const [stable, fresh] = [await split(false), await split(true)]
  await stage.collect(...['sara', 'tina', 'ugo', 'vera', 'zoe', 'yara', 'xenia', 'wanda'].map((who) => person(who)))
  const taken = async (flow: StagedFlow, who: string) => {
    const { branches } = await stage.row<{ branches: string[] }>(
      /* sql */ `select array_agg(x.node order by x.id) as branches from enrollment_ends x join contacts c on c.lane = x.lane and c.id = x.contact_id
        where x.flow_id = $1 and c.user_id = $2`,
      [flow.id, who],
    )
    return branches
  }
  const people = ['sara', 'tina', 'ugo', 'vera', 'zoe', 'yara', 'xenia', 'wanda']
  for (let round = 0; round < 6; round++) await stage.collect(...people.map((who) => track(who, 'Split')))
  const stably = await Promise.all(people.map((who) => taken(stable, who)))
  for (const branches of stably) expect(new Set(branches).size).toBe(1)
  expect(new Set(stably.flat())).toEqual(new Set(['a', 'b']))
  const freshly = await Promise.all(people.map((who) => taken(fresh, who)))
  expect(freshly.some((branches) => new Set(branches).size === 2)).toBe(true)
})

test('rule 23: who unsubscribes by the link in a mail leaves the flow that listens for it', async () => {
  const flow = await stage.flow({
    settings: { exits: [{ id: 'left', name: 'Left', when: { event: 'Unsubscribed' } }] },
    nodes: { start: start('Began F'), mail: ['core.send-email', mail('Hello')], wait: ['core.wait', { duration: 'P9D' }] },
    edges: ['start:started>mail', 'mail:sent>wait'],
  })
  await stage.collect(person('gaia'), track('gaia', 'Began F'))
  const { message } = await stage.row<{ message: string }>(
    /* sql */ `select enrollment_id || ':' || visit as message from messages where flow_id = $1`,
    [flow.id],
  )
  await unsubscribe(stage.rig.engine, {
    claim: { contact: await idOf('gaia'), channel: 'email', purpose: 'marketing', message },
    via: 'page',
  })
  await stage.rig.settle()
  expect(await flow.ends()).toMatchObject([{ reason: 'exit', node: 'wait' }])
})
