import type { Reaction } from '@snodo/audience'
import type { Words } from '@snodo/base'
import { foundOnce, isObject, nodeReferencesIn, nodesInPredicate, predicatesIn, widgetsIn } from '../annotations.ts'
import type { NodeId } from '../document.ts'
import type { Finding } from '../finding.ts'
import { alwaysPasses, canComeAfter, entered, reachable } from '../graph.ts'
import { valuesGivenBefore } from '../template-fields.ts'
import { type Checking, called, type FlowCheck, type KnownNode, knownNodes } from './checking.ts'
import { checkReactions } from './reactions.ts'

/** Where a block speaks of another: does that one exist, does it come earlier, and was its message sent on that path? */
export const checkNodeReferences: FlowCheck = (checking) => {
  const inside = entered(checking.graph)
  const findings: Finding[] = []
  for (const node of knownNodes(checking.graph)) {
    const spoken = spokenOf(node.manifest, node.node.config)
    if (spoken !== OF_NO_OTHER) findings.push(...ofNode(checking, node, spoken, inside.has(node.id)))
  }
  return [...findings, ...ofSettings(checking), ...checkReactions(checking)]
}

type Reference = { path: string; node: NodeId; reaction: Reaction | null }

type Spoken = { references: Reference[]; coupons: { path: string; coupon: string }[] }

function ofNode(checking: Checking, node: KnownNode, { references, coupons }: Spoken, inside: boolean): Finding[] {
  return [
    ...references.flatMap((reference) => judge(checking, node, reference, inside)),
    ...coupons.flatMap((coupon) => couponAnchor(checking, node, coupon)),
  ]
}

/** What a block speaks of: most speak of no other. */
const spokenOf = foundOnce((manifest, config): Spoken => {
  const references: Reference[] = nodeReferencesIn(manifest, config).map((one) => ({ ...one, reaction: null }))
  for (const { path, predicate } of predicatesIn(manifest, config)) references.push(...nodesInPredicate(predicate, path))
  const coupons = widgetsIn(manifest, config, 'anchor').flatMap(({ path, value }) => {
    const coupon = isObject(value) ? value.coupon : undefined
    return typeof coupon === 'string' && coupon !== '' ? [{ path, coupon }] : []
  })
  return references.length + coupons.length === 0 ? OF_NO_OTHER : { references, coupons }
})

const OF_NO_OTHER: Spoken = { references: [], coupons: [] }

function judge(checking: Checking, node: KnownNode, { path, node: referred, reaction }: Reference, inside: boolean): Finding[] {
  const { graph } = checking
  const finding = (code: Finding['code'], severity: Finding['severity'], message: Words, consequence: Words): Finding[] => [
    { code, severity, node: node.id, path, message, consequence },
  ]
  if (!graph.nodes.has(referred)) return [{ ...unknown(path, referred), node: node.id }]
  const name = called(checking, referred)
  if (reaction) {
    const noMessage = notAMessage(checking, referred)
    if (noMessage) return finding('REACTION_OF_NO_MESSAGE', 'error', noMessage, NEVER_TRUE)
  }
  // Nothing can be said of the order on a path nobody walks.
  if (!inside) return []
  if (!canComeAfter(graph, referred, node.id)) {
    return finding(
      'NODE_REFERENCE_NOT_EARLIER',
      'error',
      { en: `“${name.en}” never comes before this block.`, it: `“${name.it}” non viene mai prima di questo blocco.` },
      reaction
        ? NEVER_TRUE
        : { en: 'The moment it speaks of will never have come.', it: 'Il momento di cui parla non sarà mai arrivato.' },
    )
  }
  if (reaction && reaction !== 'notSent' && onlyUnsent(checking, referred, node.id)) {
    return finding(
      'REACTION_OF_NO_MESSAGE',
      'warning',
      {
        en: `Contacts come here only when “${name.en}” was not sent.`,
        it: `I contatti arrivano qui solo quando “${name.it}” non è stato inviato.`,
      },
      { en: 'A message that was not sent has no reactions.', it: 'Un messaggio non inviato non ha reazioni.' },
    )
  }
  if (alwaysPasses(graph, referred, node.id)) return []
  return finding(
    'NODE_REFERENCE_SOMETIMES',
    'warning',
    {
      en: `Some contacts come here without having passed “${name.en}”.`,
      it: `Alcuni contatti arrivano qui senza essere passati da “${name.it}”.`,
    },
    reaction
      ? { en: 'For them the answer is always no.', it: 'Per loro la risposta è sempre no.' }
      : { en: 'For them that moment does not exist.', it: 'Per loro quel momento non esiste.' },
  )
}

