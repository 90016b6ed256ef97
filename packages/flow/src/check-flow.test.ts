import type { Json, JsonObject } from '@snodo/base'
import { describe, expect, test } from 'vitest'
import type { FlowDocument, FlowNode } from './document.ts'
import { applyEdits, checkFlow, type FindingCode, graphOf, hasErrors, indexManifests, starterFlows } from './index.ts'
import { testFlow, testManifests, testNode } from './testing.ts'

const start = testNode('core.event-happens', { event: 'Signed Up' })
const wait = testNode('core.wait', { duration: 'P1D' })
const mail = testNode('core.send-email', { content: { subject: 'Hi', body: 'Hello' } })
const end = testNode('core.end')
const sound = testFlow({ start, wait, mail, end }, ['start:started>wait', 'wait:after>mail', 'mail:sent>end'])

/** The sound flow with one node's config in place of the second node. */
function withSecond(node: FlowNode, port = 'after', settings: FlowDocument['settings'] = {}): FlowDocument {
  return testFlow({ start, second: node, mail, end }, ['start:started>second', `second:${port}>mail`, 'mail:sent>end'], settings)
}

function branch(...branches: { id: string; when: Json }[]): FlowNode {
  return testNode('core.branch', { branches: branches.map((one) => ({ ...one, name: one.id })) })
}

const opened = (node: string): Json => ({ type: 'reaction', node, reaction: 'opened' })
const bought: Json = { type: 'events', event: 'Order Completed', is: 'atLeast', value: 1 }
const mailTo = (subject: string, body = 'Hello') => testNode('core.send-email', { content: { subject, body } })
/** start, mail, wait, then a branch asking about `node`, everyone ending. */
function asking(when: Json, mailNode = mail): FlowDocument {
  return testFlow({ start, mail: mailNode, wait, ask: branch({ id: 'yes', when }), end }, [
    'start:started>mail',
    'mail:sent>wait',
    'wait:after>ask',
    'ask:yes>end',
    'ask:else>end',
  ])
}

