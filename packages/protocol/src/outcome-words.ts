import type { Words } from '@snodo/base'
import type { EnrollmentState } from './enrollments.ts'
import type { FlowState } from './flows.ts'
import type { MessageState } from './messages.ts'

/** Why a journey ended, in the words of a list. The reasons are an enumeration of the engine's. */
export const END_REASON_WORDS = {
  completed: { en: 'completed', it: 'completato' },
  exit: { en: 'left by an exit', it: 'uscito' },
  goal: { en: 'reached the goal', it: 'obiettivo raggiunto' },
  timeout: { en: 'ran out of time', it: 'tempo scaduto' },
  stopped: { en: 'ended', it: 'terminato' },
  failed: { en: 'failed', it: 'fallito' },
  discarded: { en: 'discarded', it: 'scartato' },
  merged: { en: 'merged', it: 'unito' },
  erased: { en: 'erased', it: 'cancellato' },
  migrated: { en: 'moved to a new version', it: 'passato a una nuova versione' },
  replaced: { en: 'replaced by a new journey', it: 'sostituito da un nuovo percorso' },
} as const satisfies Record<string, Words>
export type EndReason = keyof typeof END_REASON_WORDS

export const MESSAGE_STATE_WORDS: Readonly<Record<MessageState, Words>> = {
  due: { en: 'waiting', it: 'in attesa' },
  claimed: { en: 'leaving', it: 'in partenza' },
  handed: { en: 'handed over', it: 'consegnato' },
  sent: { en: 'sent', it: 'inviato' },
  notSent: { en: 'not sent', it: 'non inviato' },
  notDelivered: { en: 'not delivered', it: 'non recapitato' },
  unknown: { en: 'unknown', it: 'ignoto' },
  canceled: { en: 'cancelled', it: 'annullato' },
}

export const ENROLLMENT_STATE_WORDS: Readonly<Record<EnrollmentState, Words>> = {
  active: { en: 'under way', it: 'in corso' },
  acting: { en: 'in action', it: 'in azione' },
  held: { en: 'held', it: 'trattenuto' },
  failed: { en: 'failed', it: 'fallito' },
}

/** What became of a start that matched; `notMatched` only where a flow is tried. */
export const ENTRY_OUTCOME_WORDS = {
  entered: { en: 'entered', it: 'entrato' },
  keptOut: { en: 'kept out', it: 'non ammesso' },
  notMatched: { en: 'no start matched', it: 'nessun avvio corrispondente' },
} as const satisfies Record<string, Words>
export type EntryOutcome = keyof typeof ENTRY_OUTCOME_WORDS

export const FLOW_STATE_WORDS: Readonly<Record<FlowState, Words>> = {
  draft: { en: 'a draft', it: 'una bozza' },
  live: { en: 'live', it: 'attivo' },
  paused: { en: 'paused', it: 'in pausa' },
  closed: { en: 'closed to entries', it: 'chiuso agli ingressi' },
  stopped: { en: 'ended', it: 'terminato' },
  archived: { en: 'archived', it: 'archiviato' },
}

/** The answer a condition gave. */
export const VERDICT_WORDS = {
  yes: { en: 'yes', it: 'sì' },
  no: { en: 'no', it: 'no' },
  cannotTell: { en: 'can’t tell', it: 'non si può dire' },
} as const satisfies Record<string, Words>
