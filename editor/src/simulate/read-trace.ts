import type { Json, JsonObject } from '@snodo/base'

/** The reply of a dry run, as it comes: instants in milliseconds or as ISO 8601. */
export type RawTrace = {
  entry: { outcome: string; because: RawBecause }
  steps: { at: number | string; journey: number; node: string; visit: number; port: string | null; because: RawBecause }[]
  messages: {
    at: number | string
    node: string
    visit: number
    channel: string
    purpose: string
    fate: string
    because: RawBecause
    rendered: JsonObject | null
  }[]
  end: { at: number | string; reason: string; because: RawBecause } | null
  rest: { node: string; since: number | string; until: number | string | null; state: string; because: RawBecause } | null
  cut?: boolean
}

export type RawBecause = { code: string; values?: JsonObject; say?: Json } | null

/** One visit, as the canvas shows it: when the contact came, when and by which branch it left, and why. */
export type TrialStep = {
  node: string
  cameAt: number
  leftAt: number | null
  port: string | null
  because: RawBecause
  message: { channel: string; fate: string; because: RawBecause; subject: string; html: string | null; text: string } | null
}

export type Trial = {
  outcome: string
  because: RawBecause
  steps: TrialStep[]
  end: { at: number; reason: string } | null
  /** Where it stands, and until when, if it has not ended. */
  rest: { node: string; until: number | null } | null
  cut: boolean
}

/** The first journey of a trace as a row of visits. A visit begins when the one before it ended; the last may still be under way. */
export function readTrace(raw: RawTrace, startedAt: number): Trial {
  const first = raw.steps
    .filter((step) => step.journey === 0)
    .filter((step, i, all) => !isArrival(step, all[i + 1]?.node ?? raw.rest?.node))
  const messageOf = new Map(raw.messages.map((message) => [`${message.node}:${message.visit}`, message]))
  const byNode = new Map(raw.messages.map((message) => [message.node, message]))
  let cameAt = startedAt
  const steps = first.map((step): TrialStep => {
    const leftAt = instant(step.at)
    const message = messageOf.get(`${step.node}:${step.visit}`) ?? byNode.get(step.node)
    const visit: TrialStep = {
      node: step.node,
      cameAt,
      leftAt,
      port: step.port,
      because: step.because,
      message: message ? sayMessage(message) : null,
    }
    cameAt = leftAt
    return visit
  })
  if (raw.rest) {
    const message = byNode.get(raw.rest.node)
    steps.push({
      node: raw.rest.node,
      cameAt: instant(raw.rest.since),
      leftAt: null,
      port: null,
      because: raw.rest.because,
      message: message ? sayMessage(message) : null,
    })
  }
  return {
    outcome: raw.entry.outcome,
    because: raw.entry.because,
    steps,
    end: raw.end ? { at: instant(raw.end.at), reason: raw.end.reason } : null,
    rest: raw.rest ? { node: raw.rest.node, until: raw.rest.until === null ? null : instant(raw.rest.until) } : null,
    cut: raw.cut === true,
  }
}

/** Coming to rest is noted too, and again on leaving: one visit, told by the leaving. */
function isArrival(step: RawTrace['steps'][number], next: string | undefined): boolean {
  return step.port === null && next === step.node
}

/** Between coming to a block and leaving it: an event added here happens while the contact stands there. */
export function momentInside(trial: Trial, position: number): number {
  const step = trial.steps[position]
  if (!step) return trial.end?.at ?? 0
  const until = step.leftAt ?? trial.rest?.until ?? null
  if (until === null || until <= step.cameAt) return step.cameAt
  return Math.floor((step.cameAt + until) / 2)
}

function sayMessage({ channel, fate, because, rendered }: RawTrace['messages'][number]): NonNullable<TrialStep['message']> {
  const text = (name: string) => (typeof rendered?.[name] === 'string' ? rendered[name] : '')
  return {
    channel,
    fate,
    because,
    subject: text('subject'),
    html: text('html') || (channel === 'email' ? text('body') : '') || null,
    text: text('text') || text('body'),
  }
}

function instant(at: number | string): number {
  return typeof at === 'number' ? at : Date.parse(at)
}
