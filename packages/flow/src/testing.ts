import type { JsonObject, Words } from '@snodo/base'
import type { FlowDocument, FlowEdge, FlowNode } from './document.ts'
import type { Manifest } from './manifest.ts'
import { indexManifests, type Manifests } from './manifests.ts'

export { referenceFlow } from './reference-flow.ts'

/**
 * Manifests for tests of rooms that may not know the node kit: the ports, traits and main settings of the built-in types,
 * with what they need of annotations and nothing else.
 */
export const testManifests: Manifests = indexManifests([
  type('core.event-happens', 'start', { event: name('event'), 'where?': predicate('event') }, ['started']),
  type('core.list-joined', 'start', { list: name('list') }, ['started']),
  type(
    'core.date-arrives',
    'start',
    { field: name('attribute'), 'offset?': duration(), 'at?': text('time'), 'yearly?': { type: 'boolean' }, 'leapDay?': text() },
    ['started'],
  ),
  type(
    'core.schedule',
    'start',
    { cron: text(), 'timeZone?': { type: ['string', 'null'], 'x-widget': 'zone' }, audience: predicate() },
    ['started'],
  ),
  type('core.wait', 'decide', { duration: duration(), 'at?': text('time') }, ['after'], { waits: true }),
  type(
    'core.wait-until',
    'decide',
    { anchor: anchor(), 'offset?': duration(), 'at?': text('time'), 'ifPast?': text() },
    ['after', 'past'],
    {
      waits: true,
      optionalPorts: ['past'],
    },
  ),
  type(
    'core.wait-for',
    'decide',
    {
      'event?': name('event'),
      'where?': predicate('event'),
      'also?': branches({ event: name('event'), 'where?': predicate('event') }),
      'predicate?': predicate(),
      timeout: { ...duration(), type: ['string', 'null'] },
      'ifAlreadyTrue?': text(),
    },
    ['happened', 'timeout'],
    { waits: true },
    'also',
  ),
  type('core.branch', 'decide', { branches: branches({ when: predicate() }) }, ['else'], {}, 'branches'),
  type(
    'core.random-split',
    'decide',
    { branches: branches({ share: { type: 'number', minimum: 0, maximum: 100 } }) },
    [],
    {},
    'branches',
  ),
  type('core.send-email', 'decide', { content: content('subject', 'body'), ...sending() }, ['sent', 'notSent', 'notDelivered'], {
    sends: 'email',
    optionalPorts: ['notSent', 'notDelivered'],
  }),
  type('core.send-sms', 'decide', { content: content('body'), ...sending() }, ['sent', 'notSent', 'notDelivered'], {
    sends: 'sms',
    optionalPorts: ['notSent', 'notDelivered'],
  }),
  type(
    'core.call-webhook',
    'act',
    {
      url: text('template'),
      'method?': text(),
      'headers?': { type: 'object', 'x-widget': 'pairs' },
      'body?': text('template'),
    },
    ['done', 'failed'],
  ),
  type('core.tag', 'decide', { 'add?': names('tags'), 'remove?': names('tags') }, ['next']),
  type('core.list', 'decide', { 'join?': names('lists'), 'leave?': names('lists') }, ['next']),
  type('core.score', 'decide', { points: { type: 'number' }, 'score?': text() }, ['next']),
  type('core.give-coupon', 'decide', { as: text(), value: {}, 'pattern?': text(), 'validFor?': duration() }, ['given', 'none'], {
    optionalPorts: ['none'],
  }),
  type('core.end', 'decide', { 'reason?': text() }, [], { ends: true }),
])

/** A node at the origin; its place on the canvas matters to no test but those about places. */
export function testNode(type: string, config: JsonObject = {}, more: Partial<FlowNode> = {}): FlowNode {
  return { type, version: 1, config, at: { x: 0, y: 0 }, ...more }
}

/** A document from nodes and lines written `from:port>to`. */
export function testFlow(
  nodes: Record<string, FlowNode>,
  lines: string[],
  settings: FlowDocument['settings'] = {},
): FlowDocument {
  return { format: 1, name: 'Test', settings, nodes, edges: lines.map(testEdge) }
}

export function testEdge(line: string): FlowEdge {
  const [, from = '', port = '', to = ''] = /^(.+):(.+)>(.+)$/.exec(line) ?? []
  return { from, port, to }
}

function type(
  type: string,
  kind: Manifest['kind'],
  fields: Record<string, JsonObject>,
  ports: string[],
  traits: Manifest['traits'] = {},
  portsFrom: string | null = null,
): Manifest {
  const named = Object.entries(fields).map(([key, field]) => [
    key.replace('?', ''),
    { ...field, 'x-title': words(key.replace('?', '')) },
  ])
  const title = words(type.split('.')[1]!)
  return {
    type,
    version: 1,
    kind,
    title,
    description: title,
    category: kind === 'start' ? 'start' : traits.ends ? 'end' : traits.sends ? 'message' : traits.waits ? 'timing' : 'contact',
    icon: 'circle',
    summary: title,
    config: {
      type: 'object',
      properties: Object.fromEntries(named) as JsonObject,
      required: Object.keys(fields).filter((key) => !key.endsWith('?')),
      additionalProperties: false,
    },
    defaults: {},
    ports: Object.fromEntries(ports.map((port) => [port, words(port)])),
    ...(portsFrom === null ? {} : { portsFrom: { path: portsFrom, id: 'id', name: 'name' } }),
    traits,
    examples: [],
    needs: [],
    upgradesFrom: [],
  }
}

function words(text: string): Words {
  return { en: text, it: text }
}

function text(widget = 'text'): JsonObject {
  return { type: 'string', 'x-widget': widget }
}

function name(widget: string): JsonObject {
  return { type: 'string', minLength: 1, maxLength: 200, 'x-widget': widget }
}

function names(widget: string): JsonObject {
  return { type: 'array', items: { type: 'string' }, 'x-widget': widget }
}

function duration(): JsonObject {
  return { type: 'string', pattern: '^-?P', 'x-widget': 'duration' }
}

function predicate(over: 'contact' | 'event' = 'contact'): JsonObject {
  return { type: 'object', required: ['type'], properties: { type: { type: 'string' } }, 'x-widget': 'predicate', 'x-over': over }
}

function anchor(): JsonObject {
  const member = { type: 'string', minLength: 1 }
  return {
    type: 'object',
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
    properties: { field: member, coupon: member, event: member, node: { ...member, 'x-widget': 'node' } },
    'x-widget': 'anchor',
  }
}

function branches(own: Record<string, JsonObject>): JsonObject {
  return {
    type: 'array',
    items: {
      type: 'object',
      required: ['id', 'name', ...Object.keys(own).filter((key) => !key.endsWith('?'))],
      properties: {
        id: { type: 'string', minLength: 1 },
        name: { type: 'string', minLength: 1, 'x-title': words('name') },
        ...Object.fromEntries(Object.entries(own).map(([key, field]) => [key.replace('?', ''), field])),
      },
      additionalProperties: false,
    },
    'x-widget': 'branches',
  }
}

function content(...parts: string[]): JsonObject {
  return {
    type: 'object',
    required: parts,
    properties: Object.fromEntries(
      parts.map((part) => [part, { type: 'string', minLength: 1, 'x-widget': 'template', 'x-title': words(part) }]),
    ),
    'x-widget': 'content',
  }
}

function sending(): Record<string, JsonObject> {
  return {
    'purpose?': { type: 'string', 'x-widget': 'purpose' },
    'expireIfLateBy?': { type: 'string', pattern: '^(thatDay|P.+)$', 'x-widget': 'duration', 'x-that-day': true },
  }
}
