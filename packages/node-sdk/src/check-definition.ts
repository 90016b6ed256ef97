import { isDuration, LANGUAGES, type Words } from '@snodo/base'
import type { Manifest, NodeCategory } from '@snodo/flow'
import { summaryFields } from '@snodo/flow'
import { IsObject, type TObject } from 'typebox'
import { FACTS } from './facts.ts'
import type { NodeDefinition } from './node-definition.ts'
import { nodeFaults } from './node-faults.ts'

/** Longest an act may take for a batch, and the most steps in one: beyond these a single slow node would hold a worker. */
const MOST_STEPS = 1000

const CATEGORIES: Record<NodeCategory, true> = {
  start: true,
  timing: true,
  decision: true,
  message: true,
  contact: true,
  end: true,
}

/** Throws NODE_DEFINITION_BROKEN at the first thing wrong; answers the kind. */
export function checkDefinition(definition: NodeDefinition<TObject>): Manifest['kind'] {
  const refuse = (problem: string, mend: string) =>
    nodeFaults.NODE_DEFINITION_BROKEN({ type: String(definition.type ?? 'without a name'), problem, mend })
  const words = (what: string, text: Words | undefined) => {
    for (const language of LANGUAGES) {
      if (typeof text?.[language] !== 'string' || text[language].trim() === '')
        throw refuse(`${what} has no text in "${language}".`, `Give it as { en: '…', it: '…' }.`)
    }
  }

  if (!/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/.test(definition.type ?? ''))
    throw refuse(
      'the type name is not of the form "prefix.verb-noun".',
      'Use lower case with a prefix of your own, e.g. "acme.score-company".',
    )
  if (!Number.isInteger(definition.version) || definition.version < 1)
    throw refuse(`version is ${JSON.stringify(definition.version)}.`, 'Versions are whole numbers from 1.')
  words('title', definition.title)
  words('description', definition.description)
  words('summary', definition.summary)
  if (!Object.hasOwn(CATEGORIES, definition.category))
    throw refuse(
      `the category ${JSON.stringify(definition.category)} is unknown.`,
      `Use one of ${Object.keys(CATEGORIES).join(', ')}.`,
    )
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(definition.icon ?? ''))
    throw refuse(
      `the icon ${JSON.stringify(definition.icon)} is not a glyph name.`,
      'Use a Tabler name in kebab-case, e.g. "clock-hour-3".',
    )

  checkConfig(definition, refuse, words)
  checkPorts(definition, refuse, words)
  for (const language of LANGUAGES) checkSummary(definition.summary[language], definition.config, refuse)
  for (const fact of definition.needs ?? []) {
    if (!(FACTS as readonly string[]).includes(fact))
      throw refuse(`needs the unknown fact "${fact}".`, `Known facts: ${FACTS.join(', ')}.`)
  }
  if (!Array.isArray(definition.examples) || definition.examples.length === 0)
    throw refuse('it has no examples.', 'Give at least one example for each port: { say, config, given, expect }.')
  for (const [index, example] of definition.examples.entries()) words(`"say" of example ${index + 1}`, example.say)
  for (let old = 1; old < definition.version; old++) {
    if (typeof definition.upgrades?.[old] !== 'function')
      throw refuse(
        `version ${definition.version} cannot open configs of version ${old}.`,
        `Add upgrades[${old}], from version ${old} to ${old + 1}.`,
      )
  }
  return kindOf(definition, refuse)
}

type Refuse = (problem: string, mend: string) => Error
type CheckWords = (what: string, text: Words | undefined) => void

function checkConfig({ config }: NodeDefinition<TObject>, refuse: Refuse, words: CheckWords): void {
  if (!IsObject(config))
    throw refuse('config is not an object schema.', 'Make it with Type.Object({ … }) of typebox and the field builders.')
  for (const [name, field] of Object.entries(config.properties)) {
    const annotations = field as { 'x-title'?: Words; 'x-widget'?: string }
    words(`config field "${name}"`, annotations['x-title'])
    if (!annotations['x-widget'])
      throw refuse(`config field "${name}" names no widget.`, 'Make it with a field builder such as TextField or DurationField.')
  }
}

function checkPorts({ ports, portsFrom, traits, config }: NodeDefinition<TObject>, refuse: Refuse, words: CheckWords): void {
  for (const [name, text] of Object.entries(ports ?? {})) {
    if (!/^[a-z][A-Za-z0-9]*$/.test(name))
      throw refuse(`the port name "${name}" is not a plain word.`, 'Use camelCase, e.g. "notFound".')
    words(`port "${name}"`, text)
  }
  const list = portsFrom && (config.properties[portsFrom.path] as { type?: string } | undefined)
  if (portsFrom && list?.type !== 'array')
    throw refuse(
      `portsFrom points at "${portsFrom.path}", which is not an array of config.`,
      'Name an array field such as one made with BranchesField.',
    )
  const none = Object.keys(ports ?? {}).length === 0 && !portsFrom
  if (none && !traits?.ends)
    throw refuse('it has no ports.', 'Name at least one port, or set traits: { ends: true } if journeys end here.')
  for (const port of traits?.optionalPorts ?? []) {
    if (!ports[port])
      throw refuse(`optionalPorts names "${port}", which is no port.`, `Ports are: ${Object.keys(ports).join(', ')}.`)
  }
}

function checkSummary(summary: string, config: TObject, refuse: Refuse): void {
  for (const path of summaryFields(summary)) {
    const [head = ''] = path.split('.')
    if (!config.properties[head])
      throw refuse(
        `the summary speaks of {${path}}, which is no field of config.`,
        `Fields are: ${Object.keys(config.properties).join(', ')}.`,
      )
  }
}

function kindOf(definition: NodeDefinition<TObject>, refuse: Refuse): Manifest['kind'] {
  const deeds = (['starts', 'decide', 'act'] as const).filter((deed) => typeof definition[deed] === 'function')
  const [deed] = deeds
  if (!deed || deeds.length > 1)
    throw refuse(
      `it has ${deed ? `several deeds (${deeds.join(', ')})` : 'no deed'}.`,
      'Write exactly one of starts, decide and act; the three are never mixed.',
    )
  if (deed === 'starts') return 'start'
  if (deed === 'decide') return 'decide'
  const { batchSize, timeout } = definition.limits ?? { batchSize: 0, timeout: '' }
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > MOST_STEPS)
    throw refuse('limits.batchSize is missing or out of bounds.', `Give a whole number from 1 to ${MOST_STEPS}.`)
  if (!isDuration(timeout)) throw refuse('limits.timeout is no duration.', `Give an ISO 8601 duration such as 'PT20S'.`)
  return 'act'
}
