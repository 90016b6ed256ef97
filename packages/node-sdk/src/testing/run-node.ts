import { assert, type JsonObject } from '@snodo/base'
import { isSettled, makeActBatch } from '../batch.ts'
import type { ActOutcome, ActTools, NodeType, OutboundHttp, Outcome } from '../node-type.ts'
import { makeDecideStep } from '../step.ts'
import { DEFAULT_NOW, type Given, type GivenAnswer, type GivenContact } from './given.ts'
import { GivenWorld } from './given-world.ts'

export type NodeAnswer = Outcome | ActOutcome

/** What `runNode` is given: contacts by a name of the test's choosing, and the world they share. */
export type NodeRun = {
  config: JsonObject
  contacts?: Record<string, GivenContact>
  /** Everything but the contact; the same for all. */
  given?: Omit<Given, 'contact'>
  /** Stands in for `given.now`. */
  clock?: { now(): number }
  /** The other side of an act; without it, `given.http` answers. */
  http?: OutboundHttp
  fill?: (template: string, contact: string) => string
}

/**
 * Lets contacts walk through one node, as the engine would: a decide node for one after the other, an act node for all of them in
 * one batch. Answers by contact name; without contacts there is one, called `someone`.
 */
export async function runNode(node: NodeType, run: NodeRun): Promise<Record<string, NodeAnswer>> {
  const worlds = new Map<string, GivenWorld>()
  for (const [name, contact] of Object.entries(run.contacts ?? { someone: {} })) {
    worlds.set(name, new GivenWorld(node, { ...run.given, ...nowOf(run), contact }, name))
  }
  return runIn(node, run.config, worlds, run)
}

/** As `runNode`, in worlds already made. */
export async function runIn(
  node: NodeType,
  config: JsonObject,
  worlds: ReadonlyMap<string, GivenWorld>,
  { http, given, fill }: Pick<NodeRun, 'http' | 'given' | 'fill'>,
): Promise<Record<string, NodeAnswer>> {
  const keyOf = (name: string) => `${name}:1`
  const answers: Record<string, NodeAnswer> = {}
  assert(node.kind !== 'start', () => `${node.type} is a start: call its starts(config).`)
  if (node.kind === 'decide') {
    // The schema has been checked against this config; the node's own type of it is not known here.
    for (const [name, world] of worlds)
      answers[name] = node.decide(makeDecideStep(world.values(config, keyOf(name)), world) as never)
    return answers
  }
  const batch = makeActBatch({
    config,
    steps: [...worlds].map(([name, world]) => ({ ...world.values(config, keyOf(name)), attempt: given?.attempt ?? 1 })),
    fill(template, step) {
      const name = step.key.slice(0, -':1'.length)
      return fill ? fill(template, name) : worlds.get(name)!.fill(template)
    },
  })
  const tools: ActTools = { http: http ?? answeringHttp(given?.http ?? []), signal: new AbortController().signal }
  const settled = await node.act(batch as never, tools)
  assert(isSettled(settled), () => `${node.type} must return what batch.settle(…) gives.`)
  for (const name of worlds.keys()) answers[name] = settled.settled.get(keyOf(name))!
  return answers
}

/** Another side that answers as told, in order, the last answer again and again; it keeps the requests it was sent. */
export function answeringHttp(
  answers: readonly GivenAnswer[],
): OutboundHttp & { requests: Parameters<OutboundHttp['request']>[0][] } {
  const requests: Parameters<OutboundHttp['request']>[0][] = []
  return {
    requests,
    async request(request) {
      const answer = answers[Math.min(requests.length, answers.length - 1)]
      requests.push(request)
      if (!answer) throw new Error('nobody answers: say what the other side does, e.g. http: [{ status: 200 }]')
      if ('breaks' in answer) throw new Error(answer.breaks)
      return { status: answer.status, headers: answer.headers ?? {}, body: answer.body ?? '' }
    },
  }
}

function nowOf({ clock, given }: NodeRun): { now: string } {
  return { now: clock ? new Date(clock.now()).toISOString() : (given?.now ?? DEFAULT_NOW) }
}
