import { describe, expect, test } from 'vitest'
import { limits } from '../../limits.ts'
import { acts, compiled, decides, NOON, sends, somebody, standingAt, starts, worldAt } from '../../testing/small-nodes.ts'
import { interpret } from './interpret.ts'
import { type EnrollmentState, noEffects } from './trip-state.ts'

const passes = decides('test.pass', (step) => step.leave('next'))
const rests = decides('test.rest', (step) => step.wait({ until: step.enteredAt + 60_000, then: 'next' }), ['next'], true)

function walk(enrollment: EnrollmentState, now = NOON) {
  const effects = noEffects()
  interpret(enrollment, worldAt(now), effects)
  return effects
}

describe('walking', () => {
  test('goes node after node until it rests, and the row it leaves behind says where and until when', () => {
    const flow = compiled([starts(), passes, rests], {
      nodes: { start: ['test.start', {}], a: ['test.pass', {}], b: ['test.pass', {}], c: ['test.rest', {}] },
      edges: ['start:started>a', 'a:next>b', 'b:next>c'],
    })
    const enrollment = standingAt(flow, 'a')
    const effects = walk(enrollment)
    expect(enrollment).toMatchObject({
      node: 'c',
      visit: 3,
      state: 'active',
      nextAt: NOON + 60_000,
      thenPort: 'next',
      urgency: 1,
    })
    expect(enrollment.steps).toEqual([
      ['a', 'next'],
      ['b', 'next'],
      ['c', null],
    ])
    expect([...effects.nodeCounts.values()]).toEqual([
      { versionId: '7', node: 'a', inside: -1, entered: 0, failed: 0 },
      { versionId: '7', node: 'b', inside: 0, entered: 1, failed: 0 },
      { versionId: '7', node: 'c', inside: 1, entered: 1, failed: 0 },
    ])
  })

  test('leaves by its open door when its time has come, without asking the node again', () => {
    let asked = 0
    const once = decides('test.once', (step) => {
      asked += 1
      return step.wait({ until: step.enteredAt, then: 'next' })
    })
    const flow = compiled([starts(), once, rests], {
      nodes: { start: ['test.start', {}], a: ['test.once', {}], b: ['test.rest', {}] },
      edges: ['start:started>a', 'a:next>b'],
    })
    const enrollment = standingAt(flow, 'a', { thenPort: 'next', visit: 4, journalVisit: 4 })
    walk(enrollment)
    expect(asked).toBe(0)
    expect(enrollment).toMatchObject({ node: 'b', visit: 5 })
  })

  test('a port that is not drawn is the end of the journey', () => {
    const flow = compiled([starts(), passes], {
      nodes: { start: ['test.start', {}], a: ['test.pass', {}] },
      edges: ['start:started>a'],
    })
    const enrollment = standingAt(flow, 'a')
    walk(enrollment)
    expect(enrollment.ended).toMatchObject({ reason: 'completed', because: null })
  })

  test('a node that is switched off lets pass by its first port, and the history says so', () => {
    const never = decides('test.never', () => {
      throw new Error('a node that is off was asked')
    })
    const flow = compiled([starts(), never, rests], {
      nodes: { start: ['test.start', {}], a: ['test.never', {}, { off: true }], b: ['test.rest', {}] },
      edges: ['start:started>a', 'a:next>b'],
    })
    const enrollment = standingAt(flow, 'a')
    walk(enrollment)
    expect(enrollment.steps[0]).toEqual(['a', 'next', { code: 'SWITCHED_OFF' }])
    expect(enrollment.node).toBe('b')
  })
})

