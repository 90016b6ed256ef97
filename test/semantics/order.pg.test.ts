import { mergeContacts } from '@snodo/engine'
import { expect, test } from 'vitest'
import { DAY, HOUR, mail, person, start, track, useStage } from './stage.ts'

const stage = useStage()

test('rule 1: identity, attributes, consent and events of one call take effect together, and the contact it creates is triggered by it at once', async () => {
  const flow = await stage.flow({
    nodes: {
      start: start('Registered', { type: 'attribute', field: 'city', is: 'equals', value: 'Torino' }),
      hello: ['core.send-email', mail('Hello {{ contact.firstName }}')],
    },
    edges: ['start:started>hello'],
  })
  const traits = { email: 'ada@example.com', firstName: 'Ada', city: 'Torino', consents: { email: true } }
  await stage.collect(track('ada', 'Registered', {}, { context: { traits } }))
  expect(await flow.messages()).toEqual([{ node: 'hello', state: 'sent', because: null, at: stage.now(), subject: 'Hello Ada' }])
})

test('rule 1: calls of one batch take effect in the order of the array', async () => {
  const flow = await stage.flow({
    settings: { reentry: { mode: 'always' } },
    nodes: { start: start('Ranked', { type: 'attribute', field: 'rank', is: 'equals', value: 2 }) },
    edges: [],
  })
  const rank = (value: number) => person('bea', { rank: value })
  await stage.collect(rank(1), track('bea', 'Ranked'), rank(2), track('bea', 'Ranked'), rank(3), track('bea', 'Ranked'))
  expect(await flow.entries()).toHaveLength(1)
})

test('rule 2: an entry filter sees the contact including the event that triggers it, unless it asks for the state before', async () => {
  const third = { type: 'events', event: 'Ordered', is: 'atLeast', value: 3 } as const
  const nodes = { start: start('Ordered') }
  const settings = { reentry: { mode: 'always' } } as const
  const after = await stage.flow({ settings: { ...settings, entryFilter: { when: third } }, nodes, edges: [] })
  const before = await stage.flow({ settings: { ...settings, entryFilter: { when: third, asOf: 'before' } }, nodes, edges: [] })
  await stage.collect(person('carla'), ...[1, 2, 3, 4].map(() => track('carla', 'Ordered')))
  const outcomes = async (flow: typeof after) => (await flow.entries()).map(({ outcome }) => outcome)
  expect(await outcomes(after)).toEqual(['keptOut', 'keptOut', 'entered', 'entered'])
  expect(await outcomes(before)).toEqual(['keptOut', 'keptOut', 'keptOut', 'entered'])
  expect((await before.entries())[2]).toMatchObject({
    because: 'ENTRY_FILTER',
    values: { verdict: 'no', asOf: 'before', compared: [{ got: 2 }] },
  })
})

test('rule 2: before means before the call’s own traits, and before a change the engine itself tells of', async () => {
  const settings = (when: object) => ({ reentry: { mode: 'always' }, entryFilter: { when, asOf: 'before' } }) as never
  const trait = await stage.flow({
    settings: settings({ type: 'attribute', field: 'plan', is: 'equals', value: 'free' }),
    nodes: { start: start('Upgraded') },
    edges: [],
  })
  const tagged = await stage.flow({
    settings: settings({ type: 'not', of: { type: 'tag', tag: 'upgraded' } }),
    nodes: { start: start('Tag Added') },
    edges: [],
  })
  await stage.flow({
    nodes: { start: start('Upgraded'), tag: ['core.tag', { add: ['upgraded'] }] },
    edges: ['start:started>tag'],
  })
  await stage.collect(person('dora', { plan: 'free' }))
  await stage.collect(track('dora', 'Upgraded', {}, { context: { traits: { plan: 'gold' } } }))
  expect(await trait.entries()).toMatchObject([{ outcome: 'entered' }])
  expect(await tagged.entries()).toMatchObject([{ outcome: 'entered' }])
})

test('rule 3: a call sent again with its messageId changes nothing, also weeks later', async () => {
  const flow = await stage.flow({
    settings: { reentry: { mode: 'always' } },
    nodes: { start: start('Paid'), points: ['core.score', { points: 10 }] },
    edges: ['start:started>points'],
  })
  const call = track('elsa', 'Paid', {}, { messageId: 'paid-once' })
  await stage.collect(person('elsa'), call)
  await stage.collect(call)
  await stage.pass(20 * DAY)
  await stage.collect(call)
  expect(await flow.entries()).toHaveLength(1)
  expect(await stage.row(/* sql */ `select scores from contacts where user_id = 'elsa'`)).toEqual({ scores: { default: 10 } })
})

