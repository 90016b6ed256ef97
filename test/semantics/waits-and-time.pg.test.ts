import { isoOf } from '@snodo/base'
import { previewFlowWaits, simulate } from '@snodo/engine'
import { documentOf } from '@snodo/engine/testing'
import { checkFlow, indexManifests, summarize } from '@snodo/flow'
import { runNode } from '@snodo/node-sdk/testing'
import { builtInNodes } from '@snodo/nodes'
import { sayBecause } from '@snodo/protocol'
import { expect, test } from 'vitest'
import { DAY, HOUR, mail, person, start, track, useStage } from './stage.ts'

const stage = useStage()
const manifests = indexManifests(builtInNodes.map((node) => node.manifest))
const nodeOf = (type: string) => builtInNodes.find((node) => node.manifest.type === type)!

const until = (anchor: object, more: object = {}) =>
  [`core.wait-until`, { anchor, ...more }] as unknown as [string, { anchor: string }]

const waitingFor = (event: string, more: object) => ({
  nodes: {
    start: start(event),
    mail: ['core.send-email', mail('Look', { purpose: 'transactional' })] as [string, object],
    rest: ['core.wait', { duration: 'P1D' }] as [string, object],
    wait: ['core.wait-for', { timeout: 'P7D', ...more }] as [string, object],
    yes: ['core.tag', { add: ['yes'] }] as [string, object],
    no: ['core.tag', { add: ['no'] }] as [string, object],
  },
  edges: ['start:started>mail', 'mail:sent>rest', 'rest:after>wait', 'wait:happened>yes', 'wait:timeout>no'],
})

test('rule 10: what is already true on arrival continues at once, looking back to the entry', async () => {
  const flow = await stage.flow(waitingFor('Began A', { event: 'Shopped' }) as never)
  await stage.collect(person('ada'), person('bea'), track('ada', 'Shopped'))
  await stage.pass(HOUR)
  await stage.collect(track('ada', 'Began A'), track('bea', 'Began A'))
  await stage.pass(HOUR)
  await stage.collect(track('bea', 'Shopped'))
  await stage.pass(2 * DAY)
  expect(await flow.standing()).toMatchObject([{ contact: 'ada', node: 'wait' }])
  expect(await flow.ends()).toMatchObject([{ reason: 'completed', node: 'yes' }])
})

test('rule 10: the past can be ignored, or looked back on from a chosen block', async () => {
  const ignoring = await stage.flow(waitingFor('Began B', { event: 'Shopped', ifAlreadyTrue: 'ignore' }) as never)
  const since = await stage.flow(waitingFor('Began B', { event: 'Shopped', since: { from: 'node', node: 'rest' } }) as never)
  await stage.collect(person('carla'), track('carla', 'Began B'), track('carla', 'Shopped'))
  await stage.pass(2 * DAY)
  expect(await ignoring.standing()).toMatchObject([{ node: 'wait' }])
  expect(await since.ends()).toMatchObject([{ node: 'yes' }])
})

test('rule 10: a reaction is looked back for since that message', async () => {
  const predicate = { type: 'reaction', node: 'mail', reaction: 'clicked' }
  const flow = await stage.flow(waitingFor('Began C', { predicate }) as never)
  await stage.collect(person('dora', { consents: { email: true, clickTracking: true } }), track('dora', 'Began C'))
  await stage.rig.engine.pool.query(/* sql */ `update messages set clicked_at = $2 where flow_id = $1`, [
    flow.id,
    new Date(stage.now()),
  ])
  await stage.pass(2 * DAY)
  expect(await flow.ends()).toMatchObject([{ node: 'yes' }])
})

