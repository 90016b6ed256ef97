import type { Finding } from '../finding.ts'
import { entered } from '../graph.ts'
import { portsOf } from '../ports.ts'
import { called, type FlowCheck, knownNodes } from './checking.ts'

/** Is there anything to enter, and can contacts come everywhere? */
export const checkStructure: FlowCheck = ({ document, graph }) => {
  if (graph.nodes.size === 0)
    return [
      {
        code: 'FLOW_EMPTY',
        severity: 'error',
        message: { en: 'The flow is empty.', it: 'Il flusso è vuoto.' },
        consequence: { en: 'Nobody enters. Begin with a start.', it: 'Non entra nessuno. Comincia da un avvio.' },
      },
    ]
  const findings: Finding[] = []
  if (graph.starts.length === 0 && [...graph.nodes.values()].every((node) => node.manifest))
    findings.push({
      code: 'NO_START',
      severity: 'error',
      message: { en: 'The flow has no start.', it: 'Il flusso non ha un avvio.' },
      consequence: { en: 'Nobody enters by itself.', it: 'Non entra nessuno.' },
    })

  for (const id of graph.starts) {
    for (const edge of document.edges.filter((line) => line.to === id)) {
      const name = called({ graph }, edge.from)
      findings.push({
        code: 'START_ENTERED',
        severity: 'error',
        node: id,
        edge: { from: edge.from, port: edge.port },
        message: { en: `A line from “${name.en}” leads to this start.`, it: `Una linea da “${name.it}” porta a questo avvio.` },
        consequence: {
          en: 'Contacts enter a start from outside; those who came by this line would stand still.',
          it: 'In un avvio si entra da fuori; chi arrivasse da questa linea resterebbe fermo.',
        },
        fix: {
          label: { en: 'Remove the line', it: 'Elimina la linea' },
          edits: [{ do: 'disconnect', from: edge.from, port: edge.port, to: id }],
        },
      })
    }
  }

  const inside = entered(graph)
  if (graph.starts.length > 0) {
    for (const id of graph.nodes.keys()) {
      if (inside.has(id)) continue
      findings.push({
        code: 'NODE_UNREACHABLE',
        severity: 'warning',
        node: id,
        message: { en: 'No line leads here from a start.', it: 'Nessuna linea arriva qui da un avvio.' },
        consequence: { en: 'No contact will ever come here.', it: 'Nessun contatto arriverà mai qui.' },
        fix: { label: { en: 'Delete this block', it: 'Elimina questo blocco' }, edits: [{ do: 'removeNode', id }] },
      })
    }
  }

  for (const { id, node, manifest } of knownNodes(graph)) {
    if (!node.off) continue
    const fix = { label: { en: 'Switch it on', it: 'Accendilo' }, edits: [{ do: 'setOff' as const, id, off: false }] }
    if (manifest.kind === 'start') {
      findings.push({
        code: 'START_OFF',
        severity: 'warning',
        node: id,
        message: { en: 'This start is switched off.', it: 'Questo avvio è spento.' },
        consequence: { en: 'Nobody enters by it.', it: 'Da qui non entra nessuno.' },
        fix,
      })
      continue
    }
    const [first, ...others] = portsOf(node, manifest)
    findings.push({
      code: 'NODE_OFF',
      severity: 'warning',
      node: id,
      message: { en: 'This block is switched off.', it: 'Questo blocco è spento.' },
      consequence:
        first === undefined
          ? { en: 'Contacts end here all the same.', it: 'I contatti finiscono qui comunque.' }
          : others.length === 0
            ? { en: 'Contacts pass straight through.', it: 'I contatti passano oltre.' }
            : { en: `All contacts pass by “${first.title.en}”.`, it: `Tutti i contatti passano da “${first.title.it}”.` },
      fix,
    })
  }
  return findings
}