/** One row for each finding: a flow that has it, and the nearest one that has not. */
const CASES: [FindingCode, broken: FlowDocument, sound: FlowDocument, more?: object][] = [
  ['FLOW_EMPTY', testFlow({}, []), sound],
  ['NO_START', testFlow({ wait, end }, ['wait:after>end']), sound],
  ['START_ENTERED', testFlow({ start, wait }, ['start:started>wait', 'wait:after>start']), sound],
  ['START_OFF', { ...sound, nodes: { ...sound.nodes, start: { ...start, off: true } } }, sound],
  ['NODE_TYPE_UNKNOWN', withSecond(testNode('acme.gone')), sound],
  ['NODE_VERSION_UNKNOWN', withSecond({ ...wait, version: 7 }), sound],
  ['NODE_UNREACHABLE', { ...sound, nodes: { ...sound.nodes, alone: end } }, sound],
  ['NODE_OFF', withSecond({ ...wait, off: true }), sound],
  ['EDGE_TO_NOWHERE', { ...sound, edges: [...sound.edges, { from: 'mail', port: 'notSent', to: 'gone' }] }, sound],
  ['EDGE_FROM_NOWHERE', { ...sound, edges: [...sound.edges, { from: 'gone', port: 'x', to: 'end' }] }, sound],
  ['EDGE_FROM_UNKNOWN_PORT', { ...sound, edges: [...sound.edges, { from: 'wait', port: 'later', to: 'end' }] }, sound],
  ['TWO_EDGES_FROM_ONE_PORT', { ...sound, edges: [...sound.edges, { from: 'wait', port: 'after', to: 'end' }] }, sound],
  ['PORT_UNDRAWN', { ...sound, edges: sound.edges.slice(0, 2) }, sound],
  [
    'LOOP_WITHOUT_WAIT',
    testFlow({ start, ask: branch({ id: 'again', when: bought }), mail, end }, [
      'start:started>ask',
      'ask:again>mail',
      'mail:sent>ask',
      'ask:else>end',
    ]),
    testFlow({ start, ask: branch({ id: 'again', when: bought }), wait, end }, [
      'start:started>ask',
      'ask:again>wait',
      'wait:after>ask',
      'ask:else>end',
    ]),
  ],
  [
    'LOOP_WITHOUT_WAIT',
    testFlow({ start, ask: branch({ id: 'again', when: bought }), wait: { ...wait, off: true }, end }, [
      'start:started>ask',
      'ask:again>wait',
      'wait:after>ask',
      'ask:else>end',
    ]),
    sound,
  ],
  ['CONFIG_MISSING', withSecond(testNode('core.wait')), sound],
  ['CONFIG_INVALID', withSecond(testNode('core.wait', { duration: '3 days' })), sound],
  ['CONFIG_UNKNOWN', withSecond(testNode('core.wait', { duration: 'P1D', colour: 'red' })), sound],
  [
    'BRANCH_TWICE',
    withSecond(branch({ id: 'a', when: bought }, { id: 'a', when: bought }), 'else'),
    withSecond(branch({ id: 'a', when: bought }), 'else'),
  ],
  [
    'BRANCH_TWICE',
    withSecond(branch({ id: 'else', when: bought }), 'else'),
    withSecond(branch({ id: 'a', when: bought }), 'else'),
  ],
  ['SHARES_NOT_WHOLE', withSecond(split(50, 40), 'b0'), withSecond(split(33.3, 33.3, 33.4), 'b0'), { severity: 'warning' }],
  ['SHARES_NOT_WHOLE', withSecond(split(0, 0), 'b0'), withSecond(split(100, 0), 'b0'), { severity: 'error' }],
  ['MESSAGE_EMPTY', withSecond(mailTo('  '), 'sent'), withSecond(mailTo('Hi'), 'sent'), { path: '/content/subject' }],
  ['MESSAGE_EMPTY', withSecond(mailTo('Hi', ''), 'sent'), sound, { path: '/content/body' }],
  [
    'TEMPLATE_BROKEN',
    withSecond(mailTo('Hi {{ contact.firstName'), 'sent'),
    withSecond(mailTo('Hi {{ contact.firstName }}'), 'sent'),
  ],
  [
    'TEMPLATE_FIELD_UNKNOWN',
    withSecond(mailTo('Hi {{ firstName }}'), 'sent'),
    withSecond(mailTo('Hi {{ contact.firstName }} {{ entry.total }} {{ unsubscribeUrl }}'), 'sent'),
  ],
  ['TEMPLATE_FIELD_UNKNOWN', withSecond(mailTo('{{ vars.coupon.code }}'), 'sent'), coupon('{{ vars.coupon.code }}', true)],
  ['TEMPLATE_FIELD_UNKNOWN', coupon('{{ vars.coupon.code }}', false), coupon('{{ vars.coupon.code }}', true)],
  [
    'PREDICATE_INVALID',
    withSecond(branch({ id: 'a', when: { type: 'tag' } }), 'else'),
    withSecond(branch({ id: 'a', when: { type: 'tag', tag: 'vip' } }), 'else'),
  ],
  [
    'PREDICATE_EMPTY',
    withSecond(branch({ id: 'a', when: { type: 'all', of: [] } }), 'else'),
    withSecond(branch({ id: 'a', when: bought }), 'else'),
  ],
  ['NODE_REFERENCE_UNKNOWN', asking(opened('gone')), asking(opened('mail'))],
  [
    'NODE_REFERENCE_UNKNOWN',
    withSecond(testNode('core.wait-until', { anchor: { node: 'gone' } })),
    withSecond(testNode('core.wait-until', { anchor: { node: 'start' } })),
  ],
  ['NODE_REFERENCE_NOT_EARLIER', withSecond(branch({ id: 'a', when: opened('mail') }), 'else'), asking(opened('mail'))],
  [
    'NODE_REFERENCE_NOT_EARLIER',
    withSecond(testNode('core.wait-until', { anchor: { node: 'mail' } })),
    withSecond(testNode('core.wait-until', { anchor: { node: 'start' } })),
  ],
  ['NODE_REFERENCE_NOT_EARLIER', withSecond(testNode('core.wait-until', { anchor: { coupon: 'x' } })), coupon('', true)],
  ['NODE_REFERENCE_SOMETIMES', sometimes(), asking(opened('mail'))],
  ['REACTION_OF_NO_MESSAGE', asking(opened('wait')), asking(opened('mail')), { severity: 'error' }],
  ['REACTION_OF_NO_MESSAGE', asking(opened('mail'), { ...mail, off: true }), asking(opened('mail')), { severity: 'error' }],
  ['REACTION_OF_NO_MESSAGE', unsent('notSent'), unsent('sent'), { severity: 'warning' }],
  [
    'WAIT_OVER_A_YEAR',
    withSecond(testNode('core.wait', { duration: 'P400D' })),
    withSecond(testNode('core.wait', { duration: 'P365D' })),
  ],
  ['WAIT_ALWAYS_PAST', anchored('P6D', 'P7D'), anchored('P6D', 'P5D')],
  ['WAIT_ALWAYS_PAST', renewing('-P7D', '-P30D'), renewing('-P30D', '-P7D')],
  ['WAIT_SOMETIMES_PAST', listening('P6D', 'P7D'), listening('P6D', 'P5D')],
  ['WAIT_SOMETIMES_PAST', listening('P6D', null), listening('P6D', null, { ifPast: 'proceed' })],
  [
    'ZONE_UNKNOWN',
    { ...sound, settings: { timeZone: 'Europe/Roma' } },
    { ...sound, settings: { timeZone: 'Europe/Rome' } },
    { path: '/settings/timeZone' },
  ],
  ['ZONE_UNKNOWN', scheduled('Mars/Base'), scheduled('Europe/Rome'), { node: 'start' }],
  [
    'REENTRY_KEY_MISSING',
    { ...sound, settings: { reentry: { mode: 'always', inside: 'parallel' } } },
    { ...sound, settings: { reentry: { mode: 'always', inside: 'parallel', key: 'event.properties.cart_id' } } },
  ],
  [
    'REENTRY_KEY_UNREADABLE',
    { ...sound, settings: { reentry: { mode: 'always', inside: 'parallel', key: 'order_id' } } },
    { ...sound, settings: { reentry: { mode: 'always', inside: 'parallel', key: 'event.properties.order_id' } } },
  ],
  [
    'REENTRY_WINDOW_MISSING',
    { ...sound, settings: { reentry: { mode: 'afterWindow' } } },
    { ...sound, settings: { reentry: { mode: 'afterWindow', window: 'P90D' } } },
  ],
  ...(['never', 'always', 'afterExit'] as const).map((mode): (typeof CASES)[number] => [
    'REENTRY_WINDOW_IGNORED',
    { ...sound, settings: { reentry: { mode, window: 'P90D' } } },
    { ...sound, settings: { reentry: { mode } } },
    { severity: 'warning', path: '/settings/reentry/window' },
  ]),
  ...['hooks.example.com/x', 'ftp://example.com', 'javascript:alert(1)', 'https://', 'ftp://{{ contact.host }}'].map(
    (url): (typeof CASES)[number] => [
      'WEB_ADDRESS_INVALID',
      withSecond(testNode('core.call-webhook', { url }), 'done'),
      withSecond(testNode('core.call-webhook', { url: 'https://{{ contact.plan }}.example.com/x' }), 'done'),
      { severity: 'error', node: 'second', path: '/url' },
    ],
  ),
  [
    'WEB_ADDRESS_INVALID',
    withSecond(testNode('core.call-webhook', { url: 'mailto:a@example.com' }), 'done'),
    withSecond(testNode('core.call-webhook', { url: '{{ contact.hook }}' }), 'done'),
  ],
  [
    'EXIT_EMPTY',
    { ...sound, settings: { exits: [{ id: 'x', name: 'X', when: {} }] } },
    { ...sound, settings: { exits: [{ id: 'x', name: 'X', when: { event: 'A' } }] } },
  ],
  ['MESSAGE_NEVER_ALLOWED', consented('else'), consented('yes')],
]

