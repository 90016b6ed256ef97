import type { Words } from '@snodo/base'

/**
 * Why a message was not sent, is held, or came back, in words. The code is what is stored; the words are put on reading, so a
 * better sentence reaches old messages too. `{name}` is filled in from the values stored beside the code.
 */
export const SEND_REASONS = {
  FLOW_STOPPED: { en: 'The journey was stopped.', it: 'Il percorso è stato fermato.' },
  FLOW_PAUSED: { en: 'The journey is paused.', it: 'Il percorso è in pausa.' },
  SENDING_STOPPED: { en: 'Sending was stopped by {by}.', it: 'Gli invii sono stati fermati da {by}.' },
  CONTACT_GONE: { en: 'The contact no longer exists.', it: 'Il contatto non esiste più.' },
  NO_ADDRESS: { en: 'The contact has no address for {channel}.', it: 'Il contatto non ha un recapito per {channel}.' },
  CONSENT_UNKNOWN: {
    en: 'No consent for {purpose} by {channel} is known.',
    it: 'Non risulta alcun consenso per {purpose} via {channel}.',
  },
  CONSENT_PENDING: {
    en: 'Consent for {purpose} by {channel} was asked for and is not confirmed yet.',
    it: 'Il consenso per {purpose} via {channel} è stato chiesto e non ancora confermato.',
  },
  CONSENT_DENIED: {
    en: 'The contact does not want {purpose} by {channel}.',
    it: 'Il contatto non vuole {purpose} via {channel}.',
  },
  CONSENT_BASIS: {
    en: 'The legal basis “existing customer” allows e-mail only, not {channel}.',
    it: 'La base legale “cliente esistente” permette solo e-mail, non {channel}.',
  },
  SUPPRESSED: { en: 'The address is suppressed: {reason}.', it: 'Il recapito è bloccato: {reason}.' },
  EXPIRED: {
    en: 'Too late to make sense: it had to go out by {expiresAt}.',
    it: 'Troppo tardi per avere senso: doveva partire entro {expiresAt}.',
  },
  QUIET_HOURS: { en: 'Quiet hours in {zone} until {until}.', it: 'Ore di silenzio in {zone} fino a {until}.' },
  CAPPED: {
    en: 'At most {most} messages every {window}: {sent} have been sent.',
    it: 'Al massimo {most} messaggi ogni {window}: ne sono stati inviati {sent}.',
  },
  HELD_TOO_LONG: {
    en: 'Held for {hours} hours ({held}), which is as long as a message is held.',
    it: 'Trattenuto per {hours} ore ({held}), il massimo per un messaggio.',
  },
  BREAKER: {
    en: 'The breaker stopped it: this contact was sent {sent} messages within a day.',
    it: 'L’interruttore di sicurezza l’ha fermato: il contatto ha già ricevuto {sent} messaggi in un giorno.',
  },
  RENDER_ERROR: { en: 'The text could not be filled in: {say}', it: 'Il testo non si è potuto comporre: {say}' },
  REFUSED: { en: 'The provider refused it: {say}', it: 'Il fornitore l’ha rifiutato: {say}' },
  RETRYING: {
    en: 'The provider did not take it ({say}); trying again.',
    it: 'Il fornitore non l’ha preso ({say}); si riprova.',
  },
  GAVE_UP: {
    en: 'The provider did not take it in {attempts} tries: {say}',
    it: 'Il fornitore non l’ha preso in {attempts} tentativi: {say}',
  },
  UNKNOWN: {
    en: 'It was handed to the provider, but the answer was lost: it may or may not have been sent.',
    it: 'È stato consegnato al fornitore, ma la risposta è andata persa: potrebbe essere partito oppure no.',
  },
  UNSUBSCRIBED: { en: 'The contact unsubscribed before it was sent.', it: 'Il contatto si è disiscritto prima dell’invio.' },
  MERGED: { en: 'Its journey ended in a merge of two contacts.', it: 'Il percorso è finito per l’unione di due contatti.' },
} as const satisfies Record<string, Words>

export type SendReason = keyof typeof SEND_REASONS
