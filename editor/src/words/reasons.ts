import { words } from './section.ts'

/** Why something happened or did not: the code is what is stored, the words are put on reading. `{{…}}` are the values stored beside it. */
export const reasons = words({
  FLOW_STOPPED: { en: 'The journey was ended.', it: 'Il percorso è stato terminato.' },
  FLOW_PAUSED: { en: 'The flow is paused.', it: 'Il flusso è in pausa.' },
  FLOW_CLOSED: { en: 'Entries are closed.', it: 'Gli ingressi sono chiusi.' },
  SENDING_STOPPED: { en: 'Sending was stopped by {{by}}.', it: 'Gli invii sono stati fermati da {{by}}.' },
  CONTACT_GONE: { en: 'The contact no longer exists.', it: 'Il contatto non esiste più.' },
  NO_ADDRESS: { en: 'The contact has no address for {{channel}}.', it: 'Il contatto non ha un recapito per {{channel}}.' },
  CONSENT_UNKNOWN: {
    en: 'No consent for {{purpose}} by {{channel}} is known.',
    it: 'Non risulta alcun consenso per {{purpose}} via {{channel}}.',
  },
  CONSENT_PENDING: {
    en: 'Consent for {{purpose}} by {{channel}} is not confirmed yet.',
    it: 'Il consenso per {{purpose}} via {{channel}} non è ancora confermato.',
  },
  CONSENT_DENIED: {
    en: 'The contact does not want {{purpose}} by {{channel}}.',
    it: 'Il contatto non vuole {{purpose}} via {{channel}}.',
  },
  CONSENT_BASIS: {
    en: 'The legal basis “existing customer” allows e-mail only.',
    it: 'La base legale «cliente esistente» permette solo e-mail.',
  },
  SUPPRESSED: { en: 'The address is blocked: {{reason}}.', it: 'Il recapito è bloccato: {{reason}}.' },
  EXPIRED: {
    en: 'Too late to make sense: it had to leave by {{expiresAt}}.',
    it: 'Troppo tardi per avere senso: doveva partire entro {{expiresAt}}.',
  },
  QUIET_HOURS: { en: 'Quiet hours until {{until}}.', it: 'Fasce di silenzio fino a {{until}}.' },
  CAPPED: {
    en: 'Frequency limit: at most {{most}} every {{window}}.',
    it: 'Limite di frequenza: al massimo {{most}} ogni {{window}}.',
  },
  HELD_TOO_LONG: { en: 'It was held as long as a message may be held.', it: 'È rimasto trattenuto per il tempo massimo.' },
  BREAKER: {
    en: 'The automatic brake stopped it: {{sent}} messages to this contact within a day.',
    it: 'Il freno automatico l’ha fermato: {{sent}} messaggi a questo contatto in un giorno.',
  },
  RENDER_ERROR: { en: 'The text could not be filled in: {{say}}', it: 'Il testo non si è potuto comporre: {{say}}' },
  REFUSED: { en: 'The provider refused it: {{say}}', it: 'Il fornitore l’ha rifiutato: {{say}}' },
  RETRYING: {
    en: 'The provider did not take it ({{say}}); trying again.',
    it: 'Il fornitore non l’ha preso ({{say}}); si riprova.',
  },
  GAVE_UP: {
    en: 'The provider did not take it in {{attempts}} tries.',
    it: 'Il fornitore non l’ha preso in {{attempts}} tentativi.',
  },
  UNKNOWN: { en: 'It was handed over, but the answer was lost.', it: 'È stato consegnato, ma la risposta è andata persa.' },
  UNSUBSCRIBED: { en: 'The contact unsubscribed.', it: 'Il contatto si è disiscritto.' },
  MERGED: { en: 'Two contacts turned out to be one person.', it: 'Due contatti si sono rivelati la stessa persona.' },
  ENTERED_BEFORE: { en: 'It has been in this flow before.', it: 'È già passato da questo flusso.' },
  NOT_EXITED_YET: { en: 'It is still inside.', it: 'È ancora dentro.' },
  REENTRY_WINDOW: { en: 'It may come in again from {{opensAt}}.', it: 'Potrà rientrare dal {{opensAt}}.' },
  SWITCHED_OFF: { en: 'The block is switched off.', it: 'Il blocco è disattivato.' },
  TOO_MANY_VISITS: { en: 'It went round too often ({{limit}}).', it: 'Ha girato troppe volte ({{limit}}).' },
  END_NODE: { en: 'It came to an end block.', it: 'È arrivato a un blocco di fine.' },
  MOMENT_PAST: { en: 'The moment was already past: {{moment}}.', it: 'Il momento era già passato: {{moment}}.' },
  MOMENT_MISSING: { en: 'The contact has no such date.', it: 'Il contatto non ha questa data.' },
  POOL_EMPTY: { en: 'No coupon is left in “{{pool}}”.', it: 'Non restano buoni in «{{pool}}».' },
  NOT_CALLED_IN_TRY: {
    en: 'Not called while trying; the first branch was taken.',
    it: 'In prova non viene chiamato; si prende il primo ramo.',
  },
  NODE_THREW: { en: 'The block failed: {{say}}', it: 'Il blocco è fallito: {{say}}' },
  ACT_FAILED: { en: 'The action failed: {{say}}', it: 'L’azione è fallita: {{say}}' },
  NODE_GONE: { en: 'The block no longer exists.', it: 'Il blocco non esiste più.' },
  COMPARED: { en: 'found {{compared}}', it: 'trovato {{compared}}' },
})