test('rule 10: there is always a limit and a way out by it, and who runs out of time is told so', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Began D'), wait: ['core.wait-for', { event: 'Never', timeout: 'P7D' }] },
    edges: ['start:started>wait'],
  })
  await stage.collect(person('elsa'), track('elsa', 'Began D'))
  await stage.pass(8 * DAY)
  expect(await flow.ends()).toMatchObject([{ reason: 'timeout', because: 'TIMED_OUT' }])
  const [out] = (await flow.reasons()).filter(({ code }) => code === 'TIMED_OUT')
  expect(sayBecause(out!, 'en')).toBe('What was waited for (Never) did not come in time.')
  expect(sayBecause(out!, 'it')).toBe('Ciò che si attendeva (Never) non è arrivato in tempo.')
})

test('rule 10: for ever must be chosen in words', () => {
  const waitFor = nodeOf('core.wait-for')
  expect(waitFor.manifest.defaults).toMatchObject({ timeout: 'P7D' })
  expect(waitFor.manifest.config.required).toContain('timeout')
  const forEver = { event: 'Never', timeout: null }
  expect(summarize(waitFor.manifest, forEver, 'en')).toBe('Wait for “Never” (limit: none)')
  expect(summarize(waitFor.manifest, forEver, 'it')).toBe('Attendi “Never” (limite: nessuno)')
})

test('rule 11: a day is 24 hours, a calendar day with a time of day is the next date’s', async () => {
  const flow = (event: string, wait: object) =>
    stage.flow({
      settings: { timeZone: 'Europe/Rome' },
      nodes: { start: start(event), wait: ['core.wait', wait as never] },
      edges: ['start:started>wait'],
    })
  const hours = await flow('Began E', { duration: 'P1D' })
  const calendar = await flow('Began E', { duration: 'P1D', at: '09:00' })
  await stage.rig.turnTo('2026-03-27T22:30:00Z')
  await stage.collect(person('fee'), track('fee', 'Began E'))
  expect((await hours.standing())[0]?.next).toBe(Date.parse('2026-03-28T22:30:00Z'))
  expect((await calendar.standing())[0]?.next).toBe(Date.parse('2026-03-28T08:00:00Z'))
})

test('rule 11: a weekday whose time is past waits for the next week, or proceeds where that is chosen', async () => {
  const wait = nodeOf('core.wait')
  const config = { duration: 'PT0S', at: '09:00', weekdays: [2] }
  const given = { now: '2026-03-03T10:00:00Z' }
  expect((await runNode(wait, { config, given })).someone).toMatchObject({
    to: 'wait',
    until: Date.parse('2026-03-10T09:00:00Z'),
  })
  expect((await runNode(wait, { config: { ...config, sameDayIfPast: 'proceed' }, given })).someone).toMatchObject({ to: 'leave' })
})

test('rule 11: the card can show until when somebody who came now would wait, decided by the code that decides it', async () => {
  const flow = await stage.flow({
    settings: { timeZone: 'Europe/Rome' },
    nodes: {
      start: start('Began Z'),
      day: ['core.wait', { duration: 'P1D' }],
      nine: ['core.wait', { duration: 'P1D', at: '09:00' }],
      none: ['core.wait', { duration: 'PT0S' }],
      listen: ['core.wait-for', { event: 'Never', timeout: null }],
      date: until({ field: 'renewal' }, { offset: '-P7D' }),
      mail: until({ node: 'start' }, { offset: 'P6D', at: '18:00' }),
    },
    edges: [
      'start:started>day',
      'day:after>nine',
      'nine:after>none',
      'none:after>listen',
      'listen:timeout>date',
      'date:after>mail',
    ],
  } as never)
  const at = Date.parse('2026-03-28T11:00:00Z')
  const came = await previewFlowWaits(stage.rig.engine, { id: flow.id, at, contact: { attributes: { renewal: '2026-05-01' } } })
  const told = Object.entries(came).map(([node, { until, port }]) => [
    node,
    `${until === null ? 'for ever' : isoOf(until)} ${port}`,
  ])
  expect(Object.fromEntries(told)).toEqual({
    day: '2026-03-29T11:00:00.000Z after',
    nine: '2026-03-29T07:00:00.000Z after',
    none: '2026-03-28T11:00:00.000Z after',
    listen: 'for ever timeout',
    date: '2026-04-23T22:00:00.000Z after',
    mail: '2026-04-03T16:00:00.000Z after',
  })
  expect(came.nine).toMatchObject({ zone: { id: 'Europe/Rome', from: 'flow' } })
  expect((await previewFlowWaits(stage.rig.engine, { id: flow.id, at })).date).toMatchObject({ until: at, port: 'past' })
})

