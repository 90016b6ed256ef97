import { type ActOutcome, type DecideStep, defineNode, type NodeType, type Outcome } from '@snodo/node-sdk'
import { Type } from 'typebox'
import type { CompiledFlow } from '../rules/flows/compile-flow.ts'
import { compileFlow } from '../rules/flows/compile-flow.ts'
import type { InterpretWorld } from '../rules/walking/interpret-world.ts'
import type { ContactState, EnrollmentState } from '../rules/walking/trip-state.ts'
import { documentOf, type RigFlow } from './engine-rig.ts'

/** The smallest node types there are, for tests of the rules: what a node does is given where the test says it. */

const words = (en: string) => ({ en, it: en })

type Deed = (step: DecideStep<Record<string, never>>) => Outcome

function shared(type: string) {
  return {
    type,
    version: 1,
    title: words(type),
    description: words('For a test'),
    icon: 'flask',
    summary: words(type),
    config: Type.Object({}),
    examples: [{ say: words('Plain'), config: {}, expect: {} }],
  }
}

export const starts = (event = 'Begin'): NodeType =>
  defineNode({
    ...shared('test.start'),
    category: 'start',
    ports: { started: words('Started') },
    starts: () => [{ on: 'event', event }],
  }) as NodeType

export const decides = (type: string, decide: Deed, ports: string[] = ['next'], waits = false): NodeType =>
  defineNode({
    ...shared(type),
    category: waits ? 'timing' : 'decision',
    ports: Object.fromEntries(ports.map((port) => [port, words(port)])),
    ...(waits ? { traits: { waits: true as const } } : {}),
    decide,
  }) as NodeType

export const sends = (type: string): NodeType =>
  defineNode({
    ...shared(type),
    category: 'message',
    ports: { sent: words('Sent'), notSent: words('Not sent'), notDelivered: words('Not delivered') },
    traits: { sends: 'email', optionalPorts: ['notSent', 'notDelivered'] },
    decide: (step) => step.send({ channel: 'email', purpose: 'marketing', expireIfLateBy: 'P1D' }),
  }) as NodeType

export const acts = (type: string): NodeType =>
  defineNode({
    ...shared(type),
    category: 'contact',
    ports: { done: words('Done'), failed: words('Failed') },
    limits: { batchSize: 10, timeout: 'PT10S' },
    act: async (batch) => batch.settle((step): ActOutcome => step.leave('done')),
  }) as NodeType

/** A flow of these nodes, compiled as version 7 of flow 3. */
export function compiled(types: readonly NodeType[], flow: RigFlow): CompiledFlow {
  const nodeTypes = new Map(types.map((type) => [type.manifest.type, type]))
  return compileFlow({ flowId: '3', versionId: '7', number: 1, document: documentOf(flow) }, nodeTypes)
}

export const NOON = Date.parse('2026-03-02T12:00:00Z')

export function somebody(more: Partial<ContactState> = {}): ContactState {
  return {
    id: '65',
    lane: 1,
    email: 'maria@example.com',
    phone: null,
    userId: 'maria',
    attributes: {},
    tags: new Set(),
    scores: {},
    lists: new Set(),
    consents: new Map(),
    measures: new Map(),
    profileChanged: false,
    ...more,
  }
}

/** An enrollment that has just come before a node and is to be walked on. */
export function standingAt(flow: CompiledFlow, node: string, more: Partial<EnrollmentState> = {}): EnrollmentState {
  return {
    id: '129',
    lane: 1,
    contact: somebody(),
    flow,
    entityKey: '',
    state: 'active',
    node,
    visit: 1,
    urgency: 0,
    nextAt: NOON,
    dated: false,
    thenPort: null,
    enteredAt: NOON,
    nodeEnteredAt: NOON,
    awaits: null,
    entry: { at: NOON, event: 'Begin', properties: {} },
    vars: {},
    passed: {},
    had: [],
    because: null,
    attempts: 0,
    reactions: null,
    stored: true,
    touched: false,
    ended: null,
    steps: [],
    journalVisit: 1,
    ...more,
  }
}

export function worldAt(now: number): InterpretWorld {
  return {
    now,
    timeZone: 'UTC',
    language: 'en',
    currency: 'EUR',
    usualDelays: {},
    secret: 'rules',
    measure: () => 0,
    couponStock: () => 0,
  }
}
