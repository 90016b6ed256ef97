import { isoOf } from '@snodo/base'
import type {} from 'vitest'
import { agrees, describeAnswer } from './describe-answer.ts'
import type { NodeAnswer } from './run-node.ts'

type Verdict = { pass: boolean; message: () => string }

/** Matchers for the answers of `runNode`: `expect.extend(nodeMatchers)`. */
export const nodeMatchers = {
  /** Leaves by a port, at once. */
  toLeaveBy: (answer: NodeAnswer, port: string): Verdict =>
    verdict(answer.to === 'leave' && answer.port === port, answer, `leave by "${port}"`),
  /** Waits until an instant (null: without limit); by which port it then goes on may be said too. */
  toWaitUntil(answer: NodeAnswer, until: string | number | null, then?: string): Verdict {
    const instant = typeof until === 'string' ? Date.parse(until) : until
    const pass = answer.to === 'wait' && answer.until === instant && (then === undefined || answer.then === then)
    return verdict(
      pass,
      answer,
      `wait until ${instant === null ? 'it happens' : isoOf(instant)}${then ? `, then by "${then}"` : ''}`,
    )
  },
  toSend(answer: NodeAnswer, channel: string, more: { purpose?: string; expireIfLateBy?: string } = {}): Verdict {
    return verdict(
      agrees({ send: { channel, ...more } }, describeAnswer(answer)),
      answer,
      `send on ${channel} ${JSON.stringify(more)}`,
    )
  },
  toEnd: (answer: NodeAnswer, reason = 'completed'): Verdict =>
    verdict(answer.to === 'end' && answer.reason === reason, answer, `end with "${reason}"`),
  toRetry(answer: NodeAnswer, afterMs?: number): Verdict {
    const pass = answer.to === 'retry' && (afterMs === undefined || answer.afterMs === afterMs)
    return verdict(pass, answer, `try again${afterMs === undefined ? '' : ` after ${afterMs} ms`}`)
  },
  toFail(answer: NodeAnswer, because?: string): Verdict {
    return verdict(
      answer.to === 'fail' && (because === undefined || answer.because.includes(because)),
      answer,
      `fail${because ? ` because "${because}"` : ''}`,
    )
  },
}

function verdict(pass: boolean, answer: NodeAnswer, expected: string): Verdict {
  return {
    pass,
    message: () => `expected ${pass ? 'not ' : ''}to ${expected}, the node said ${JSON.stringify(describeAnswer(answer))}`,
  }
}

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    toLeaveBy(port: string): R
    toWaitUntil(until: string | number | null, then?: string): R
    toSend(channel: string, more?: { purpose?: string; expireIfLateBy?: string }): R
    toEnd(reason?: string): R
    toRetry(afterMs?: number): R
    toFail(because?: string): R
  }
}
