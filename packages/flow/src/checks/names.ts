import type { Predicate } from '@snodo/audience'
import { isZone } from '@snodo/base'
import { fieldsIn, isObject, predicatesIn } from '../annotations.ts'
import type { Finding } from '../finding.ts'
import { type FlowCheck, type KnownNode, knownNodes, type NodeCheck } from './checking.ts'

/** Things named that live elsewhere: lists, purposes and other flows, and with each block alone its time zones. */
export const checkNames: FlowCheck = ({ graph, options }) => {
  const nodes = knownNodes(graph)
  // What a block of this flow puts people on comes into being by it.
  const lists = options.lists && new Set([...options.lists, ...nodes.flatMap(listsJoined)])
  const purposes = options.purposes && new Set([...STANDARD_PURPOSES, ...options.purposes])
  const flows = options.flows && new Set(options.flows)
  return nodes.flatMap((node) => [
    ...(lists === undefined ? [] : unknownLists(node, lists)),
    ...(purposes === undefined ? [] : unknownPurposes(node, purposes)),
    ...(flows === undefined ? [] : unknownFlows(node, flows)),
    ...(options.contents === undefined ? [] : unknownContents(node, options.contents)),
  ])
}

export const checkZones: NodeCheck = (node) => {
  return fieldsIn(node.manifest, node.node.config).flatMap(({ path, schema, value }) =>
    schema['x-widget'] === 'zone' && typeof value === 'string' && value !== '' && !isZone(value)
      ? [{ ...unknownZone(value), node: node.id, path }]
      : [],
  )
}

export function unknownZone(zone: string): Finding {
  return {
    code: 'ZONE_UNKNOWN',
    severity: 'error',
    message: { en: `There is no time zone “${zone}”.`, it: `Non esiste un fuso orario “${zone}”.` },
    consequence: {
      en: 'Times of day could not be told; the flow cannot be published like this.',
      it: 'Le ore del giorno non si potrebbero stabilire; così il flusso non si può pubblicare.',
    },
  }
}

/** A list that nobody has made: joining it makes it, but waiting for it or asking for it may be a slip of spelling. */
function unknownLists(node: KnownNode, lists: Set<string>): Finding[] {
  const asked: { path: string; list: string }[] = []
  for (const { path, schema, value } of fieldsIn(node.manifest, node.node.config)) {
    if (schema['x-widget'] === 'list' && typeof value === 'string') asked.push({ path, list: value })
  }
  for (const { path, predicate } of predicatesIn(node.manifest, node.node.config))
    asked.push(...listsInPredicate(predicate, path))
  return asked
    .filter(({ list }) => list !== '' && !lists.has(list))
    .map(({ path, list }) => ({
      code: 'LIST_UNKNOWN',
      severity: 'warning',
      node: node.id,
      path,
      message: { en: `There is no list “${list}” yet.`, it: `Non esiste ancora una lista “${list}”.` },
      consequence: { en: 'Until somebody joins it, nobody is on it.', it: 'Finché nessuno vi entra, nessuno ne fa parte.' },
    }))
}

function listsJoined(node: KnownNode): string[] {
  return fieldsIn(node.manifest, node.node.config).flatMap(({ schema, value }) =>
    schema['x-widget'] === 'lists' && Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [],
  )
}

const STANDARD_PURPOSES = ['marketing', 'transactional']

/** A purpose of one's own is fine, and a slip of spelling looks just like it: nobody has consented to that. */
function unknownPurposes(node: KnownNode, purposes: Set<string>): Finding[] {
  return fieldsIn(node.manifest, node.node.config).flatMap(({ path, schema, value }): Finding[] => {
    if (schema['x-widget'] !== 'purpose' || typeof value !== 'string' || value === '' || purposes.has(value)) return []
    const meant = value.toLowerCase().startsWith('trans') ? 'transactional' : 'marketing'
    return [
      {
        code: 'PURPOSE_UNKNOWN',
        severity: 'warning',
        node: node.id,
        path,
        message: {
          en: `The purpose “${value}” is not known here: there are ${[...purposes].join(', ')}.`,
          it: `La finalità “${value}” qui non è nota: ci sono ${[...purposes].join(', ')}.`,
        },
        consequence: {
          en: 'The message goes only to those who consent to exactly this purpose.',
          it: 'Il messaggio parte solo per chi dà il consenso proprio a questa finalità.',
        },
        fix: {
          label: { en: `Use ${meant}`, it: `Usa ${meant}` },
          edits: [{ do: 'setConfig', id: node.id, path, value: meant }],
        },
      },
    ]
  })
}

/** Nobody can be let into a flow that is not there, and nothing would ever tell of it. */
function unknownFlows(node: KnownNode, flows: Set<string>): Finding[] {
  return fieldsIn(node.manifest, node.node.config)
    .filter(
      ({ schema, value }) => schema['x-widget'] === 'flow' && typeof value === 'string' && value !== '' && !flows.has(value),
    )
    .map(({ path, value }) => ({
      code: 'FLOW_REFERENCE_UNKNOWN',
      severity: 'error',
      node: node.id,
      path,
      message: { en: `There is no flow “${value}”.`, it: `Non esiste un flusso “${value}”.` },
      consequence: {
        en: 'Nobody would enter it; the flow cannot be published like this.',
        it: 'Non vi entrerebbe nessuno; così il flusso non si può pubblicare.',
      },
    }))
}

/** A message that names what is not there, or what is for another channel, would go out empty. */
function unknownContents({ id, node, manifest }: KnownNode, contents: ReadonlyMap<string, string>): Finding[] {
  const { sends } = manifest.traits
  const { content } = node.config
  const template = isObject(content) ? content.template : undefined
  if (!sends || typeof template !== 'string' || template === '' || contents.get(template) === sends) return []
  const other = contents.has(template)
  return [
    {
      code: 'CONTENT_REFERENCE_UNKNOWN',
      severity: 'error',
      node: id,
      path: '/content/template',
      message: other
        ? { en: 'The content chosen is for another channel.', it: 'Il contenuto scelto è per un altro canale.' }
        : {
            en: 'The content chosen is not there, or was never published.',
            it: 'Il contenuto scelto non c’è, o non è mai stato pubblicato.',
          },
      consequence: {
        en: 'There would be nothing to send; the flow cannot be published like this.',
        it: 'Non ci sarebbe nulla da inviare; così il flusso non si può pubblicare.',
      },
    },
  ]
}

function listsInPredicate(predicate: Predicate, path: string): { path: string; list: string }[] {
  if (predicate?.type === 'list')
    return typeof predicate.list !== 'string' ? [] : [{ path: `${path}/list`, list: predicate.list }]
  if (predicate?.type === 'not') return listsInPredicate(predicate.of, `${path}/of`)
  if ((predicate?.type === 'all' || predicate?.type === 'any') && Array.isArray(predicate.of))
    return predicate.of.flatMap((part, i) => listsInPredicate(part, `${path}/of/${i}`))
  return []
}
