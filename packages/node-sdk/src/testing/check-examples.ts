import { asError, canonicalJson, type JsonObject } from '@snodo/base'
import { type NodeExample, portsOf } from '@snodo/flow'
import type { NodeType } from '../node-type.ts'
import { schemaProblems } from './config-schema.ts'
import { agrees, describeAnswer, describeStarts, portsReached } from './describe-answer.ts'
import type { Given } from './given.ts'
import { answeringHttp, type NodeAnswer, runNode } from './run-node.ts'

/** Every example passes the schema and holds, says the same when run again, and between them they reach every port. */
export async function checkExamples(node: NodeType): Promise<string[]> {
  const problems: string[] = []
  const reached = new Set<string>()
  for (const example of node.manifest.examples) {
    const said = `The example "${example.say.en}"`
    problems.push(
      ...schemaProblems(node.manifest.config, example.config).problems.map(
        ({ say }) => `${said} does not pass the schema: ${say}`,
      ),
    )
    try {
      const found = node.kind === 'start' ? describeStart(node, example) : await walk(node, example, reached, problems)
      if (!agrees(example.expect, found))
        problems.push(`${said} expects ${canonicalJson(example.expect)}, the node said ${canonicalJson(found)}.`)
    } catch (thrown) {
      problems.push(`${said} throws: ${asError(thrown).message}`)
    }
  }
  if (node.kind !== 'start') {
    for (const port of unreached(node, reached)) problems.push(`No example reaches the port "${port}".`)
  }
  return problems
}

export function givenOf(example: NodeExample): Given {
  // Examples are data, so their world is typed loosely in the manifest; what it means is said in given.ts.
  return (example.given ?? {}) as Given
}

async function runExample(node: NodeType, example: NodeExample): Promise<{ answer: NodeAnswer; requests: string }> {
  const { contact, ...given } = givenOf(example)
  const http = answeringHttp(given.http ?? [])
  const answers = await runNode(node, { config: example.config, contacts: { someone: contact ?? {} }, given, http })
  return { answer: answers.someone!, requests: canonicalJson(http.requests) }
}

async function walk(node: NodeType, example: NodeExample, reached: Set<string>, problems: string[]): Promise<JsonObject> {
  const said = `The example "${example.say.en}"`
  const { answer, requests } = await runExample(node, example)
  const known = new Set(portsOf({ config: example.config }, node.manifest).map(({ id }) => id))
  for (const port of portsReached(answer)) {
    reached.add(port)
    // A failure has a port only where the type gives it one.
    if (!known.has(port) && answer.to !== 'fail') problems.push(`${said} leaves by "${port}", which is no port.`)
  }
  for (const event of unnamedEvents(node, example, answer))
    problems.push(
      `${said} waits for the event "${event}", which neither its config nor its type names: only events that a drawing names are told to it. Take it from the config, or name it in traits: { awaits: ['${event}'] }.`,
    )
  const found = describeAnswer(answer)
  const again = await runExample(node, example)
  if (canonicalJson(describeAnswer(again.answer)) !== canonicalJson(found))
    problems.push(`${said} says something else when it is run again with the same key.`)
  // The other side can only tell a repetition by its being the same.
  if (again.requests !== requests) problems.push(`${said} sends something else when it is run again with the same key.`)
  return found
}

function unnamedEvents(node: NodeType, example: NodeExample, answer: NodeAnswer): string[] {
  if (answer.to !== 'wait') return []
  const config = canonicalJson(example.config)
  return answer.awaits
    .flatMap((awaited) => ('event' in awaited ? [awaited.event] : []))
    .filter((event) => !config.includes(JSON.stringify(event)) && node.manifest.traits.awaits?.includes(event) !== true)
}

function describeStart(node: NodeType & { kind: 'start' }, example: NodeExample): JsonObject {
  return describeStarts(node.starts(example.config as never))
}

function unreached({ manifest }: NodeType, reached: ReadonlySet<string>): string[] {
  const ports = new Set(Object.keys(manifest.ports))
  for (const { config } of manifest.examples) for (const { id } of portsOf({ config }, manifest)) ports.add(id)
  return [...ports].filter((port) => !reached.has(port))
}
