import type { Predicate } from '@snodo/audience'
import { isObject } from '../annotations.ts'
import type { FlowEdge } from '../document.ts'
import type { FlowGraph } from '../draw-graph.ts'
import type { Finding } from '../finding.ts'
import { reachable } from '../graph.ts'
import { portItems } from '../ports.ts'
import { called, type FlowCheck, type KnownNode, knownNodes, text } from './checking.ts'

/**
 * Where a yes is to be confirmed first (double opt-in), newcomers have not done so when they come: a marketing message that nothing on
 * the way waits for is refused for every one of them.
 */
export const checkNewcomers: FlowCheck = ({ graph, document, options }) => {
  const { doubleOptIn } = options
  if (doubleOptIn === undefined || !Object.values(doubleOptIn).includes(true)) return []
  const filter = document.settings.entryFilter?.when
  return knownNodes(graph).flatMap((start): Finding[] => {
    if (start.manifest.kind !== 'start' || start.node.off || start.node.config.event !== NEWCOMERS_EVENT) return []
    const refused = knownNodes(graph).find((node) => {
      const channel = node.manifest.traits.sends
      if (!channel || node.node.off || doubleOptIn[channel] !== true) return false
      const purpose = text(node.node.config, 'purpose') ?? 'marketing'
      if (purpose === 'transactional') return false
      const consent = `${channel}:${purpose}`
      if (filter !== undefined && impliedBy(filter).includes(consent)) return false
      const confirming = confirmingLines(graph, consent)
      return reachable(graph, [start.id], { skip: (edge) => confirming.has(edge) }).has(node.id)
    })
    return refused === undefined ? [] : [unconfirmed(start, called({ graph }, refused.id))]
  })
}

const NEWCOMERS_EVENT = 'Signed Up'
const CONFIRMED_EVENT = 'Consent Confirmed'

function unconfirmed({ id, node }: KnownNode, mail: { en: string; it: string }): Finding {
  return {
    code: 'NEWCOMERS_UNCONFIRMED',
    severity: 'warning',
    node: id,
    path: '/event',
    message: {
      en: `Newcomers come to “${mail.en}” before they have confirmed their consent.`,
      it: `I nuovi contatti arrivano a “${mail.it}” prima di aver confermato il consenso.`,
    },
    consequence: {
      en: 'Double opt-in is on: the message is not sent to them. Begin at “Consent confirmed”, or wait for it on the way.',
      it: 'Il doppio consenso è attivo: il messaggio non parte per loro. Comincia da «Consenso confermato», o aspettalo per strada.',
    },
    // What the start asks of the sign-up means nothing of a confirmation.
    ...(node.config.where === undefined
      ? {
          fix: {
            label: { en: 'Begin at “Consent confirmed”', it: 'Comincia da «Consenso confermato»' },
            edits: [{ do: 'setConfig' as const, id, path: '/event', value: CONFIRMED_EVENT }],
          },
        }
      : {}),
  }
}

/** Lines only those take who have the consent by then: out of a wait for it, or a branch that asks for it. */
function confirmingLines(graph: FlowGraph, consent: string): Set<FlowEdge> {
  const lines = new Set<FlowEdge>()
  for (const { node, manifest, walked } of knownNodes(graph)) {
    if (node.off) continue
    const { event, predicate } = node.config
    const awaited = event === CONFIRMED_EVENT || (isObject(predicate) && impliedBy(predicate as Predicate).includes(consent))
    const asking = manifest.portsFrom
      ? portItems(node.config, manifest.portsFrom.path).filter(
          ({ when }) => isObject(when) && impliedBy(when as unknown as Predicate).includes(consent),
        )
      : []
    const doors = new Set(asking.map((item) => String(item[manifest.portsFrom?.id ?? 'id'])))
    for (const edge of walked)
      if ((manifest.traits.waits === true && awaited && edge.port === 'happened') || doors.has(edge.port)) lines.add(edge)
  }
  return lines
}

/** Consents that are surely there where the predicate holds. Says less than it might, never more. */
function impliedBy(predicate: Predicate): string[] {
  if (predicate?.type === 'consent') return [`${predicate.channel}:${predicate.purpose}`]
  const parts = predicate?.type === 'all' || predicate?.type === 'any' ? predicate.of : []
  if (!Array.isArray(parts)) return []
  return predicate.type === 'all' || parts.length === 1 ? parts.flatMap(impliedBy) : []
}
