import type { Words } from '@snodo/base'

/**
 * Why something happened, did not happen or waits, in words. The code and its values are what is stored; the words are put on
 * reading, so a better sentence reaches old journeys too.
 *
 * `{name}` is a value, `{name:kind}` one that is said in a way of its own (see `because-values.ts`); `[…]` is left out where a
 * value inside it is missing. Outside of brackets stands only what holds without any value.
 */
export const BECAUSE_WORDS = {
  // How somebody came in, or was kept out.
  ENTERED_BY: {
    en: 'It was let in[ {by:enteredBy}][ ({author})][, {flow:quoted}][ ({field})][, for {came:event}].',
    it: 'È stato ammesso[ {by:enteredBy}][ ({author})][, {flow:quoted}][ ({field})][, per {came:event}].',
  },
  FLOW_PAUSED: { en: 'The flow was paused[, since {since:instant}].', it: 'Il flusso era in pausa[, dal {since:instant}].' },
  FLOW_NOT_LIVE: {
    en: 'The flow took nobody in[: it was {state:flowState}].',
    it: 'Il flusso non accettava ingressi[: era {state:flowState}].',
  },
  INSIDE_ALREADY: {
    en: 'Already inside this flow[, since {since:instant}].',
    it: 'Già dentro questo flusso[, da {since:instant}].',
  },
  ENTITY_KEY_MISSING: {
    en: 'It came without its key[, {key:quoted}], so it cannot be told from the one already inside[, since {since:instant}].',
    it: 'È arrivato senza la sua chiave[, {key:quoted}], quindi non si distingue da quello già dentro[, dal {since:instant}].',
  },
  ENTERED_BEFORE: {
    en: 'Entered before[, on {at:instant}]; the flow takes everyone once[ for each {key:quoted}].',
    it: 'Già entrato[ il {at:instant}]; il flusso accetta ciascuno una volta sola[ per ogni {key:quoted}].',
  },
  NOT_EXITED_YET: {
    en: 'The journey begun[ on {at:instant}] has not ended yet.',
    it: 'Il percorso cominciato[ il {at:instant}] non è ancora finito.',
  },
  REENTRY_WINDOW: {
    en: 'It is too early to enter again[: possible from {opensAt:instant}].',
    it: 'È troppo presto per rientrare[: possibile dal {opensAt:instant}].',
  },
  ENTRY_FILTER: {
    en: 'The entry condition did not hold[ {asOf:asOf}].[ The answer was: {verdict:verdict}.][ {compared:compared}.]',
    it: 'La condizione d’ingresso non era soddisfatta[ {asOf:asOf}].[ La risposta era: {verdict:verdict}.][ {compared:compared}.]',
  },
  IN_CIRCLES: {
    en: 'Flows let the contact in again and again by themselves[: {counted:number} times within a minute][, and {limit:number} are the most].',
    it: 'I flussi facevano rientrare il contatto da soli, di continuo[: {counted:number} volte in un minuto][, e il massimo è {limit:number}].',
  },
  ENTERED_AGAIN: {
    en: 'Entered again[ by {event:event}], and the new journey replaced this one.',
    it: 'È entrato di nuovo[ con {event:event}], e il nuovo percorso ha sostituito questo.',
  },

  // How a journey went on, or ended.
  EVENT_CAME: {
    en: 'What was waited for came[: {event:event}][, on {at:instant}].',
    it: 'È arrivato ciò che si attendeva[: {event:event}][, il {at:instant}].',
  },
  CAME_BEFORE: {
    en: 'What is waited for had already come[: {event:event}].',
    it: 'Ciò che si attende era già arrivato[: {event:event}].',
  },
  WAITS_FOR: {
    en: 'It waits[ for {events}][ {condition:condition}][, until {until:instant} at the latest].',
    it: 'Attende[ {events}][ {condition:condition}][, al più tardi fino al {until:instant}].',
  },
  WAITS_FOR_EVER: {
    en: 'It waits[ for {events}][ {condition:condition}] without a limit of time.',
    it: 'Attende[ {events}][ {condition:condition}] senza limiti di tempo.',
  },
  CANNOT_BE_SEEN: {
    en: 'The time was up[ for {events}]; whether it happened can’t be told, as the contact has not consented to be measured.',
    it: 'Il tempo è scaduto[ per {events}]; se sia avvenuto non si può dire: il contatto non ha acconsentito alla misurazione.',
  },
  TIMED_OUT: {
    en: 'What was waited for[ ({events})] did not come in time.',
    it: 'Ciò che si attendeva[ ({events})] non è arrivato in tempo.',
  },
  ALLOWS_FOR_LATE: {
    en: '[It waits for {events}. ]The time is up[ on {deadline:instant}]; what happened by then may still be reported[ until {until:instant}].',
    it: '[Attende {events}. ]Il tempo scade[ il {deadline:instant}]; ciò che è avvenuto fino ad allora può essere segnalato[ fino al {until:instant}].',
  },
  WAITS_UNTIL: {
    en: 'It waits[ until {until:instant}][, by the clock of {zone}][ ({zoneFrom:zoneFrom})].',
    it: 'Attende[ fino al {until:instant}][, secondo l’ora di {zone}][ ({zoneFrom:zoneFrom})].',
  },
  EXIT: {
    en: 'The exit[ {name:quoted}] applied[ by {event:event}][ on {at:instant}].',
    it: 'È scattata l’uscita[ {name:quoted}][ con {event:event}][ il {at:instant}].',
  },
  GOAL_REACHED: {
    en: 'The goal[ {name:quoted}] was reached[ by {event:event}][ on {at:instant}].',
    it: 'L’obiettivo[ {name:quoted}] è stato raggiunto[ con {event:event}][ il {at:instant}].',
  },
  END_NODE: {
    en: 'An end block ended the journey[: {reason:quoted}].',
    it: 'Un blocco di fine ha chiuso il percorso[: {reason:quoted}].',
  },
  COMPARED: {
    en: 'A condition decided[: it {verdict:holds}].[ {compared:compared}.]',
    it: 'Ha deciso una condizione[: {verdict:holds}].[ {compared:compared}.]',
  },
  SWITCHED_OFF: {
    en: 'The block is switched off, so the journey went past it.',
    it: 'Il blocco è spento, quindi il percorso lo ha saltato.',
  },
  MOMENT_PAST: { en: 'The moment was past already[: {moment:instant}].', it: 'Il momento era già passato[: {moment:instant}].' },
  MOMENT_MISSING: {
    en: 'There was no date to count from[: the data {field:quoted} hold none][: {node:node} was not passed][: the event has no {event:quoted}][: the coupon {coupon:quoted} has no expiry].',
    it: 'Mancava la data da cui contare[: il dato {field:quoted} non ne ha][: {node:node} non è stato attraversato][: l’evento non ha {event:quoted}][: il buono {coupon:quoted} non ha scadenza].',
  },
  POOL_EMPTY: {
    en: 'No coupon was left[ in the pool {pool:quoted}].',
    it: 'Non c’erano più buoni sconto[ nella riserva {pool:quoted}].',
  },
  NOT_CALLED_IN_TRY: {
    en: 'Trying calls nobody outside: the block is taken as done.',
    it: 'La prova non chiama nessuno all’esterno: il blocco si dà per fatto.',
  },
  WAIT_FROZEN: {
    en: 'The wait stood still while the flow was paused[, from {pausedAt:instant}].',
    it: 'L’attesa è rimasta ferma mentre il flusso era in pausa[, dal {pausedAt:instant}].',
  },
  OVERDUE: {
    en: 'Its time came while the flow was paused[, on {overdueSince:instant}]: what it would be sent is too late by now.',
    it: 'Il suo momento è arrivato con il flusso in pausa[, il {overdueSince:instant}]: ciò che riceverebbe è ormai in ritardo.',
  },
  HAD_BEFORE: {
    en: 'It had this message already, before the flow was changed or two contacts were made one; it is not sent again.',
    it: 'Ha già ricevuto questo messaggio, prima che il flusso cambiasse o due contatti fossero uniti; non si invia di nuovo.',
  },
  CAME_OVER: {
    en: 'The journey came over in a merge of two contacts.',
    it: 'Il percorso è passato a questo contatto per l’unione di due contatti.',
  },
  MERGED: { en: 'Its journey ended in a merge of two contacts.', it: 'Il percorso è finito per l’unione di due contatti.' },
  SAME_PERSON: {
    en: 'Two contacts turned out to be one person[, by {name:identity}].',
    it: 'Due contatti si sono rivelati la stessa persona[, per {name:identity}].',
  },
  LATE_EVENTS: {
    en: 'Events came in for a contact that had been merged already.',
    it: 'Sono arrivati eventi per un contatto già unito a un altro.',
  },

  // What failed; the journey stands where it is until somebody mends it.
  NODE_GONE: {
    en: 'The block[ {node:node}] is not in this version of the flow any more.',
    it: 'Il blocco[ {node:node}] non c’è più in questa versione del flusso.',
  },
  TOO_MANY_VISITS: {
    en: 'The journey goes in circles[: more than {limit:number} visits].',
    it: 'Il percorso gira in tondo[: più di {limit:number} passaggi].',
  },
  START_ENTERED: {
    en: 'A line leads into a start[, {node:node}], which cannot be entered.',
    it: 'Una linea porta a un avvio[, {node:node}], in cui non si può entrare.',
  },
  NODE_THREW: { en: 'The block broke[: {message}].', it: 'Il blocco si è interrotto[: {message}].' },
  WAIT_FOR_NOTHING: {
    en: 'The block[ {node:node}] waits for nothing and for no time, so the journey could never go on.',
    it: 'Il blocco[ {node:node}] non aspetta nulla né un momento, quindi il percorso non andrebbe mai avanti.',
  },
  WAIT_FOR_UNNAMED: {
    en: 'The block[ {node:node}] waits for the event[ {event}], which neither its settings nor its type name, so it would never be told.',
    it: 'Il blocco[ {node:node}] aspetta l’evento[ {event}], che né le sue impostazioni né il suo tipo nominano, quindi non lo saprebbe mai.',
  },
  WAIT_FOR_NO_INSTANT: {
    en: 'The block[ {node:node}] waits until a time that is none.',
    it: 'Il blocco[ {node:node}] aspetta fino a un momento che non esiste.',
  },
  PORT_UNKNOWN: {
    en: 'The block[ {node:node}] chose a branch it does not have[: {port}].',
    it: 'Il blocco[ {node:node}] ha scelto un ramo che non ha[: {port}].',
  },
  TRIP_FAILED: {
    en: 'What the block did could not be stored[: {message}].',
    it: 'Ciò che il blocco ha fatto non si è potuto salvare[: {message}].',
  },
  NODE_TYPE_MISSING: {
    en: 'This installation does not have the type of the block[ {node:node}].',
    it: 'Questa installazione non ha il tipo del blocco[ {node:node}].',
  },
  ACT_FAILED: {
    en: 'The block could not do its work[: {because}].',
    it: 'Il blocco non è riuscito a fare il suo lavoro[: {because}].',
  },

  // What operators ordered.
  RETRIED: { en: 'Tried once more[, by {by}][: {reason}].', it: 'Riprovato[ da {by}][: {reason}].' },
  SKIPPED: { en: 'Let pass[ by {by}][: {reason}].', it: 'Fatto passare oltre[ da {by}][: {reason}].' },
  MOVED: { en: 'Moved to another block[ by {by}][: {reason}].', it: 'Spostato a un altro blocco[ da {by}][: {reason}].' },
  ENDED: { en: 'The journey was ended[ by {by}][: {reason}].', it: 'Il percorso è stato terminato[ da {by}][: {reason}].' },
  HELD: { en: 'Held where it stands[ by {by}][: {reason}].', it: 'Trattenuto dove si trova[ da {by}][: {reason}].' },
  RELEASED: { en: 'Released[ by {by}][: {reason}].', it: 'Sbloccato[ da {by}][: {reason}].' },
  MIGRATED: {
    en: 'Taken over to another version of the flow[, from {from:number}][ to {to:number}][, by {by}][: {reason}].',
    it: 'Portato a un’altra versione del flusso[, dalla {from:number}][ alla {to:number}][, da {by}][: {reason}].',
  },

  // Why a message was not sent, or is held.
  FLOW_STOPPED: { en: 'The flow was ended[ by {by}][: {reason}].', it: 'Il flusso è stato terminato[ da {by}][: {reason}].' },
  SENDING_STOPPED: { en: 'Sending was stopped[ by {by}].', it: 'Gli invii sono stati fermati[ da {by}].' },
  CONTACT_GONE: { en: 'The contact no longer exists.', it: 'Il contatto non esiste più.' },
  NO_ADDRESS: {
    en: 'The contact has no address[ for {channel:channel}].',
    it: 'Il contatto non ha un recapito[ per {channel:channel}].',
  },
  CONSENT_UNKNOWN: {
    en: 'No consent[ to {purpose:purpose}][ by {channel:channel}] is known, and unknown is not granted.',
    it: 'Non risulta alcun consenso[ per {purpose:purpose}][ via {channel:channel}]: se non è noto, non è dato.',
  },
  CONSENT_PENDING: {
    en: 'Consent[ to {purpose:purpose}][ by {channel:channel}] was asked for and is not confirmed yet.',
    it: 'Il consenso[ per {purpose:purpose}][ via {channel:channel}] è stato chiesto e non ancora confermato.',
  },
  CONSENT_DENIED: {
    en: 'The contact refused consent[ to {purpose:purpose}][ by {channel:channel}].',
    it: 'Il contatto ha negato il consenso[ per {purpose:purpose}][ via {channel:channel}].',
  },
  CONSENT_BASIS: {
    en: 'The legal basis “existing customer” allows e-mail only[, not {channel:channel}].',
    it: 'La base legale «cliente esistente» permette solo l’e-mail[, non {channel:channel}].',
  },
  SUPPRESSED: { en: 'The address is blocked[: {reason:suppression}].', it: 'Il recapito è bloccato[: {reason:suppression}].' },
  UNSUBSCRIBED: { en: 'The contact unsubscribed before it was sent.', it: 'Il contatto si è disiscritto prima dell’invio.' },
  EXPIRED: {
    en: 'Too late to make sense[: it had to leave by {expiresAt:instant}].[ {held:reason}]',
    it: 'Troppo tardi per avere senso[: doveva partire entro {expiresAt:instant}].[ {held:reason}]',
  },
  QUIET_HOURS: {
    en: 'Quiet hours[ in {zone}][ ({zoneFrom:zoneFrom})][ until {until:instant}].',
    it: 'Fasce di silenzio[ in {zone}][ ({zoneFrom:zoneFrom})][ fino a {until:instant}].',
  },
  CAPPED: {
    en: 'The frequency limit[ by {channel:channel}][ for {tag:quoted}] was reached[: at most {most:number} messages][ in {window:window}][, {sent:number} sent already][; there is room from {until:instant}].',
    it: 'Raggiunto il limite di frequenza[ via {channel:channel}][ per {tag:quoted}][: al massimo {most:number} messaggi][ in {window:window}][, {sent:number} già inviati][; c’è di nuovo posto da {until:instant}].',
  },
  HELD_TOO_LONG: {
    en: 'It would have been held longer than[ the {hours:number} hours] allowed.[ {held:reason}]',
    it: 'Sarebbe rimasto trattenuto oltre il consentito[ ({hours:number} ore)].[ {held:reason}]',
  },
  BREAKER: {
    en: 'The automatic brake holds it[: this contact was sent {sent:number} messages within a day][, {most:number} are the most][; there is room from {until:instant}].',
    it: 'Lo trattiene il freno automatico[: al contatto sono stati inviati {sent:number} messaggi in un giorno][, il massimo è {most:number}][; c’è di nuovo posto da {until:instant}].',
  },
  REPEATED: {
    en: 'It repeated a message the contact had within a day, and repeats were not let go when the automatic brake was released.',
    it: 'Ripeteva un messaggio già ricevuto dal contatto entro un giorno, e sbloccando il freno automatico le ripetizioni non sono state lasciate partire.',
  },
  FLOW_BREAKER: {
    en: 'The automatic brake holds the whole flow[, since {at:instant}][: of {sent:number} messages in an hour {repeats:number} repeated themselves].',
    it: 'Il freno automatico trattiene tutto il flusso[, dal {at:instant}][: di {sent:number} messaggi in un’ora {repeats:number} erano ripetuti].',
  },
  PROVIDER_AWAY: {
    en: 'The provider[ {provider}] is in trouble and is left alone[ until {until:instant}][: {say}].',
    it: 'Il fornitore[ {provider}] è in difficoltà e si lascia in pace[ fino a {until:instant}][: {say}].',
  },
  PROVIDER_BUDGET: {
    en: 'The provider[ {provider}] carries no more for the moment[; it goes on from {until:instant}].',
    it: 'Il fornitore[ {provider}] per ora non ne porta altri[; riprende da {until:instant}].',
  },
  RENDER_ERROR: {
    en: 'The text could not be filled in.[ {code:cause}]',
    it: 'Il testo non si è potuto comporre.[ {code:cause}]',
  },
  TEMPLATE_BROKEN: { en: 'The template has a mistake.[ {say}]', it: 'Il modello contiene un errore.[ {say}]' },
  TEMPLATE_TOO_LARGE: {
    en: 'The template made more text than a message may hold.',
    it: 'Il modello ha prodotto più testo di quanto un messaggio possa contenere.',
  },
  TEMPLATE_ENDED: {
    en: 'Filling in the template took too long or broke off.',
    it: 'La composizione del modello è durata troppo o si è interrotta.',
  },
  TEXT_EMPTY: {
    en: 'The subject or the text was empty once its fields were filled in.',
    it: 'L’oggetto o il testo era vuoto una volta compilati i campi.',
  },
  CONTENT_MISSING: { en: 'The block has no content.', it: 'Il blocco non ha contenuto.' },
  NOT_RENDERED: { en: 'The part that fills in templates gave no answer.', it: 'La parte che compone i modelli non ha risposto.' },
  REFUSED: { en: 'The provider refused it[: {say}].', it: 'Il fornitore l’ha rifiutato[: {say}].' },
  RETRYING: { en: 'It did not work[ ({say})] and is tried again.', it: 'Non è riuscito[ ({say})] e si riprova.' },
  GAVE_UP: {
    en: 'The provider did not take it[ in {attempts:number} tries][: {say}].',
    it: 'Il fornitore non l’ha preso[ in {attempts:number} tentativi][: {say}].',
  },
  UNKNOWN: {
    en: 'It was handed to the provider, but the answer was lost[ ({say})]: it may have been sent or not.',
    it: 'È stato consegnato al fornitore, ma la risposta è andata persa[ ({say})]: potrebbe essere partito oppure no.',
  },
} as const satisfies Record<string, Words>

export type BecauseCode = keyof typeof BECAUSE_WORDS

export function isBecauseCode(code: string): code is BecauseCode {
  return Object.hasOwn(BECAUSE_WORDS, code)
}

/** Where we do not know a code: a stranger's node may have its own. */
export const OTHER_BECAUSE: Words = {
  en: 'The block gave a reason of its own[: {code:quoted}][ ({pairs})].',
  it: 'Il blocco ha dato un motivo suo[: {code:quoted}][ ({pairs})].',
}
