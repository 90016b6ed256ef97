import type { FlowEdge } from '../document.ts'
import type { GraphNode } from '../draw-graph.ts'
import type { Finding } from '../finding.ts'
import type { FlowEdit } from '../flow-edit.ts'
import { entered } from '../graph.ts'
import { type Port, portsOf } from '../ports.ts'
import { type Checking, called, type FlowCheck, freeId, type KnownNode, knownNodes } from './checking.ts'

/** Does every line lead from a door to a node, and has every door a line? */
export const checkEdges: FlowCheck = (checking) => {
  if (sound.has(checking.graph.shape)) return []
  const findings = [...(areSound(checking) ? [] : brokenEdges(checking)), ...undrawnPorts(checking)]
  if (findings.length === 0) sound.add(checking.graph.shape)
  return findings
}

/** Drawings in which every line and every door was as it should be: as long as neither changes they stay so. */
const sound = new WeakSet<object>()
/** The same of one block's lines. */
const soundNodes = new WeakSet<GraphNode>()

/** Mostly nothing is wrong with the lines, which is sooner told than what is: all count, and leave by a door there is. */
function areSound({ document, graph }: Checking): boolean {
  let counted = 0
  for (const node of graph.nodes.values()) {
    counted += node.out.length
    if (soundNodes.has(node)) continue
    const { manifest } = node
    const ports = manifest && portsOf(node.node, manifest)
    if (ports && !node.out.every((edge) => ports.some((port) => port.id === edge.port))) return false
    soundNodes.add(node)
  }
  return counted === document.edges.length
}

function brokenEdges({ document, graph }: Checking): Finding[] {
  const findings: Finding[] = []
  const taken = new Map<string, FlowEdge>()
  for (const edge of document.edges) {
    const { from, port, to } = edge
    const source = graph.nodes.get(from)
    const remove = () => ({
      label: { en: 'Remove the line', it: 'Elimina la linea' },
      edits: [{ do: 'disconnect', from, port, to }] as FlowEdit[],
    })
    if (!source) {
      findings.push({
        code: 'EDGE_FROM_NOWHERE',
        severity: 'error',
        edge: { from, port },
        message: {
          en: `A line begins at a block “${from}” that does not exist.`,
          it: `Una linea parte da un blocco “${from}” che non esiste.`,
        },
        consequence: { en: 'No contact will ever take it.', it: 'Nessun contatto la prenderà mai.' },
        fix: remove(),
      })
      continue
    }
    if (!graph.nodes.has(to)) {
      findings.push({
        code: 'EDGE_TO_NOWHERE',
        severity: 'error',
        node: from,
        edge: { from, port },
        message: {
          en: `The line “${port}” leads to a block “${to}” that does not exist.`,
          it: `La linea “${port}” porta a un blocco “${to}” che non esiste.`,
        },
        consequence: { en: 'Contacts that take it would be lost.', it: 'I contatti che la prendono si perderebbero.' },
        fix: remove(),
      })
    }
    if (source.manifest && !portsOf(source.node, source.manifest).some(({ id }) => id === port)) {
      findings.push({
        code: 'EDGE_FROM_UNKNOWN_PORT',
        severity: 'error',
        node: from,
        edge: { from, port },
        message: {
          en: `A line leaves by a branch “${port}” that this block does not have.`,
          it: `Una linea esce da un ramo “${port}” che questo blocco non ha.`,
        },
        consequence: { en: 'No contact will ever take it.', it: 'Nessun contatto la prenderà mai.' },
        fix: remove(),
      })
    }
    const key = `${from}\n${port}`
    const other = taken.get(key)
    if (other) {
      const [first, second] = [called({ graph }, other.to), called({ graph }, to)]
      findings.push({
        code: 'TWO_EDGES_FROM_ONE_PORT',
        severity: 'error',
        node: from,
        edge: { from, port },
        message: {
          en: `Two lines leave by “${port}”: to “${first.en}” and to “${second.en}”.`,
          it: `Due linee escono da “${port}”: verso “${first.it}” e verso “${second.it}”.`,
        },
        consequence: {
          en: `A contact can take only one; all would go to “${first.en}”.`,
          it: `Un contatto può prenderne una sola; andrebbero tutti a “${first.it}”.`,
        },
        fix: {
          label: { en: `Remove the line to “${second.en}”`, it: `Elimina la linea verso “${second.it}”` },
          edits: remove().edits,
        },
      })
    }
    if (!other) taken.set(key, edge)
  }
  return findings
}

function undrawnPorts(checking: Checking): Finding[] {
  const inside = entered(checking.graph)
  const findings: Finding[] = []
  for (const node of knownNodes(checking.graph)) {
    if (wholeNodes.has(node)) continue
    // Of a block nobody comes to, that alone is worth saying.
    if (checking.graph.starts.length > 0 && !inside.has(node.id)) continue
    const ports = portsOf(node.node, node.manifest)
    const open = openPorts(node, ports)
    if (open.length === 0) wholeNodes.add(node)
    for (const port of open) {
      const alone = ports.length === 1
      findings.push({
        code: 'PORT_UNDRAWN',
        severity: 'warning',
        node: node.id,
        edge: { from: node.id, port: port.id },
        message: alone
          ? { en: 'Nothing follows this block.', it: 'Dopo questo blocco non c’è nulla.' }
          : { en: `“${port.title.en}” leads nowhere.`, it: `“${port.title.it}” non porta da nessuna parte.` },
        consequence: {
          en: 'The journey of contacts that leave here ends.',
          it: 'Il percorso dei contatti che escono da qui finisce.',
        },
        ...endHere(checking, node, port.id),
      })
    }
  }
  return findings
}

/** Blocks from each of whose doors a line leads on. */
const wholeNodes = new WeakSet<GraphNode>()

function openPorts({ node, manifest, drawn }: KnownNode, ports: readonly Port[]): readonly Port[] {
  if (ports.every((port) => drawn.has(port.id))) return NONE
  const optional = manifest.traits.optionalPorts ?? []
  // Of a node switched off only the first door is used.
  const used = node.off ? ports.slice(0, 1) : ports
  return used.filter((port) => !optional.includes(port.id) && !drawn.has(port.id))
}

const NONE: readonly Port[] = []

function endHere({ document, manifests }: Checking, { id, node }: KnownNode, port: string): Pick<Finding, 'fix'> {
  const end = manifests.get('core.end')
  if (!end) return {}
  const added = freeId(document, 'end')
  return {
    fix: {
      label: { en: 'Add an end', it: 'Aggiungi una fine' },
      edits: [
        {
          do: 'addNode',
          id: added,
          node: { type: end.type, version: end.version, config: end.defaults, at: { x: node.at.x, y: node.at.y + 128 } },
        },
        { do: 'connect', edge: { from: id, port, to: added } },
      ],
    },
  }
}