test('rule 12: a wait hangs on an earlier block, a date, a coupon or the event, with an offset before or after', async () => {
  const at = Date.parse('2026-04-02T09:00:00Z')
  await stage.rig.turnTo(at)
  const flow = (name: string, anchor: object, offset: string) =>
    stage.flow({
      name,
      nodes: {
        start: start('Began F'),
        coupon: ['core.give-coupon', { as: 'gift', value: '10 %', pattern: 'GIFT-********', validFor: 'P10D' }],
        mail: ['core.send-email', mail('Hello')],
        rest: ['core.wait', { duration: 'P2D' }],
        wait: until(anchor, { offset }),
      },
      edges: ['start:started>coupon', 'coupon:given>mail', 'mail:sent>rest', 'rest:after>wait'],
    })
  const flows = {
    node: await flow('node', { node: 'mail' }, 'P6D'),
    field: await flow('field', { field: 'renewal' }, '-P7D'),
    coupon: await flow('coupon', { coupon: 'gift' }, '-P1D'),
    event: await flow('event', { event: 'departure' }, 'PT2H'),
  }
  await stage.collect(person('gina', { renewal: '2026-04-20' }), track('gina', 'Began F', { departure: '2026-04-09T15:00:00Z' }))
  await stage.rig.turnTo('2026-04-05T00:00:00Z')
  const next = async (flow: (typeof flows)['node']) => new Date((await flow.standing())[0]?.next ?? 0).toISOString()
  expect(await next(flows.node)).toBe('2026-04-08T09:00:00.000Z')
  expect(await next(flows.field)).toBe('2026-04-13T00:00:00.000Z')
  expect(await next(flows.coupon)).toBe('2026-04-11T09:00:00.000Z')
  expect(await next(flows.event)).toBe('2026-04-09T17:00:00.000Z')
})

test('rule 12: a moment that is past leaves by its own port, proceeds or ends the journey', async () => {
  const flow = (ifPast: string | undefined) =>
    stage.flow({
      nodes: {
        start: start('Began G'),
        wait: until({ field: 'gone' }, ifPast === undefined ? {} : { ifPast }),
        end: ['core.end', {}],
      },
      edges: ['start:started>wait', 'wait:after>end', 'wait:past>end'],
    })
  const [standard, proceed, end] = [await flow(undefined), await flow('proceed'), await flow('end')]
  await stage.collect(person('hanna', { gone: '2026-01-01' }), track('hanna', 'Began G'))
  expect(await standard.path()).toContain('wait>past')
  expect(await proceed.path()).toContain('wait>after')
  expect(await end.ends()).toMatchObject([{ reason: 'completed', node: 'wait' }])
  expect(sayBecause((await standard.reasons())[0]!, 'en')).toBe('The moment was past already: 1 Jan 2026, 00:00 UTC.')
})

