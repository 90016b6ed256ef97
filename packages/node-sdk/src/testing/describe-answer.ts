import { type Instant, isoOf, type Json, type JsonObject } from '@snodo/base'
import type { Start } from '../node-type.ts'
import type { NodeAnswer } from './run-node.ts'

/** An answer as an example writes it: `{ leave: 'fit', intents: […] }`, `{ wait: { until, then, awaits } }`, `{ fail: '…' }`; instants as texts. */
export function describeAnswer(answer: NodeAnswer): JsonObject {
  switch (answer.to) {
    case 'leave':
      return { leave: answer.port, ...effectsOf(answer) }
    case 'wait':
      return {
        wait: {
          until: isoOrNull(answer.until),
          then: answer.then,
          awaits: answer.awaits.map((awaited) => awaited.port),
          mode: answer.mode,
        },
        ...effectsOf(answer),
      }
    case 'send':
      return { send: { channel: answer.channel, purpose: answer.purpose, expireIfLateBy: answer.expireIfLateBy } }
    case 'end':
      return { end: answer.reason, ...becauseOf(answer.because) }
    case 'retry':
      return { retry: answer.afterMs, because: answer.because }
    case 'fail':
      return { fail: answer.because }
  }
}

export function describeStarts(starts: readonly Start[]): JsonObject {
  return { starts: JSON.parse(JSON.stringify(starts)) as Json }
}

/** The ports an answer can lead through. A message's fate picks one of three; a failure leaves by `failed`, where that is drawn. */
export function portsReached(answer: NodeAnswer): string[] {
  switch (answer.to) {
    case 'leave':
      return [answer.port]
    case 'wait':
      return [answer.then, ...answer.awaits.map((awaited) => awaited.port)]
    case 'send':
      return ['sent', 'notSent', 'notDelivered']
    case 'fail':
      return ['failed']
    case 'end':
    case 'retry':
      return []
  }
}

/** True where everything expected is found; what an example does not speak of may be anything. Arrays are compared whole. */
export function agrees(expected: Json | undefined, found: Json | undefined): boolean {
  if (expected === null || typeof expected !== 'object') return expected === found
  if (found === null || typeof found !== 'object' || Array.isArray(found) !== Array.isArray(expected)) return false
  if (Array.isArray(expected))
    return expected.length === (found as Json[]).length && expected.every((item, i) => agrees(item, (found as Json[])[i]))
  return Object.entries(expected).every(([key, value]) => agrees(value, (found as JsonObject)[key]))
}

type Effective = Extract<NodeAnswer, { to: 'leave' | 'wait' }>

function effectsOf({ intents, set, because }: Effective): JsonObject {
  return {
    ...(intents.length > 0 ? { intents: JSON.parse(JSON.stringify(intents)) as Json } : {}),
    ...(set === null ? {} : { set }),
    ...becauseOf(because),
  }
}

function becauseOf(because: Effective['because']): JsonObject {
  return because === null ? {} : { because: JSON.parse(JSON.stringify(because)) as Json }
}

function isoOrNull(instant: Instant | null): string | null {
  return instant === null ? null : isoOf(instant)
}
