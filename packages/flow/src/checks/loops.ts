import { cyclesWithoutWait } from '../graph.ts'
import { called, type FlowCheck, several } from './checking.ts'

/** A loop is allowed where contacts come to rest in it. */
export const checkLoops: FlowCheck = (checking) =>
  cyclesWithoutWait(checking.graph).map((members) => {
    const names = members.map((id) => called(checking, id))
    return {
      code: 'LOOP_WITHOUT_WAIT',
      severity: 'error',
      node: members[0]!,
      message: {
        en: `This loop has no wait: ${several(
          names.map((name) => name.en),
          'en',
        )}.`,
        it: `Questo ciclo non ha un’attesa: ${several(
          names.map((name) => name.it),
          'it',
        )}.`,
      },
      consequence: {
        en: 'Contacts would go round without end in an instant. Put a wait into the loop.',
        it: 'I contatti girerebbero senza fine in un istante. Metti un’attesa nel ciclo.',
      },
    }
  })