test('rule 12: check-flow finds moments that come in the wrong order', () => {
  const found = (nodes: Record<string, [string, object]>, edges: string[]) =>
    checkFlow(documentOf({ nodes: { start: start('Began'), ...nodes } as never, edges }), { manifests })
      .map(({ code, node }) => ({ code, node }))
      .filter(({ code }) => code.startsWith('WAIT_'))
  const chain = ['start:started>first', 'first:after>second']
  const renewal = (offset: string) => until({ field: 'renewal' }, { offset })
  expect(found({ first: renewal('-P30D'), second: renewal('-P7D') }, chain)).toEqual([])
  expect(found({ first: renewal('-P7D'), second: renewal('-P30D') }, chain)).toEqual([
    { code: 'WAIT_ALWAYS_PAST', node: 'second' },
  ])
  const coupon: [string, object] = ['core.give-coupon', { as: 'gift', value: 5, pattern: 'G-****', validFor: 'P5D' }]
  const listen: [string, object] = ['core.wait-for', { event: 'Bought', timeout: 'P7D' }]
  const given = { coupon, listen, remind: until({ coupon: 'gift' }, { offset: '-P1D' }) }
  const edges = ['start:started>coupon', 'coupon:given>listen', 'listen:timeout>remind', 'listen:happened>remind']
  expect(found(given, edges)).toEqual([{ code: 'WAIT_SOMETIMES_PAST', node: 'remind' }])
})

test('rule 13: the wall clock is the contact’s zone, else the flow’s, else the workspace’s, and the journal says which', async () => {
  const flow = (event: string, timeZone?: string) =>
    stage.flow({
      settings: timeZone === undefined ? {} : { timeZone },
      nodes: { start: start(event), wait: ['core.wait', { duration: 'P1D', at: '09:00' }] },
      edges: ['start:started>wait'],
    })
  const [zoned, plain] = [await flow('Began H', 'Europe/Rome'), await flow('Began H')]
  await stage.collect(person('ida', { timeZone: 'America/New_York' }), person('jana', { timeZone: 'Nowhere/Land' }))
  await stage.collect(track('ida', 'Began H'), track('jana', 'Began H'))
  const zones = async (of: typeof zoned) => (await of.reasons()).map(({ code, values }) => [code, values.zone, values.zoneFrom])
  expect(await zones(zoned)).toEqual([
    ['WAITS_UNTIL', 'America/New_York', 'contact'],
    ['WAITS_UNTIL', 'Europe/Rome', 'flow'],
  ])
  expect((await zones(plain)).at(-1)).toEqual(['WAITS_UNTIL', 'UTC', 'workspace'])
  expect(sayBecause((await zoned.reasons())[1]!, 'en')).toMatch(/by the clock of Europe\/Rome \(the flow’s zone\)\.$/)
  expect(sayBecause((await zoned.reasons())[1]!, 'it')).toMatch(/secondo l’ora di Europe\/Rome \(fuso del flusso\)\.$/)
})

test('rule 14: a wait of three years comes due to the second', async () => {
  const flow = await stage.flow({
    nodes: {
      start: start('Began I'),
      wait: ['core.wait', { duration: 'P3Y' }],
      more: ['core.wait', { duration: 'PT1S' }],
      done: ['core.tag', { add: ['old'] }],
    },
    edges: ['start:started>wait', 'wait:after>more', 'more:after>done'],
  })
  await stage.rig.turnTo('2026-05-01T10:00:00Z')
  await stage.collect(person('kim'), track('kim', 'Began I'))
  await stage.rig.turnTo('2029-05-01T09:59:59Z')
  expect(await flow.standing()).toMatchObject([{ node: 'wait' }])
  await stage.rig.turnTo('2029-05-01T10:00:00Z')
  expect(await flow.standing()).toMatchObject([{ node: 'more', next: Date.parse('2029-05-01T10:00:01Z') }])
  await stage.rig.turnTo('2029-05-01T10:00:01Z')
  expect(await flow.ends()).toMatchObject([{ reason: 'completed', at: Date.parse('2029-05-01T10:00:01Z') }])
})

test('rule 16: a loop without any wait cannot be published', () => {
  const nodes = { start: start('Began'), a: ['core.tag', { add: ['a'] }], b: ['core.tag', { remove: ['a'] }] } as const
  const loop = documentOf({ nodes: nodes as never, edges: ['start:started>a', 'a:next>b', 'b:next>a'] })
  expect(checkFlow(loop, { manifests })).toContainEqual(expect.objectContaining({ code: 'LOOP_WITHOUT_WAIT', severity: 'error' }))
})