function split(...shares: number[]): FlowNode {
  return testNode('core.random-split', { branches: shares.map((share, i) => ({ id: `b${i}`, name: `B${i}`, share })) })
}

function coupon(body: string, before: boolean): FlowDocument {
  const give = testNode('core.give-coupon', { as: 'coupon', value: '10 %' })
  const text = mailTo('Hi', body === '' ? 'Hello' : body)
  const until = testNode('core.wait-until', { anchor: { coupon: 'coupon' } })
  return before
    ? testFlow({ start, give, until, text, end }, ['start:started>give', 'give:given>until', 'until:after>text', 'text:sent>end'])
    : testFlow({ start, give, text, end }, ['start:started>text', 'text:sent>give', 'give:given>end'])
}

function sometimes(): FlowDocument {
  return testFlow({ start, half: split(50, 50), mail, wait, ask: branch({ id: 'yes', when: opened('mail') }), end }, [
    'start:started>half',
    'half:b0>mail',
    'half:b1>wait',
    'mail:sent>wait',
    'wait:after>ask',
    'ask:yes>end',
    'ask:else>end',
  ])
}

function unsent(port: string): FlowDocument {
  return testFlow({ start, mail, ask: branch({ id: 'yes', when: opened('mail') }), end }, [
    'start:started>mail',
    `mail:${port}>ask`,
    ...(port === 'sent' ? ['mail:notSent>end'] : ['mail:sent>end']),
    'ask:yes>end',
    'ask:else>end',
  ])
}

