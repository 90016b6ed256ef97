import { createHash } from 'node:crypto'
import { canonicalJson, type Json, type JsonObject, LANGUAGES } from '@snodo/base'
import { portsOf, summarize, summaryFields } from '@snodo/flow'
import type { NodeType } from '../node-type.ts'
import { checkBatch } from './check-batch.ts'
import { checkExamples } from './check-examples.ts'
import { schemaProblems } from './config-schema.ts'

export type CheckOptions = {
  /** `schemaHash` of this version's config, pinned once the node is in use: a changed shape then needs a new version and an upgrade. */
  hash?: string
  /** A config of each old version, as it was once written. */
  oldConfigs?: Record<number, JsonObject>
}

/**
 * The contract every node type keeps, ours or a stranger's. Throws one error that lists every breach, each in a sentence.
 * What `defineNode` refuses at once (texts, names, kinds) is not repeated here.
 */
export async function checkNode(node: NodeType, options: CheckOptions = {}): Promise<void> {
  const problems = [
    ...checkManifest(node),
    ...checkSchema(node, options),
    ...checkSummaries(node),
    ...checkUpgrades(node, options),
    ...(await checkExamples(node)),
    ...(await checkBatch(node)),
  ]
  if (problems.length > 0) throw new Error(`${node.type} breaks the contract of nodes:\n- ${problems.join('\n- ')}`)
}

/** Of the shape alone: titles, helps and widgets may be bettered without a new version. */
export function schemaHash(node: NodeType): string {
  return createHash('sha256')
    .update(canonicalJson(shapeOf(node.manifest.config) as JsonObject))
    .digest('hex')
    .slice(0, 16)
}

function shapeOf(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(shapeOf)
  if (schema === null || typeof schema !== 'object') return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !key.startsWith('x-'))
      .map(([key, value]) => [key, shapeOf(value)]),
  )
}

function checkManifest({ manifest }: NodeType): string[] {
  const copy = JSON.parse(JSON.stringify(manifest)) as unknown as JsonObject
  return canonicalJson(copy) === canonicalJson(manifest)
    ? []
    : ['The manifest is not plain JSON: something in it is lost on the way over the wire.']
}

function checkSchema(node: NodeType, { hash }: CheckOptions): string[] {
  const { config, defaults, version } = node.manifest
  const found = schemaProblems(config, defaults)
  if (found.broken) return [`The config schema does not compile: ${found.broken}`]
  const problems = found.problems
    .filter((problem) => !problem.blank)
    .map(({ say }) => `The defaults do not pass their own schema: ${say}`)
  const now = schemaHash(node)
  if (hash !== undefined && now !== hash)
    problems.push(
      `The shape of config has hash ${now}, pinned for version ${version} is ${hash}. Raise the version, add upgrades[${version}], then pin the new hash.`,
    )
  return problems
}

function checkSummaries({ manifest }: NodeType): string[] {
  const problems: string[] = []
  for (const language of LANGUAGES) {
    for (const path of summaryFields(manifest.summary[language])) {
      if (!fieldExists(manifest.config, path))
        problems.push(`The ${language} summary speaks of {${path}}, which config does not have.`)
    }
    for (const { say, config } of manifest.examples) {
      const line = summarize(manifest, config, language)
      if (line === '' || /[{}[\]…]|undefined|\[object/.test(line.replaceAll(/\{\{.*?\}\}/g, '')))
        problems.push(`The ${language} summary of the example "${say[language]}" reads "${line}".`)
    }
  }
  return problems
}

function fieldExists(schema: JsonObject, path: string): boolean {
  let field: JsonObject | undefined = schema
  for (const key of path.split('.')) field = (field?.properties as Record<string, JsonObject> | undefined)?.[key]
  return field !== undefined
}

function checkUpgrades({ manifest, upgrades, version }: NodeType, { oldConfigs }: CheckOptions): string[] {
  const problems: string[] = []
  for (let old = 1; old < version; old++) {
    const written = oldConfigs?.[old]
    if (!written) {
      problems.push(`Version ${old} is not tried: give oldConfigs[${old}], a config as version ${old} wrote it.`)
      continue
    }
    let config = structuredClone(written)
    for (let from = old; from < version; from++) config = upgrades?.[from]?.(config) ?? config
    const { problems: left } = schemaProblems(manifest.config, config)
    problems.push(...left.map(({ say }) => `A config of version ${old} does not pass after its upgrades: ${say}`))
    const ports = Object.keys(portsOf({ config }, manifest))
    if (ports.length === 0 && !manifest.traits.ends) problems.push(`A config of version ${old} has no ports after its upgrades.`)
  }
  return problems
}