test('rule 16: each pass of a loop is a new visit, and a limit of visits guards a loop that never rests', async () => {
  const flow = await stage.flow({
    nodes: {
      start: start('Began J'),
      wait: ['core.wait', { duration: 'P1D' }],
      count: ['core.score', { points: 1 }],
      branch: ['core.branch', { branches: [{ id: 'again', name: 'Again', when: { type: 'score', is: 'less', value: 3 } }] }],
    },
    edges: ['start:started>wait', 'wait:after>count', 'count:next>branch', 'branch:again>wait'],
  })
  const restless = await stage.flow({
    nodes: {
      start: start('Began J'),
      wait: ['core.wait-until', { anchor: { node: 'start' }, offset: '-P1D', ifPast: 'proceed' }],
      tag: ['core.tag', { add: ['round'] }],
    },
    edges: ['start:started>wait', 'wait:after>tag', 'tag:next>wait'],
  } as never)
  await stage.collect(person('lea'), track('lea', 'Began J'))
  await stage.pass(4 * DAY)
  expect((await flow.path()).filter((step) => step === 'wait>after')).toHaveLength(3)
  expect(await flow.ends()).toMatchObject([{ reason: 'completed' }])
  expect(await restless.standing()).toMatchObject([{ state: 'failed', because: 'TOO_MANY_VISITS' }])
})

test('rule 16: a flow that begins on what it changes itself does not go round for ever', async () => {
  const flow = await stage.flow({
    settings: { reentry: { mode: 'always' } },
    nodes: { start: start('Score Changed'), more: ['core.score', { points: 1 }] },
    edges: ['start:started>more'],
  })
  await stage.flow({
    nodes: { start: start('Began P'), point: ['core.score', { points: 1 }] },
    edges: ['start:started>point'],
  })
  await stage.collect(person('nina'), track('nina', 'Began P'))
  const entries = await flow.entries()
  expect(entries.filter(({ outcome }) => outcome === 'entered')).toHaveLength(20)
  expect(entries.at(-1)).toMatchObject({ outcome: 'keptOut', because: 'IN_CIRCLES', values: { counted: 20, limit: 20 } })
})

test('rules 10 to 16 are tried in a dry run by the very same code', async () => {
  const flow = await stage.flow({
    settings: { timeZone: 'Europe/Rome' },
    nodes: {
      start: start('Began K'),
      wait: ['core.wait', { duration: 'P1D', at: '09:00' }],
      listen: [
        'core.wait-for',
        { event: 'Shopped', also: [{ id: 'look', name: 'Look', event: 'Looked' }], timeout: 'P3D', mode: 'best' },
      ],
      done: ['core.end', {}],
    },
    edges: ['start:started>wait', 'wait:after>listen', 'listen:look>done', 'listen:happened>done'],
  })
  const at = stage.now()
  await stage.collect(person('mia'), track('mia', 'Began K'))
  await stage.pass(2 * DAY)
  await stage.collect(track('mia', 'Looked'))
  await stage.pass(4 * DAY)
  const trace = await simulate(stage.rig.engine, {
    id: flow.id,
    contact: { userId: 'mia' },
    at,
    events: [{ at: at + 2 * DAY, event: 'Looked', properties: {} }],
  })
  const told = trace.steps.map(({ node, port }) => (port === null ? node : `${node}>${port}`))
  expect(told).toEqual(await flow.path())
  expect(trace.end).toMatchObject({ at: (await flow.ends())[0]?.at, reason: 'completed' })
  expect(trace.steps.flatMap(({ because }) => (because === null ? [] : [because.code]))).toEqual(
    (await flow.reasons()).map(({ code }) => code),
  )
})