function anchored(offset: string, rest: string): FlowDocument {
  const until = testNode('core.wait-until', { anchor: { node: 'mail' }, offset })
  return testFlow({ start, mail, rest: testNode('core.wait', { duration: rest }), until, end }, [
    'start:started>mail',
    'mail:sent>rest',
    'rest:after>until',
    'until:after>end',
  ])
}

/** Two waits on the same date, one after the other. */
function renewing(first: string, second: string): FlowDocument {
  const until = (offset: string) => testNode('core.wait-until', { anchor: { field: 'renewal' }, offset })
  return testFlow({ start, first: until(first), until: until(second), end }, [
    'start:started>first',
    'first:after>until',
    'until:after>end',
  ])
}

/** Some days after the mail, with a wait for an event in between. */
function listening(offset: string, timeout: string | null, more: JsonObject = {}): FlowDocument {
  const until = testNode('core.wait-until', { anchor: { node: 'mail' }, offset, ...more })
  return testFlow({ start, mail, wait: testNode('core.wait-for', { event: 'Bought', timeout }), until, end }, [
    'start:started>mail',
    'mail:sent>wait',
    'wait:happened>until',
    'wait:timeout>until',
    'until:after>end',
  ])
}

function scheduled(timeZone: string): FlowDocument {
  return testFlow(
    { start: testNode('core.schedule', { cron: '0 9 * * 1', timeZone, audience: { type: 'tag', tag: 'vip' } }), end },
    ['start:started>end'],
  )
}

function consented(port: string): FlowDocument {
  const consent = { type: 'consent', channel: 'email', purpose: 'marketing' }
  const other = port === 'yes' ? 'else' : 'yes'
  return testFlow(
    {
      start,
      ask: branch({ id: 'yes', when: { type: 'all', of: [consent, bought] } }),
      narrow: branch({ id: 'yes', when: consent }),
      mail,
      end,
    },
    ['start:started>ask', 'ask:yes>end', 'ask:else>narrow', `narrow:${port}>mail`, `narrow:${other}>end`, 'mail:sent>end'],
  )
}

