import { asError, canonicalJson } from '@snodo/base'
import type { NodeExample } from '@snodo/flow'
import type { NodeType } from '../node-type.ts'
import { givenOf } from './check-examples.ts'
import { describeAnswer } from './describe-answer.ts'
import { GivenWorld } from './given-world.ts'
import { answeringHttp, runIn } from './run-node.ts'

const NAMES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven']

/** A contact's answer depends on nobody else: not on who shares its batch, how large it is, or that somebody in it is broken. */
export async function checkBatch(node: NodeType): Promise<string[]> {
  if (node.kind === 'start') return []
  const problems: string[] = []
  for (const example of node.manifest.examples) {
    const said = `In the example "${example.say.en}"`
    try {
      const whole = await answersOf(node, example, [NAMES])
      const split = await answersOf(node, example, [NAMES.slice(0, 1), NAMES.slice(1, 4), NAMES.slice(4)])
      if (canonicalJson(whole) !== canonicalJson(split)) problems.push(`${said}, splitting the batch changes the outcome.`)
      if (node.kind === 'act') problems.push(...(await checkPoison(node, example, said, whole)))
    } catch (thrown) {
      problems.push(`${said}, a batch throws: ${asError(thrown).message}`)
    }
  }
  return problems
}

async function checkPoison(
  node: NodeType,
  example: NodeExample,
  said: string,
  whole: Record<string, unknown>,
): Promise<string[]> {
  const poisoned = await answersOf(node, example, [NAMES], 'three')
  return NAMES.filter((name) => name !== 'three' && canonicalJson(poisoned[name]!) !== canonicalJson(whole[name]!)).map(
    (name) => `${said}, a contact that cannot be read changes the outcome of another ("${name}"): only its own may fail.`,
  )
}

async function answersOf(
  node: NodeType,
  example: NodeExample,
  batches: string[][],
  poison?: string,
): Promise<Record<string, object>> {
  const given = givenOf(example)
  const found: Record<string, object> = {}
  for (const names of batches) {
    const worlds = new Map(
      names.map((name) => [name, name === poison ? new PoisonedWorld(node, given, name) : new GivenWorld(node, given, name)]),
    )
    // The first answer for everyone: which request comes first within a batch is not the contract's business.
    const http = answeringHttp((given.http ?? []).slice(0, 1))
    const answers = await runIn(node, example.config, worlds, { http, given })
    for (const [name, answer] of Object.entries(answers)) found[name] = describeAnswer(answer)
  }
  return found
}

/** A contact whose every fact and text is broken. */
class PoisonedWorld extends GivenWorld {
  override values(...args: Parameters<GivenWorld['values']>): ReturnType<GivenWorld['values']> {
    const refuse = () => {
      throw new Error('this contact is poisoned')
    }
    return {
      ...super.values(...args),
      contact: new Proxy({ id: 'three' } as never, { get: (_, member) => (member === 'id' ? 'three' : refuse()) }),
    }
  }
  override fill(): string {
    throw new Error('this contact is poisoned')
  }
}
