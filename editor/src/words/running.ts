import { END_REASON_WORDS, ENROLLMENT_STATE_WORDS } from '@snodo/protocol'
import { words } from './section.ts'

/** Try mode. */
export const trying = words({
  title: { en: 'Try on one contact', it: 'Prova su un contatto' },
  explain: {
    en: 'The very code that runs the flow walks it for one contact, with the clock turned forward. Nothing is sent, nothing is kept.',
    it: 'Lo stesso codice che esegue il flusso lo percorre per un contatto, con l’orologio portato avanti. Non parte e non resta nulla.',
  },
  contact: { en: 'Contact', it: 'Contatto' },
  sample: { en: 'Sample contact', it: 'Contatto di esempio' },
  chooseContact: { en: 'Choose a real contact', it: 'Scegli un contatto reale' },
  madeUp: { en: 'Made up', it: 'Inventato' },
  real: { en: 'Real', it: 'Reale' },
  startAt: { en: 'Begins at', it: 'Comincia il' },
  run: { en: 'Walk', it: 'Percorri' },
  again: { en: 'Walk again', it: 'Percorri di nuovo' },
  firstName: { en: 'First name', it: 'Nome' },
  email: { en: 'E-mail', it: 'E-mail' },
  phone: { en: 'Phone', it: 'Telefono' },
  consents: { en: 'Consents', it: 'Consensi' },
  attributes: { en: 'Other data (JSON)', it: 'Altri dati (JSON)' },
  notJson: { en: 'This is not a JSON object.', it: 'Questo non è un oggetto JSON.' },
  eventProperties: { en: 'Properties of the first event (JSON)', it: 'Proprietà del primo evento (JSON)' },
  position: { en: 'Step {{n}} of {{total}}', it: 'Passaggio {{n}} di {{total}}' },
  slider: { en: 'Step of the journey', it: 'Passaggio del percorso' },
  previous: { en: 'Step back', it: 'Passo indietro' },
  next: { en: 'Step forward', it: 'Passo avanti' },
  path: { en: 'The journey', it: 'Il percorso' },
  bought: { en: 'She bought', it: 'Ha acquistato' },
  boughtFor: { en: 'Amount of the purchase', it: 'Importo dell’acquisto' },
  clicked: { en: 'She clicked', it: 'Ha fatto clic' },
  opened: { en: 'She opened it', it: 'L’ha aperto' },
  other: { en: 'Something else', it: 'Qualcos’altro' },
  otherEvent: { en: 'Name of the event', it: 'Nome dell’evento' },
  addEvent: { en: 'Add here', it: 'Aggiungi qui' },
  addedEvents: { en: 'What they did', it: 'Che cosa ha fatto' },
  removeEvent: { en: 'Remove {{name}}', it: 'Rimuovi {{name}}' },
  whatIf: { en: 'What if, at this point…', it: 'E se a questo punto…' },
  notEntered: { en: 'This contact does not come in: {{reason}}', it: 'Questo contatto non entra: {{reason}}' },
  needsProblemsMended: { en: 'The flow has errors; mend them to try it.', it: 'Il flusso ha errori: correggili per provarlo.' },
  message: { en: 'Message', it: 'Messaggio' },
  wait: { en: 'Waits until {{when}}', it: 'Aspetta fino a {{when}}' },
  after: { en: '{{duration}} later', it: '{{duration}} dopo' },
  ended: { en: 'The journey ends', it: 'Il percorso finisce' },
  stillWaiting: { en: 'Still waiting', it: 'Ancora in attesa' },
  why: { en: 'Why', it: 'Perché' },
})

export const live = words({
  title: { en: 'Live', it: 'Dal vivo' },
  notPublished: { en: 'Not published yet', it: 'Non ancora pubblicato' },
  notPublishedExplain: {
    en: 'Publish the flow to see contacts move here.',
    it: 'Pubblica il flusso per vedere qui i contatti muoversi.',
  },
  inside: { en: 'Inside now', it: 'Dentro ora' },
  entered: { en: 'Entered', it: 'Entrati' },
  passed: { en: 'Passed', it: 'Passati' },
  failed: { en: 'Failed', it: 'Falliti' },
  insideCount_one: { en: '{{count}} contact here now', it: '{{count}} contatto qui ora' },
  insideCount_other: { en: '{{count}} contacts here now', it: '{{count}} contatti qui ora' },
  failedCount_one: { en: '{{count}} failed here', it: '{{count}} fallito qui' },
  failedCount_other: { en: '{{count}} failed here', it: '{{count}} falliti qui' },
  connecting: { en: 'Connecting…', it: 'Connessione…' },
  connected: { en: 'Live', it: 'Dal vivo' },
  stale: { en: 'Connection lost, numbers are {{age}} old', it: 'Connessione persa, numeri di {{age}} fa' },
  standing: { en: 'Standing at “{{name}}”', it: 'Fermi a «{{name}}»' },
  nobody: { en: 'Nobody stands here now.', it: 'Ora qui non c’è nessuno.' },
  since: { en: 'since {{when}}', it: 'da {{when}}' },
  until: { en: 'until {{when}}', it: 'fino a {{when}}' },
  awaiting: { en: 'waiting for an event', it: 'in attesa di un evento' },
  again: {
    en: 'Of {{entered}} journeys so far, {{again}} could begin again now.',
    it: 'Dei {{entered}} percorsi finora, {{again}} potrebbero ricominciare ora.',
  },
  choose: { en: 'Choose {{name}}', it: 'Scegli {{name}}' },
  chosen_one: { en: '{{count}} chosen', it: '{{count}} scelto' },
  chosen_other: { en: '{{count}} chosen', it: '{{count}} scelti' },
  search: { en: 'Name, e-mail or phone', it: 'Nome, e-mail o telefono' },
  allHere_one: { en: 'All of them: {{n}}', it: 'Tutti: {{n}}' },
  allHere_other: { en: 'All of them: {{n}}', it: 'Tutti: {{n}}' },
  waitsUntil: {
    en: 'Whoever came here now would wait until {{when}} ({{zone}}).',
    it: 'Chi arrivasse ora aspetterebbe fino a {{when}} ({{zone}}).',
  },
  hint: { en: 'Choose a number on a block to see who stands there.', it: 'Scegli un numero su un blocco per vedere chi c’è.' },
  whole: { en: 'The whole flow', it: 'Tutto il flusso' },
})

/** The states a journey can be in, and how it can have ended. */
export const journeyState = words({
  ...END_REASON_WORDS,
  ...ENROLLMENT_STATE_WORDS,
  waiting: { en: 'waiting', it: 'in attesa' },
})

export const trialConsents = words({
  email_marketing: { en: 'Marketing by e-mail', it: 'Marketing via e-mail' },
  sms_marketing: { en: 'Marketing by SMS', it: 'Marketing via SMS' },
  email_openTracking: { en: 'Measuring of opened e-mails', it: 'Misurazione delle aperture' },
  email_clickTracking: { en: 'Measuring of clicks in e-mails', it: 'Misurazione dei clic' },
})