describe('checkFlow', () => {
  test('a sound flow has no findings', () => {
    expect(checkFlow(sound, { manifests: testManifests })).toEqual([])
  })

  test.each(CASES.map(([code, ...rest], i) => [code, i, ...rest] as const))(
    '%s is found where it is, and only there (%i)',
    (code, _, broken, near, more = {}) => {
      const found = checkFlow(broken, { manifests: testManifests }).filter((finding) => finding.code === code)
      expect(found[0]).toMatchObject({ code, ...more })
      expect(checkFlow(near, { manifests: testManifests }).map((finding) => finding.code)).not.toContain(code)
    },
  )

  test('every finding speaks both languages and says what will happen to contacts', () => {
    for (const [, broken] of CASES) {
      for (const { message, consequence } of checkFlow(broken, { manifests: testManifests })) {
        for (const words of [message, consequence]) {
          expect(words.en).toMatch(/^\S.*[.]$/s)
          expect(words.it).toMatch(/^\S.*[.]$/s)
        }
      }
    }
  })

  test('every fix can be applied and mends what it is offered for', () => {
    let fixes = 0
    for (const [, broken] of CASES) {
      for (const finding of checkFlow(broken, { manifests: testManifests })) {
        if (!finding.fix) continue
        fixes += 1
        const mended = checkFlow(applyEdits(broken, finding.fix.edits, testManifests).document, { manifests: testManifests })
        const same = (other: typeof finding) =>
          other.code === finding.code &&
          other.node === finding.node &&
          other.path === finding.path &&
          other.edge?.port === finding.edge?.port
        expect([finding.code, mended.filter(same).length]).toEqual([finding.code, 0])
      }
    }
    expect(fixes).toBeGreaterThan(15)
  })

  test('errors come first', () => {
    const broken = { ...sound, nodes: { ...sound.nodes, alone: end, bad: testNode('acme.gone') } }
    const severities = checkFlow(broken, { manifests: testManifests }).map((finding) => finding.severity)
    expect(severities).toEqual([...severities].sort())
    expect(hasErrors(checkFlow(broken, { manifests: testManifests }))).toBe(true)
  })

  test('a field that has a finding of its own is not said to break the schema as well', () => {
    const codes = checkFlow(withSecond(mailTo(''), 'sent'), { manifests: testManifests }).map((finding) => finding.code)
    expect(codes).toEqual(['MESSAGE_EMPTY'])
  })

  test('of a list of plain values the one that is not right is named, and a day is told as a day', () => {
    const wait = testManifests.get('core.wait')!
    const weekdays = {
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: 7 },
      'x-widget': 'weekdays',
      'x-title': { en: 'Only on', it: 'Solo di' },
    }
    const config = { ...wait.config, properties: { ...(wait.config.properties as object), weekdays } }
    const manifests = indexManifests([...testManifests.values(), { ...wait, config }])
    const flow = withSecond(testNode('core.wait', { duration: 'P1D', weekdays: [1, 8] }))
    expect(checkFlow(flow, { manifests })).toMatchObject([
      {
        code: 'CONFIG_INVALID',
        path: '/weekdays/1',
        message: {
          en: '8 in “Only on” must be a day from 1 (Monday) to 7 (Sunday).',
          it: '8 in “Solo di” deve essere un giorno da 1 (lunedì) a 7 (domenica).',
        },
      },
    ])
  })

  test('lists and purposes are only judged when it is known which there are', () => {
    const asked = testNode('core.send-email', { content: { subject: 'Hi', body: 'Hello' }, purpose: 'transactonal' })
    const flow = testFlow({ start: testNode('core.list-joined', { list: 'news' }), mail: asked, end }, [
      'start:started>mail',
      'mail:sent>end',
    ])
    expect(checkFlow(flow, { manifests: testManifests })).toEqual([])
    const found = checkFlow(flow, { manifests: testManifests, lists: ['other'], purposes: ['alerts'] })
    expect(found.map(({ code, severity, node }) => [code, severity, node])).toEqual([
      ['LIST_UNKNOWN', 'warning', 'start'],
      ['PURPOSE_UNKNOWN', 'warning', 'mail'],
    ])
    expect(found[1]?.message.en).toContain('there are marketing, transactional, alerts')
    const mended = applyEdits(flow, found[1]!.fix!.edits, testManifests).document
    expect(mended.nodes.mail?.config).toMatchObject({ purpose: 'transactional' })
    expect(checkFlow(mended, { manifests: testManifests, lists: ['news'], purposes: [] })).toEqual([])
    expect(checkFlow(flow, { manifests: testManifests, lists: ['news'], purposes: ['transactonal'] })).toEqual([])
  })

  test('what a node alone says is asked once for as long as the node is the same object', () => {
    const first = checkFlow(withSecond(wait), { manifests: testManifests })
    expect(first).toEqual([])
    const bad = withSecond(testNode('core.wait', {}))
    expect(checkFlow(bad, { manifests: testManifests })[0]).toBe(checkFlow({ ...bad }, { manifests: testManifests })[0])
  })

  test.each(starterFlows.flatMap((starter) => [[starter.id, 'en', starter] as const, [starter.id, 'it', starter] as const]))(
    'the starter flow %s (%s) has no findings',
    (_, language, starter) => {
      expect(checkFlow(starter.document(language), { manifests: testManifests })).toEqual([])
    },
  )

  test('the graph of a checked flow begins at its starts', () => {
    expect(graphOf(sound, testManifests).starts).toEqual(['start'])
  })
})
