import type { Words } from '@snodo/base'

/** The sentences of an answer to "why?", in the manner of `because-words.ts`; a reason that was stored is said with its own words. */
export const WHY_WORDS = {
  ENTERED: {
    en: 'It entered on {at:instant}[, because {event:event} happened on {eventAt:instant}][, with {properties:properties}][, {by:enteredBy}][ ({author})][, {flow:quoted}][ ({field})][, for {came:event}].',
    it: 'È entrato il {at:instant}[, perché {event:event} è avvenuto il {eventAt:instant}][, con {properties:properties}][, {by:enteredBy}][ ({author})][, {flow:quoted}][ ({field})][, per {came:event}].',
  },
  KEPT_OUT: {
    en: 'It was kept out on {at:instant}[, when {event:event} came, which happened on {eventAt:instant}][, with {properties:properties}].',
    it: 'Non è stato ammesso il {at:instant}[, all’arrivo di {event:event}, avvenuto il {eventAt:instant}][, con {properties:properties}].',
  },
  STANDS: {
    en: 'It has stood at {node:node} since {since:instant}[, and goes on {until:instant}].',
    it: 'È fermo a {node:node} dal {since:instant}[, e prosegue il {until:instant}].',
  },
  PASSED_OVER: {
    en: 'It came again on {at:instant}[, when {event:event} came], and was not let in another time.',
    it: 'È tornato il {at:instant}[, all’arrivo di {event:event}], e non è stato ammesso un’altra volta.',
  },
  PAUSED: {
    en: 'The flow is paused[ since {since:instant}]: nobody in it goes on until it is resumed.',
    it: 'Il flusso è in pausa[ dal {since:instant}]: nessuno prosegue finché non viene ripreso.',
  },
  ENDED: {
    en: 'The journey ended on {at:instant} at {node:node}: {reason:endReason}.',
    it: 'Il percorso è finito il {at:instant} a {node:node}: {reason:endReason}.',
  },
  VERSION: {
    en: 'It follows version {number:number} of the flow, published on {at:instant} by {by}.',
    it: 'Segue la versione {number:number} del flusso, pubblicata il {at:instant} da {by}.',
  },
  NOW_VERSION: {
    en: 'The flow runs version {number:number}, published on {at:instant} by {by}.',
    it: 'Il flusso usa la versione {number:number}, pubblicata il {at:instant} da {by}.',
  },
  NEVER_PUBLISHED: {
    en: 'The flow was never published, so nobody can enter it.',
    it: 'Il flusso non è mai stato pubblicato: nessuno può entrarvi.',
  },
  CONSENT: {
    en: 'Consent to {purpose:purpose} by {channel:channel}: {state:consentState}, since {at:instant}[, on the basis {basis:basis}][, with the proof: {proof:proof}].',
    it: 'Consenso per {purpose:purpose} via {channel:channel}: {state:consentState}, dal {at:instant}[, sulla base {basis:basis}][, con la prova: {proof:proof}].',
  },
  CONSENT_NONE: {
    en: 'No consent to {purpose:purpose} by {channel:channel} is known.',
    it: 'Non risulta alcun consenso per {purpose:purpose} via {channel:channel}.',
  },
  NOT_LIVE: {
    en: 'The flow takes nobody in: it is {state:flowState}.',
    it: 'Il flusso non accetta ingressi: è {state:flowState}.',
  },
  NO_EVENT: {
    en: 'The flow begins with {events:events}, which never happened for this contact.',
    it: 'Il flusso comincia con {events:events}, che per questo contatto non è mai avvenuto.',
  },
  EVENT_EARLIER: {
    en: '{event:event} last happened on {at:instant}, before the flow was published on {published:instant}.',
    it: '{event:event} è avvenuto l’ultima volta il {at:instant}, prima della pubblicazione del flusso il {published:instant}.',
  },
  NOT_MATCHED: {
    en: '{event:event} last happened on {at:instant}, but did not match what the start asks for[: {compared:compared}].',
    it: '{event:event} è avvenuto l’ultima volta il {at:instant}, ma non soddisfaceva ciò che l’avvio chiede[: {compared:compared}].',
  },
  CAME_CLOSED: {
    en: '{event:event} last happened on {at:instant}, when the flow took nobody in.',
    it: '{event:event} è avvenuto l’ultima volta il {at:instant}, quando il flusso non accettava ingressi.',
  },
  CAME_UNFIT: {
    en: '{event:event} last happened on {at:instant}: the flow took nobody in at that moment, or the contact did not match then what the start asks for.',
    it: '{event:event} è avvenuto l’ultima volta il {at:instant}: in quel momento il flusso non accettava ingressi, o il contatto non soddisfaceva ancora ciò che l’avvio chiede.',
  },
  BY_DATE: {
    en: 'The flow begins on the date in {field:quoted}[, which is {value:quoted} for this contact].',
    it: 'Il flusso comincia alla data in {field:quoted}[, che per questo contatto è {value:quoted}].',
  },
  BY_SCHEDULE: {
    en: 'The flow begins by a schedule, for those in its audience at that moment.',
    it: 'Il flusso comincia secondo un calendario, per chi in quel momento è nel suo pubblico.',
  },
  MESSAGE: {
    en: 'The message[ {subject:quoted}] of {node:node} by {channel:channel}: {state:messageState}, on {at:instant}.',
    it: 'Il messaggio[ {subject:quoted}] di {node:node} via {channel:channel}: {state:messageState}, il {at:instant}.',
  },
  MESSAGE_DUE: {
    en: 'The message[ {subject:quoted}] of {node:node} by {channel:channel} waits[; it is looked at again on {until:instant}].',
    it: 'Il messaggio[ {subject:quoted}] di {node:node} via {channel:channel} attende[; si riesamina il {until:instant}].',
  },
  CONTENT: {
    en: 'It follows version {number:number} of the flow, published on {at:instant} by {by}; its text is revision {revision:number}[, by {author}].',
    it: 'Segue la versione {number:number} del flusso, pubblicata il {at:instant} da {by}; il testo è alla revisione {revision:number}[, di {author}].',
  },
} as const satisfies Record<string, Words>

export type WhyCode = keyof typeof WHY_WORDS