test('rule 3: one event enters a flow once for each contact and key, whatever starts match it', async () => {
  const flow = await stage.flow({
    settings: { reentry: { mode: 'always', inside: 'parallel', key: 'event.properties.order' } },
    nodes: { first: start('Twice'), second: start('Twice'), wait: ['core.wait', { duration: 'P1D' }] },
    edges: ['first:started>wait', 'second:started>wait'],
  })
  await stage.collect(person('fee'), track('fee', 'Twice', { order: 7 }))
  expect(await flow.standing()).toHaveLength(1)
  const { count } = await stage.row<{ count: number }>(
    /* sql */ `select count(*)::int from entries where flow_id = $1 and outcome = 'entered'`,
    [flow.id],
  )
  expect(count).toBe(1)
})

test('rule 4: several things due at once for one contact go by due time, edge order, id', async () => {
  // Each journey writes what it saw of the others: whoever goes first finds the least.
  const journey = (name: string, hours: number) =>
    stage.flow({
      name,
      nodes: {
        start: start('Queued'),
        wait: ['core.wait', { duration: `PT${hours}H` }],
        see: ['core.set-field', { field: `saw${name}`, value: '{{ contact.last }}' }],
        last: ['core.set-field', { field: 'last', value: name }],
      },
      edges: ['start:started>wait', 'wait:after>see', 'see:next>last'],
    })
  await journey('B', 2)
  await journey('A', 1)
  await journey('C', 2)
  await stage.collect(person('gina', { last: 'none' }), track('gina', 'Queued'))
  // Nobody looks for a while, so that all three are overdue in one and the same trip.
  stage.rig.clock.turnTo(stage.now() + 5 * HOUR)
  await stage.rig.settle()
  const { attributes } = await stage.row<{ attributes: object }>(
    /* sql */ `select attributes from contacts where user_id = 'gina'`,
  )
  expect(attributes).toMatchObject({ sawA: 'none', sawB: 'A', sawC: 'B', last: 'C' })
})

test('rule 4: of several branches that hold the first from the top is taken, and of several awaited events the first drawn', async () => {
  const always = { type: 'all', of: [] }
  const flow = await stage.flow({
    nodes: {
      start: start('Chosen'),
      branch: [
        'core.branch',
        {
          branches: [
            { id: 'never', name: 'Never', when: { type: 'tag', tag: 'nobody' } },
            { id: 'upper', name: 'Upper', when: always },
            { id: 'lower', name: 'Lower', when: always },
          ],
        },
      ],
      wait: [
        'core.wait-for',
        {
          event: 'Answered',
          where: { type: 'property', property: 'text', is: 'equals', value: 'no' },
          also: [
            { id: 'any', name: 'Any', event: 'Answered' },
            {
              id: 'yes',
              name: 'Yes',
              event: 'Answered',
              where: { type: 'property', property: 'text', is: 'equals', value: 'yes' },
            },
          ],
          timeout: 'P1D',
        },
      ],
    },
    edges: ['start:started>branch', 'branch:upper>wait'],
  })
  await stage.collect(person('hanna'), track('hanna', 'Chosen'), track('hanna', 'Answered', { text: 'yes' }))
  expect(await flow.path()).toEqual(['start>started', 'branch>upper', 'wait>any'])
})

const either = (mode: 'first' | 'best') =>
  ({
    nodes: {
      start: start(`Either ${mode}`),
      wait: [
        'core.wait-for',
        { event: 'Bought', also: [{ id: 'looked', name: 'Looked', event: 'Looked' }], timeout: 'P3D', mode },
      ] as [string, object],
      bought: ['core.tag', { add: ['bought'] }] as [string, object],
      looked: ['core.tag', { add: ['looked'] }] as [string, object],
      late: ['core.tag', { add: ['late'] }] as [string, object],
    },
    edges: ['start:started>wait', 'wait:happened>bought', 'wait:looked>looked', 'wait:timeout>late'],
  }) as never

test('rule 5: a wait for one of several events is left by the first that comes', async () => {
  const flow = await stage.flow(either('first'))
  await stage.collect(person('ida'), track('ida', 'Either first'))
  await stage.pass(DAY)
  await stage.collect(track('ida', 'Looked'))
  await stage.collect(track('ida', 'Bought'))
  expect(await flow.path()).toEqual(['start>started', 'wait', 'wait>looked', 'looked>next'])
})

