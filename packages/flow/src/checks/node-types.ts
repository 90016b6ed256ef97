import type { Finding } from '../finding.ts'
import type { FlowCheck } from './checking.ts'

/** Is every node of a type, and of a version, that is at hand? */
export const checkNodeTypes: FlowCheck = ({ graph }) => {
  const findings: Finding[] = []
  for (const { id, node, manifest } of graph.nodes.values()) {
    if (!manifest) {
      findings.push({
        code: 'NODE_TYPE_UNKNOWN',
        severity: 'error',
        node: id,
        message: { en: `There is no block type “${node.type}” here.`, it: `Qui non esiste un tipo di blocco “${node.type}”.` },
        consequence: {
          en: 'Contacts cannot pass. Install the package that brings it, or delete the block.',
          it: 'I contatti non possono passare. Installa il pacchetto che lo contiene, o elimina il blocco.',
        },
        fix: { label: { en: 'Delete this block', it: 'Elimina questo blocco' }, edits: [{ do: 'removeNode', id, rejoin: true }] },
      })
      continue
    }
    if (node.version === manifest.version || manifest.upgradesFrom.includes(node.version)) continue
    findings.push({
      code: 'NODE_VERSION_UNKNOWN',
      severity: 'error',
      node: id,
      message: {
        en: `This block is of version ${node.version}; here its type has version ${manifest.version}.`,
        it: `Questo blocco è alla versione ${node.version}; qui il suo tipo è alla versione ${manifest.version}.`,
      },
      consequence: {
        en: 'Contacts cannot pass. Update Snodo or the package of this block.',
        it: 'I contatti non possono passare. Aggiorna Snodo o il pacchetto di questo blocco.',
      },
    })
  }
  return findings
}
