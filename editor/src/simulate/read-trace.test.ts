import { describe, expect, it } from 'vitest'
import { momentInside, type RawTrace, readTrace } from './read-trace.ts'

const HOUR = 3_600_000

describe('a trace', () => {
  it('becomes visits that begin when the one before ended', () => {
    const trial = readTrace(raw(), 0)
    expect(trial.steps.map(({ node, cameAt, leftAt, port }) => ({ node, cameAt, leftAt, port }))).toEqual([
      { node: 'start', cameAt: 0, leftAt: 0, port: 'started' },
      { node: 'mail', cameAt: 0, leftAt: 0, port: 'sent' },
      { node: 'wait', cameAt: 0, leftAt: 24 * HOUR, port: 'after' },
      { node: 'later', cameAt: 24 * HOUR, leftAt: null, port: null },
    ])
    expect(trial.rest).toEqual({ node: 'later', until: 48 * HOUR })
  })

  it('takes coming to rest and leaving again for one visit', () => {
    const noted = raw()
    noted.steps.splice(2, 0, { at: 0, journey: 0, node: 'wait', visit: 3, port: null, because: null })
    noted.steps.push({ at: 24 * HOUR, journey: 0, node: 'later', visit: 4, port: null, because: null })
    expect(readTrace(noted, 0).steps).toEqual(readTrace(raw(), 0).steps)
  })

  it('shows each message at the block that sent it', () => {
    const { steps } = readTrace(raw(), 0)
    expect(steps[1]?.message).toMatchObject({ channel: 'email', fate: 'sent', subject: 'Hello, Maria', html: '<p>Hi</p>' })
    expect(steps[2]?.message).toBeNull()
  })

  it('reads instants as numbers and as ISO 8601 alike', () => {
    const iso = JSON.parse(JSON.stringify(raw()), (key, value: unknown) =>
      ['at', 'since', 'until'].includes(key) && typeof value === 'number' ? new Date(value).toISOString() : value,
    ) as RawTrace
    expect(readTrace(iso, 0)).toEqual(readTrace(raw(), 0))
  })

  it('puts what happens at a wait into the middle of it', () => {
    const trial = readTrace(raw(), 0)
    expect(momentInside(trial, 2)).toBe(12 * HOUR)
    expect(momentInside(trial, 3)).toBe(36 * HOUR)
    expect(momentInside(trial, 0)).toBe(0)
  })

  it('says when a contact never came in', () => {
    const trial = readTrace(
      { entry: { outcome: 'keptOut', because: { code: 'ENTERED_BEFORE' } }, steps: [], messages: [], end: null, rest: null },
      0,
    )
    expect(trial).toMatchObject({ outcome: 'keptOut', because: { code: 'ENTERED_BEFORE' }, steps: [] })
  })
})

function raw(): RawTrace {
  return {
    entry: { outcome: 'entered', because: null },
    steps: [
      { at: 0, journey: 0, node: 'start', visit: 1, port: 'started', because: null },
      { at: 0, journey: 0, node: 'mail', visit: 2, port: 'sent', because: null },
      { at: 24 * HOUR, journey: 0, node: 'wait', visit: 3, port: 'after', because: null },
    ],
    messages: [
      {
        at: 0,
        node: 'mail',
        visit: 2,
        channel: 'email',
        purpose: 'marketing',
        fate: 'sent',
        because: null,
        rendered: { subject: 'Hello, Maria', html: '<p>Hi</p>', text: 'Hi' },
      },
    ],
    end: null,
    rest: { node: 'later', since: 24 * HOUR, until: 48 * HOUR, state: 'active', because: null },
  }
}