test('rule 5: in mode best it is left at the deadline by the best that came, or at once by the best of all', async () => {
  const flow = await stage.flow(either('best'))
  await stage.collect(person('jana'), person('kim'), person('lea'))
  await stage.collect(...['jana', 'kim', 'lea'].map((who) => track(who, 'Either best')))
  await stage.pass(DAY)
  await stage.collect(track('jana', 'Looked'), track('kim', 'Looked'))
  expect(await flow.standing()).toHaveLength(3)
  await stage.collect(track('kim', 'Bought'))
  expect(await flow.standing()).toHaveLength(2)
  await stage.pass(3 * DAY)
  const tags = async (who: string) =>
    (await stage.row<{ tags: string[] }>(/* sql */ `select tags from contacts where user_id = $1`, [who])).tags
  expect([await tags('jana'), await tags('kim'), await tags('lea')]).toEqual([['looked'], ['bought'], ['late']])
  expect((await flow.reasons()).filter(({ port }) => port === 'looked')).toMatchObject([
    { code: 'EVENT_CAME', values: { event: 'Looked' } },
  ])
})

test('rule 6: events of one contact queue without a limit, and all are taken in their order', async () => {
  await stage.flow({
    settings: { reentry: { mode: 'always' } },
    nodes: {
      start: start('Tick'),
      point: ['core.score', { points: 1 }],
      last: ['core.set-field', { field: 'tick', value: '{{ entry.n }}' }],
    },
    edges: ['start:started>point', 'point:next>last'],
  })
  await stage.collect(person('mia'), ...Array.from({ length: 150 }, (_, n) => track('mia', 'Tick', { n })))
  const mia = await stage.row(/* sql */ `select scores, attributes ->> 'tick' as tick from contacts where user_id = 'mia'`)
  expect(mia).toEqual({ scores: { default: 150 }, tick: '149' })
})

test('rule 7: a score triggers where it crosses its mark, not each time it lies above it', async () => {
  const at = (is: string, property: string) => ({ type: 'property', property, is, value: 100 })
  const flow = await stage.flow({
    settings: { reentry: { mode: 'always' } },
    nodes: { start: start('Score Changed', { type: 'all', of: [at('less', 'old'), at('atLeast', 'new')] }) },
    edges: [],
  })
  await stage.flow({
    settings: { reentry: { mode: 'always' } },
    nodes: { start: start('Scored'), add: ['core.score', { points: 40 }] },
    edges: ['start:started>add'],
  })
  await stage.collect(person('nora'), ...[1, 2, 3, 4, 5].map(() => track('nora', 'Scored')))
  expect(await flow.entries()).toMatchObject([{ outcome: 'entered' }])
})

test('rule 7: an attribute triggers where it changes, whoever changes it, and not where it is told again', async () => {
  const is = (property: string, value: string) => ({ type: 'property', property, is: 'equals', value })
  const flow = await stage.flow({
    settings: { reentry: { mode: 'always' } },
    nodes: { start: start('Field Changed', { type: 'all', of: [is('field', 'level'), is('new', 'gold')] }) },
    edges: [],
  })
  await stage.flow({
    settings: { reentry: { mode: 'always' } },
    nodes: { start: start('Promoted'), set: ['core.set-field', { field: 'level', value: 'gold' }] },
    edges: ['start:started>set'],
  })
  await stage.collect(person('olga', { level: 'silver' }), person('olga', { level: 'gold' }), person('olga', { level: 'gold' }))
  expect(await flow.entries()).toHaveLength(1)
  await stage.collect(track('olga', 'Promoted'), person('olga', { level: 'bronze' }), track('olga', 'Promoted'))
  expect(await flow.entries()).toHaveLength(2)
})

