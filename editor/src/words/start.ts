import { words } from './section.ts'

/** The first minutes in an empty workspace. */
export const firstHour = words({
  title: { en: 'Welcome. Two questions, then the first flow', it: 'Benvenuto. Due domande, poi il primo flusso' },
  explain: {
    en: 'A welcome flow is already drawn, and you are in the sandbox: no message leaves until you say so.',
    it: 'Un flusso di benvenuto è già disegnato, e sei nell’area di prova: nessun messaggio esce finché non lo dici tu.',
  },
  language: { en: 'Language', it: 'Lingua' },
  company: { en: 'Your company', it: 'La tua azienda' },
  companyHelp: {
    en: 'Name and postal address; they stand at the foot of your mails. You can add them later.',
    it: 'Nome e indirizzo postale: compaiono in fondo alle tue e-mail. Puoi aggiungerli dopo.',
  },
  companyExample: { en: 'Rossi Ltd, 1 High Street, London', it: 'Rossi srl, via Roma 1, 20121 Milano' },
  begin: { en: 'Try the welcome flow', it: 'Prova il flusso di benvenuto' },
  later: { en: 'Later', it: 'Più tardi' },
})

/** The page of the day. */
export const today = words({
  title: { en: 'Today', it: 'Oggi' },
  happened: { en: 'Since this morning', it: 'Da stamattina' },
  entered: { en: 'Journeys begun', it: 'Percorsi iniziati' },
  sent: { en: 'Messages sent', it: 'Messaggi inviati' },
  notSent: { en: 'Refused by a rule', it: 'Esclusi da regole' },
  notDelivered: { en: 'Not delivered', it: 'Non consegnati' },
  events: { en: 'Events taken in', it: 'Eventi ricevuti' },
  usual: { en: 'Usually {{count}} by this time', it: 'Di solito {{count}} a quest’ora' },
  above: { en: '{{percent}} above the usual', it: '{{percent}} sopra il solito' },
  below: { en: '{{percent}} below the usual', it: '{{percent}} sotto il solito' },
  asUsual: { en: 'As usual', it: 'Come al solito' },
  noUsual: {
    en: 'From the second day on each number stands beside the usual.',
    it: 'Dal secondo giorno ogni numero sta accanto al solito.',
  },
  needs: { en: 'What needs you', it: 'Che cosa ti aspetta' },
  nothing: { en: 'Nothing needs you.', it: 'Nulla ti aspetta.' },
  nothingExplain: {
    en: 'Journeys that failed, flows that stand still and drafts that cannot be published would stand here.',
    it: 'Qui compaiono i percorsi falliti, i flussi fermi e le bozze che non si possono pubblicare.',
  },
  failed_one: { en: '{{count}} journey failed', it: '{{count}} percorso fallito' },
  failed_other: { en: '{{count}} journeys failed', it: '{{count}} percorsi falliti' },
  failedDo: { en: 'See why and try again', it: 'Guarda perché e riprova' },
  held_one: { en: '{{count}} message is held', it: '{{count}} messaggio trattenuto' },
  held_other: { en: '{{count}} messages are held', it: '{{count}} messaggi trattenuti' },
  heldDo: { en: 'By quiet hours, a frequency limit or a brake', it: 'Per fasce di silenzio, un limite di frequenza o un freno' },
  rejected_one: { en: '{{count}} call could not be taken in since yesterday', it: '{{count}} chiamata non accettata da ieri' },
  rejected_other: { en: '{{count}} calls could not be taken in since yesterday', it: '{{count}} chiamate non accettate da ieri' },
  rejectedDo: { en: 'A program sends what cannot be read', it: 'Un programma invia ciò che non si riesce a leggere' },
  braked: { en: '“{{name}}” was stopped by the automatic brake', it: '«{{name}}» fermato dal freno automatico' },
  brakedDo: { en: 'Its messages repeated themselves', it: 'I suoi messaggi si ripetevano' },
  paused: { en: '“{{name}}” is paused', it: '«{{name}}» è in pausa' },
  pausedDo: { en: 'Nobody moves in it until you resume', it: 'Nessuno si muove finché non riprendi' },
  problems_one: {
    en: '“{{name}}” cannot be published: {{count}} error',
    it: '«{{name}}» non si può pubblicare: {{count}} errore',
  },
  problems_other: {
    en: '“{{name}}” cannot be published: {{count}} errors',
    it: '«{{name}}» non si può pubblicare: {{count}} errori',
  },
  problemsDo: { en: 'Its draft has something to mend', it: 'La bozza ha qualcosa da risolvere' },
  sandbox: { en: 'The sandbox is on', it: 'L’area di prova è attiva' },
  sandboxDo: { en: 'See what is left to do before sending for real', it: 'Guarda che cosa manca per inviare davvero' },
  stopped: { en: 'Sending is stopped', it: 'Gli invii sono fermi' },
  stoppedDo: { en: 'Messages wait until you resume', it: 'I messaggi aspettano finché non riprendi' },
  busiest: { en: 'Busiest flows of the week', it: 'I flussi più attivi della settimana' },
})
