import type { NodeId } from '../document.ts'
import type { FlowEdit } from '../flow-edit.ts'
import { cyclesWithoutWait } from '../graph.ts'
import { restBefore } from '../rests.ts'
import { type Checking, called, type FlowCheck, several } from './checking.ts'

/** A loop is allowed where contacts come to rest in it, on each pass. */
export const checkLoops: FlowCheck = (checking) => {
  const { never, mostly } = cyclesWithoutWait(checking.graph)
  return [
    ...never.map((members) => {
      const names = namesOf(checking, members)
      const idle = idleWait(checking, members)
      return {
        code: 'LOOP_WITHOUT_WAIT' as const,
        severity: 'error' as const,
        node: members[0]!,
        message: idle
          ? { en: `In this loop no wait takes any time: ${names.en}.`, it: `In questo ciclo nessuna attesa dura: ${names.it}.` }
          : { en: `This loop has no wait: ${names.en}.`, it: `Questo ciclo non ha un’attesa: ${names.it}.` },
        consequence: {
          en: 'Contacts would go round without end in an instant. Put a wait into the loop.',
          it: 'I contatti girerebbero senza fine in un istante. Metti un’attesa nel ciclo.',
        },
        ...(idle === null ? {} : { fix: { label: { en: 'Wait a day', it: 'Attendi un giorno' }, edits: [waitADay(idle)] } }),
      }
    }),
    ...mostly.map((members) => {
      const names = namesOf(checking, members)
      const hasty = members.filter((id) => {
        const node = checking.graph.nodes.get(id)!
        return node.walked.some((edge) => members.includes(edge.to) && restBefore(node, edge) === 'mostly')
      })
      return {
        code: 'LOOP_MAY_NOT_WAIT' as const,
        severity: 'warning' as const,
        node: hasty[0]!,
        message: {
          en: `Contacts may go round this loop without waiting: ${names.en}.`,
          it: `I contatti possono girare in questo ciclo senza attendere: ${names.it}.`,
        },
        consequence: {
          en: 'Where the condition stays true, or the moment is past, its effects are repeated at once, again and again.',
          it: 'Se la condizione resta vera, o il momento è passato, i suoi effetti si ripetono subito, più e più volte.',
        },
        fix: {
          label: { en: 'Do not let them pass at once', it: 'Non farli passare subito' },
          edits: hasty.map((id) => holdBack(checking, id)),
        },
      }
    }),
  ]
}

function namesOf(checking: Checking, members: readonly NodeId[]) {
  const names = members.map((id) => called(checking, id))
  return {
    en: several(
      names.map((name) => name.en),
      'en',
    ),
    it: several(
      names.map((name) => name.it),
      'it',
    ),
  }
}

/** A wait of the loop that could take time, and takes none. */
function idleWait({ graph }: Checking, members: readonly NodeId[]): NodeId | null {
  return members.find((id) => graph.nodes.get(id)!.node.type === 'core.wait' && !graph.nodes.get(id)!.node.off) ?? null
}

function waitADay(id: NodeId): FlowEdit {
  return { do: 'setConfig', id, path: '/duration', value: 'P1D' }
}

function holdBack({ graph }: Checking, id: NodeId): FlowEdit {
  return graph.nodes.get(id)!.node.type === 'core.wait-for'
    ? { do: 'setConfig', id, path: '/ifAlreadyTrue', value: 'ignore' }
    : { do: 'setConfig', id, path: '/ifPast', value: 'leave' }
}