const NEVER_TRUE: Words = { en: 'The answer would be no for everyone.', it: 'La risposta sarebbe no per tutti.' }

function unknown(path: string, referred: NodeId): Finding {
  return {
    code: 'NODE_REFERENCE_UNKNOWN',
    severity: 'error',
    path,
    message: {
      en: `There is no block “${referred}” in this flow any more.`,
      it: `In questo flusso non c’è più un blocco “${referred}”.`,
    },
    consequence: { en: 'What is asked of it can never be answered.', it: 'Ciò che gli si chiede non avrà mai risposta.' },
  }
}

function notAMessage(checking: Checking, id: NodeId): Words | null {
  const { node, manifest } = checking.graph.nodes.get(id)!
  const name = called(checking, id)
  if (manifest && !manifest.traits.sends) return { en: `“${name.en}” sends no message.`, it: `“${name.it}” non invia messaggi.` }
  if (node.off)
    return {
      en: `“${name.en}” is switched off: its message is never sent.`,
      it: `“${name.it}” è spento: il suo messaggio non parte mai.`,
    }
  return null
}

/** True when every way from the message to here begins at its port *not sent*. */
function onlyUnsent({ graph }: Checking, message: NodeId, here: NodeId): boolean {
  const out = graph.nodes.get(message)!.walked
  if (!out.some((edge) => edge.port === 'notSent')) return false
  const past = (port: (id: string) => boolean) =>
    reachable(
      graph,
      out.filter((edge) => port(edge.port)).map((edge) => edge.to),
      { without: message },
    )
  return past((port) => port === 'notSent').has(here) && !past((port) => port !== 'notSent').has(here)
}

/** A wait anchored at a coupon's expiry needs somebody to have given that coupon. */
function couponAnchor(checking: Checking, { id }: KnownNode, { path, coupon }: { path: string; coupon: string }): Finding[] {
  if (valuesGivenBefore(checking.graph, id).some(({ name }) => name === coupon)) return []
  return [
    {
      code: 'NODE_REFERENCE_NOT_EARLIER',
      severity: 'error',
      node: id,
      path: `${path}/coupon`,
      message: { en: `No earlier block gives a coupon “${coupon}”.`, it: `Nessun blocco precedente dà un buono “${coupon}”.` },
      consequence: {
        en: 'The moment it speaks of will never have come.',
        it: 'Il momento di cui parla non sarà mai arrivato.',
      },
    },
  ]
}

/** Exits and goals may speak of any node: they are judged wherever the contact is. */
function ofSettings(checking: Checking): Finding[] {
  const { exits, goal } = checking.document.settings
  const conditions = [
    ...(exits ?? []).map((exit, i) => ({ path: `/settings/exits/${i}/when/where`, where: exit.when.where })),
    ...(goal ? [{ path: '/settings/goal/when/where', where: goal.when.where }] : []),
  ]
  return conditions.flatMap(({ path, where }) => {
    if (!where) return []
    return nodesInPredicate(where, path).flatMap((reference): Finding[] => {
      if (!checking.graph.nodes.has(reference.node)) return [unknown(reference.path, reference.node)]
      const noMessage = reference.reaction ? notAMessage(checking, reference.node) : null
      return noMessage
        ? [
            {
              code: 'REACTION_OF_NO_MESSAGE',
              severity: 'error',
              path: reference.path,
              message: noMessage,
              consequence: NEVER_TRUE,
            },
          ]
        : []
    })
  })
}
