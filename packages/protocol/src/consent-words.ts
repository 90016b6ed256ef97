import type { Words } from '@snodo/base'

/** Found where a condition asks for a consent. */
export const CONSENT_STATE_WORDS: Readonly<Record<string, Words>> = {
  granted: { en: 'granted', it: 'dato' },
  denied: { en: 'denied', it: 'negato' },
  pending: { en: 'to be confirmed', it: 'da confermare' },
}

export const BASIS_WORDS: Readonly<Record<string, Words>> = {
  consent: { en: 'consent', it: 'consenso' },
  existingCustomer: { en: 'existing customer', it: 'cliente esistente' },
  unsubscribe: { en: 'unsubscription', it: 'disiscrizione' },
}

/** What we keep with a consent ourselves, by its name in the proof; whoever sets one may add members of their own. */
export const PROOF_WORDS: Readonly<Record<string, Words>> = {
  by: { en: 'set by', it: 'impostato da' },
  via: { en: 'through', it: 'tramite' },
  event: { en: 'call', it: 'chiamata' },
  message: { en: 'message', it: 'messaggio' },
  text: { en: 'the words', it: 'le parole' },
  agent: { en: 'browser', it: 'browser' },
  address: { en: 'network address', it: 'indirizzo di rete' },
  origin: { en: 'origin', it: 'origine' },
  file: { en: 'file', it: 'file' },
  line: { en: 'line', it: 'riga' },
}

/** Said elsewhere in the sentence (`at`), or of use to programs only. */
export const PROOF_UNSAID: ReadonlySet<string> = new Set(['at', 'fileHash'])

export const PROOF_VALUE_WORDS: Readonly<Record<string, Words>> = {
  secret: { en: 'the server key', it: 'la chiave del server' },
  doubleOptIn: { en: 'the confirmation link', it: 'il link di conferma' },
  preferencePage: { en: 'the preference page', it: 'la pagina delle preferenze' },
  oneClick: { en: 'the mail program’s own button', it: 'il pulsante del programma di posta' },
  page: { en: 'the unsubscribe page', it: 'la pagina di disiscrizione' },
}