describe('what goes wrong fails the enrollment where it stands, with the reason', () => {
  const failing: [string, ReturnType<typeof decides>, string][] = [
    ['a throw', decides('test.bad', () => { throw new Error('no') }), 'NODE_THREW'], // biome-ignore format: one case a line
    ['a port the node does not have', decides('test.bad', (step) => step.leave('nowhere')), 'PORT_UNKNOWN'],
    ['a wait for nothing', decides('test.bad', (step) => step.wait({ until: null, then: 'next' })), 'WAIT_FOR_NOTHING'],
    [
      'a wait for an event that neither the drawing nor the type names',
      decides('test.bad', (step) =>
        step.wait({ until: null, then: 'next', awaits: [{ event: 'Hidden', port: 'next', since: 0 }] }),
      ),
      'WAIT_FOR_UNNAMED',
    ],
    [
      'a wait until no instant',
      decides('test.bad', (step) => step.wait({ until: Number.NaN, then: 'next' })),
      'WAIT_FOR_NO_INSTANT',
    ],
  ]
  test.each(failing)('%s', (_what, bad, code) => {
    const flow = compiled([starts(), bad], {
      nodes: { start: ['test.start', {}], a: ['test.bad', {}] },
      edges: ['start:started>a'],
    })
    const enrollment = standingAt(flow, 'a')
    const effects = walk(enrollment)
    expect(enrollment).toMatchObject({ state: 'failed', node: 'a', nextAt: null, ended: null, because: { code } })
    expect([...effects.nodeCounts.values()]).toMatchObject([{ node: 'a', inside: 0, failed: 1 }])
  })
})

describe('bounds', () => {
  const circle = () =>
    compiled([starts(), passes], {
      nodes: { start: ['test.start', {}], a: ['test.pass', {}], b: ['test.pass', {}] },
      edges: ['start:started>a', 'a:next>b', 'b:next>a'],
    })

  test('an enrollment takes so many steps of a trip and goes on, urgently, in the next', () => {
    const enrollment = standingAt(circle(), 'a')
    walk(enrollment)
    expect(enrollment.steps).toHaveLength(limits.stepsPerTrip)
    expect(enrollment).toMatchObject({ state: 'active', urgency: 0, nextAt: NOON, thenPort: null })
  })

  test('a journey that goes in circles for ever is stopped where a person can see it', () => {
    const enrollment = standingAt(circle(), 'a', { visit: limits.visitsPerEnrollment + 1 })
    walk(enrollment)
    expect(enrollment).toMatchObject({ state: 'failed', because: { code: 'TOO_MANY_VISITS' } })
  })
})

describe('messages and acts', () => {
  const drawn = (edges: string[]) =>
    compiled([starts(), sends('test.mail'), rests, acts('test.act')], {
      nodes: { start: ['test.start', {}], mail: ['test.mail', {}], rest: ['test.rest', {}], act: ['test.act', {}] },
      edges: ['start:started>mail', 'mail:sent>rest', 'rest:next>act', ...edges],
    })

  test('a message nobody asks about again is written and left behind at once', () => {
    const enrollment = standingAt(drawn([]), 'mail')
    const effects = walk(enrollment)
    expect(effects.messages).toMatchObject([
      { visit: 1, node: 'mail', channel: 'email', awaited: false, expiresAt: NOON + 86_400_000 },
    ])
    expect(enrollment.node).toBe('rest')
  })

  test('a message whose refusal is drawn holds the journey until its fate is known', () => {
    const enrollment = standingAt(drawn(['mail:notSent>act']), 'mail')
    const effects = walk(enrollment)
    expect(effects.messages).toMatchObject([{ awaited: true }])
    expect(enrollment).toMatchObject({ state: 'acting', node: 'mail', nextAt: null })
  })

  test('a node that does I/O is left to the act loop, ready at once', () => {
    const enrollment = standingAt(drawn([]), 'act')
    walk(enrollment)
    expect(enrollment).toMatchObject({ state: 'acting', node: 'act', nextAt: NOON })
  })
})

test('what a step sets on the contact is seen by the next step of the same trip, and told once', () => {
  const set = decides('test.set', (step) =>
    step.leave('next', {
      intents: [
        { do: 'setField', field: 'a.b', value: 1 },
        { do: 'addTag', tag: 'x' },
      ],
    }),
  )
  const seen: unknown[] = []
  const look = decides('test.look', (step) => {
    seen.push(step.contact.attributes, [...step.contact.tags])
    return step.leave('next')
  })
  const flow = compiled([starts(), set, look], {
    nodes: { start: ['test.start', {}], a: ['test.set', {}], b: ['test.look', {}] },
    edges: ['start:started>a', 'a:next>b'],
  })
  const contact = somebody({ attributes: { a: { c: 2 } }, tags: new Set(['x']) })
  const effects = walk(standingAt(flow, 'a', { contact }))
  expect(seen).toEqual([{ a: { c: 2, b: 1 } }, ['x']])
  // The tag was there already: only the field has changed.
  expect(effects.systemEvents.map(({ name }) => name)).toEqual(['Field Changed'])
})
