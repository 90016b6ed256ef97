import type { Words } from '@snodo/base'
import type { FlowDocument, NodeId } from './document.ts'
import type { Manifests } from './manifests.ts'
import { nodeTitle, portsOf } from './ports.ts'

export type ConnectionOptions = {
  /** A line already leaving by this port would give way. */
  replace?: boolean
}

/**
 * Whether a line may be drawn from a port to a node: the one function that decides it, for mouse, keys, paste, import and
 * API alike. Answers true, or the reason in one sentence.
 */
export function mayConnect(
  document: FlowDocument,
  manifests: Manifests,
  from: NodeId,
  port: string,
  to: NodeId,
  options: ConnectionOptions = {},
): true | Words {
  const source = node(document, from)
  const target = node(document, to)
  if (!source || !target)
    return { en: 'One of the two blocks is no longer in the flow.', it: 'Uno dei due blocchi non è più nel flusso.' }
  const sourceManifest = manifests.get(source.type)
  const targetManifest = manifests.get(target.type)
  if (targetManifest?.kind === 'start')
    return {
      en: `“${nodeTitle(target, targetManifest).en}” is a start: contacts enter there from outside, no line can lead to it.`,
      it: `“${nodeTitle(target, targetManifest).it}” è un avvio: i contatti vi entrano da fuori, nessuna linea può arrivarci.`,
    }
  if (sourceManifest) {
    const title = nodeTitle(source, sourceManifest)
    const ports = portsOf(source, sourceManifest)
    if (ports.length === 0)
      return {
        en: `The journey ends at “${title.en}”: no line leaves it.`,
        it: `Il percorso finisce in “${title.it}”: non ne esce nessuna linea.`,
      }
    if (!ports.some(({ id }) => id === port))
      return { en: `“${title.en}” has no branch “${port}”.`, it: `“${title.it}” non ha un ramo “${port}”.` }
  }
  if (from === to && sourceManifest?.traits.waits !== true)
    return {
      en: 'A block that does not wait cannot lead to itself.',
      it: 'Un blocco che non attende non può portare a sé stesso.',
    }
  const present = document.edges.find((edge) => edge.from === from && edge.port === port)
  if (present && !options.replace) {
    const led = document.nodes[present.to]
    const title = led ? nodeTitle(led, manifests.get(led.type)) : { en: present.to, it: present.to }
    return {
      en: `This branch already leads to “${title.en}”; remove that line first.`,
      it: `Questo ramo porta già a “${title.it}”; elimina prima quella linea.`,
    }
  }
  return true
}

function node(document: FlowDocument, id: NodeId) {
  return Object.hasOwn(document.nodes, id) ? document.nodes[id] : undefined
}
