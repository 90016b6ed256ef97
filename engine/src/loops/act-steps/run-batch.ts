import { asError, durationMs, type JsonObject, safeJson } from '@snodo/base'
import { type ActNode, type ActOutcome, type ActStepValues, isSettled, makeActBatch, type OutboundHttp } from '@snodo/node-sdk'
import { renderTemplate } from '@snodo/templates'
import { templateScope } from '../../rules/sending/template-scope.ts'

export type ActWork = {
  node: ActNode
  config: JsonObject
  steps: ActStepValues<JsonObject>[]
  http: OutboundHttp
  language: 'en' | 'it'
  zone: string
  now: number
}

/**
 * Calls a node for a batch and gives an outcome for each of its steps, whatever the node does: what it throws, how long it takes
 * and what nonsense it answers is told as the outcome of those it concerns.
 */
export async function runBatch(work: ActWork): Promise<Map<string, ActOutcome>> {
  const timeoutMs = durationMs(work.node.limits.timeout)
  const stop = new AbortController()
  const batch = makeActBatch({ config: work.config, steps: work.steps, fill: (template, step) => fill(template, step, work) })
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), timeoutMs)
  })
  try {
    // An async function, so that a node that throws before its first await is caught as well.
    const asked = (async () => work.node.act(batch as never, { http: work.http, signal: stop.signal }))() // config was checked against this very type at publish
    const answer = await Promise.race([asked, timeUp])
    if (answer === 'late') {
      // Whatever comes after its time is of no interest any more, not even a failure.
      asked.catch(() => undefined)
      return all(work, { to: 'retry', afterMs: null, because: `The node did not answer within ${timeoutMs / 1000} s.` })
    }
    if (!isSettled(answer)) return all(work, { to: 'fail', because: 'The node did not return what batch.settle gave it.' })
    return new Map(work.steps.map((step) => [step.key, storable(answer.settled.get(step.key))]))
  } catch (thrown) {
    return all(work, { to: 'retry', afterMs: null, because: asError(thrown).message.slice(0, 500) })
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}

function all(work: ActWork, outcome: ActOutcome): Map<string, ActOutcome> {
  return new Map(work.steps.map((step) => [step.key, outcome]))
}

/** An answer that cannot be stored fails its own contact instead of the statement of all. */
function storable(outcome: ActOutcome | undefined): ActOutcome {
  if (outcome === undefined) return { to: 'fail', because: 'The node gave no answer for this contact.' }
  try {
    return safeJson(outcome).value as unknown as ActOutcome // the same value without what jsonb refuses
  } catch (thrown) {
    return { to: 'fail', because: `The node's answer cannot be stored: ${asError(thrown).message}` }
  }
}

function fill(template: string, step: ActStepValues<JsonObject>, work: ActWork): string {
  const { contact, entry, vars } = step
  const scope = templateScope(
    {
      id: contact.id,
      user_id: contact.userId,
      email: contact.email,
      phone: contact.phone,
      attributes: contact.attributes,
      tags: [...contact.tags],
      scores: contact.scores,
    },
    { entry: { ...entry, properties: entry.properties as JsonObject }, vars: vars as JsonObject },
    null,
  )
  return renderTemplate(template, scope, { escape: 'none', zone: work.zone, language: work.language, now: work.now })
}
