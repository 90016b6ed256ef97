import { asError, assert } from '@snodo/base'
import type { ActBatch, ActOutcome, ActStep, Effects, Settled, StepContact, StepView } from './node-type.ts'

/** The plain part of an act's step, as the engine, the dry run or a test lays it out. */
export type ActStepValues<Config> = Omit<StepView<Config>, 'fill'> & { attempt: number }

/** Fills the Liquid fields of a text in for one step; throws a coded fault on a broken template. */
export type FillTemplate<Config> = (template: string, step: ActStepValues<Config>) => string

/** A batch of steps at one node. Whatever `act` does, each step gets exactly one answer, and only through `settle`. */
export function makeActBatch<Config>(batch: {
  config: Config
  steps: readonly ActStepValues<Config>[]
  fill: FillTemplate<Config>
}): ActBatch<Config> {
  const steps = batch.steps.map((step) => new BatchStep(step, batch.fill))
  assert(new Set(steps.map((step) => step.key)).size === steps.length, 'two steps of a batch have the same key')
  return {
    config: batch.config,
    steps,
    settle(answer) {
      const settled = new Map<string, ActOutcome>()
      for (const step of steps) settled.set(step.key, answerFor(step, answer))
      const made: Settled = { settled }
      GENUINE.add(made)
      return made
    },
  }
}

/** True for what `settle` made. An answer put together by hand could forget a contact, so nothing else is accepted. */
export function isSettled(value: unknown): value is Settled {
  return typeof value === 'object' && value !== null && GENUINE.has(value)
}

const GENUINE = new WeakSet<object>()

function answerFor<Config>(step: ActStep<Config>, answer: (step: ActStep<Config>) => ActOutcome): ActOutcome {
  try {
    const outcome: unknown = answer(step)
    if (outcome instanceof Promise)
      return { to: 'fail', because: 'settle was given an async function: do the work before settle, answer from its results.' }
    if (!isOutcome(outcome))
      return { to: 'fail', because: 'The node gave no answer: return step.leave(…), step.retry(…) or step.fail(…).' }
    return outcome
  } catch (thrown) {
    // A throw fails its contact alone; the journal keeps the sentence.
    return { to: 'fail', because: asError(thrown).message }
  }
}

function isOutcome(value: unknown): value is ActOutcome {
  return (
    typeof value === 'object' &&
    value !== null &&
    'to' in value &&
    (value.to === 'leave' || value.to === 'retry' || value.to === 'fail')
  )
}

class BatchStep<Config> implements ActStep<Config> {
  readonly key: string
  readonly node: string
  readonly visit: number
  readonly config: Config
  readonly contact: StepContact
  readonly entry: StepView<Config>['entry']
  readonly vars: StepView<Config>['vars']
  readonly attempt: number
  readonly #values: ActStepValues<Config>
  readonly #fill: FillTemplate<Config>

  constructor(values: ActStepValues<Config>, fill: FillTemplate<Config>) {
    this.key = values.key
    this.node = values.node
    this.visit = values.visit
    this.config = values.config
    this.contact = values.contact
    this.entry = values.entry
    this.vars = values.vars
    this.attempt = values.attempt
    this.#values = values
    this.#fill = fill
  }

  fill(template: string): string {
    return this.#fill(template, this.#values)
  }
  leave(port: string, effects?: Effects): ActOutcome {
    return { to: 'leave', port, intents: effects?.intents ?? [], set: effects?.set ?? null, because: effects?.because ?? null }
  }
  retry(because: string, afterMs?: number): ActOutcome {
    return { to: 'retry', afterMs: afterMs ?? null, because }
  }
  fail(because: string): ActOutcome {
    return { to: 'fail', because }
  }
}