test('rule 8: a merge keeps the older enrollment of a flow and ends the other as merged, and nothing is sent twice for it', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Joined Twice'), wait: ['core.wait', { duration: 'P2D' }], hello: ['core.send-email', mail('Hello')] },
    edges: ['start:started>wait', 'wait:after>hello'],
  })
  await stage.collect(
    { type: 'identify', anonymousId: 'paola-anon', traits: {} },
    { type: 'track', anonymousId: 'paola-anon', event: 'Joined Twice' },
  )
  await stage.pass(DAY)
  await stage.collect(person('paola'), track('paola', 'Joined Twice'))
  const id = async (value: string) =>
    (await stage.row<{ id: string }>(/* sql */ `select contact_id as id from identities where value = $1`, [value])).id
  await mergeContacts(stage.rig.engine, { loser: await id('paola-anon'), winner: await id('paola') })
  await stage.rig.settle()
  expect(await flow.ends()).toMatchObject([{ reason: 'merged', node: 'wait', because: 'MERGED' }])
  expect(await flow.standing()).toMatchObject([{ contact: 'paola', next: stage.now() + DAY }])
  await stage.pass(3 * DAY)
  expect(await flow.messages()).toHaveLength(1)
})

test('rule 8: whoever was kept out before a merge keeps the event that asked for it', async () => {
  const flow = await stage.flow({
    settings: { entryFilter: { when: { type: 'tag', tag: 'nobody' } } },
    nodes: { start: start('Refused') },
    edges: [],
  })
  await stage.collect(
    { type: 'identify', anonymousId: 'quinn', traits: {} },
    { type: 'track', anonymousId: 'quinn', event: 'Refused', properties: { shop: 'Milano' } },
  )
  await stage.collect(person('quinn-user'))
  const { loser, winner } = await stage.row<{ loser: string; winner: string }>(
    /* sql */ `select (select contact_id from identities where value = 'quinn') as loser, (select contact_id from identities where value = 'quinn-user') as winner`,
  )
  await mergeContacts(stage.rig.engine, { loser, winner })
  expect(
    await stage.row(
      /* sql */ `select e.contact_id as contact, v.properties from entries e join events v on v.lane = e.lane and v.id = e.event_id where e.flow_id = $1`,
      [flow.id],
    ),
  ).toEqual({ contact: winner, properties: { shop: 'Milano' } })
})

test('rule 9: what occurred orders and judges a wait, when it was received is kept', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Visited'), wait: ['core.wait-for', { event: 'Purchased', timeout: 'P7D' }] },
    edges: ['start:started>wait'],
  })
  const occurred = (ms: number) => ({ timestamp: new Date(ms).toISOString() })
  await stage.collect(person('rosa'), track('rosa', 'Visited'))
  await stage.pass(DAY)
  await stage.collect(track('rosa', 'Purchased', {}, occurred(stage.now() - 3 * DAY)))
  expect(await flow.standing()).toHaveLength(1)
  await stage.collect(track('rosa', 'Purchased', {}, occurred(stage.now() - HOUR)))
  expect(await flow.path()).toEqual(['start>started', 'wait', 'wait>happened'])
  expect(
    await stage.row(
      /* sql */ `select occurred_at as occurred, received_at as received from events where name = 'Purchased' order by id desc limit 1`,
    ),
  ).toEqual({ occurred: stage.now() - HOUR, received: stage.now() })
})

test('rule 9: a late event never opens again a wait that has ended', async () => {
  const flow = await stage.flow({
    nodes: {
      start: start('Asked'),
      wait: ['core.wait-for', { event: 'Replied', timeout: 'P1D' }],
      rest: ['core.wait', { duration: 'P9D' }],
    },
    edges: ['start:started>wait', 'wait:timeout>rest'],
  })
  await stage.collect(person('sara'), track('sara', 'Asked'))
  await stage.pass(2 * DAY)
  await stage.collect(track('sara', 'Replied', {}, { timestamp: new Date(stage.now() - 1.5 * DAY).toISOString() }))
  expect(await flow.path()).toEqual(['start>started', 'wait', 'wait>timeout', 'rest'])
})

test('rule 9: a client’s clock that is years off is corrected by the time it says it sent the call', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Skewed'), wait: ['core.wait-for', { event: 'Skewed Too', timeout: 'P1D' }] },
    edges: ['start:started>wait'],
  })
  await stage.collect(person('tina'), track('tina', 'Skewed'))
  await stage.pass(HOUR)
  await stage.collect(track('tina', 'Skewed Too', {}, { timestamp: '2019-01-01T00:00:00Z', sentAt: '2019-01-01T00:10:00Z' }))
  expect(await flow.path()).toEqual(['start>started', 'wait', 'wait>happened'])
  expect(await stage.row(/* sql */ `select occurred_at as at from events where name = 'Skewed Too'`)).toEqual({
    at: stage.now() - 10 * 60_000,
  })
})
