import { words } from './section.ts'

export const settings = words({
  title: { en: 'Settings', it: 'Impostazioni' },
  sections: { en: 'Sections of the settings', it: 'Sezioni delle impostazioni' },
  appearance: { en: 'Language and appearance', it: 'Lingua e aspetto' },
  sending: { en: 'Sending', it: 'Invii' },
  sandboxOn: {
    en: 'The sandbox is on: messages are rendered and kept for the screen, none leaves.',
    it: 'L’area di prova è attiva: i messaggi vengono composti e conservati per lo schermo, nessuno esce.',
  },
  sandboxOff: { en: 'Sending is live: messages leave.', it: 'Gli invii sono reali: i messaggi escono.' },
  nobodyCarries: {
    en: 'Sending is live, but nobody is set up to carry messages: none leaves.',
    it: 'Gli invii sono reali, ma nessun fornitore è configurato: nessun messaggio esce.',
  },
  sandboxHow: {
    en: 'E-mails leave by the server in SNODO_SMTP_URL, texts by the provider in SNODO_SMS_URL. A channel without one stays in the sandbox.',
    it: 'Le e-mail escono dal server in SNODO_SMTP_URL, gli SMS dal fornitore in SNODO_SMS_URL. Un canale senza resta nell’area di prova.',
  },
  goLive: { en: 'Send for real', it: 'Invia davvero' },
  goSandbox: { en: 'Back to the sandbox', it: 'Torna all’area di prova' },
  goLiveTitle: { en: 'Let messages leave?', it: 'Far uscire i messaggi?' },
  goLiveExplain: {
    en: 'From now on messages of live flows reach real people. What was kept for the screen until now is not sent.',
    it: 'D’ora in poi i messaggi dei flussi attivi raggiungono persone vere. Quelli conservati finora per lo schermo non vengono inviati.',
  },
  password: { en: 'Password', it: 'Password' },
  noPassword: {
    en: 'You came in by a one-time link. Set a password to sign in again from anywhere.',
    it: 'Sei entrato con un collegamento monouso. Imposta una password per accedere di nuovo da ovunque.',
  },
  currentPassword: { en: 'Present password', it: 'Password attuale' },
  newPassword: { en: 'New password (at least 10 characters)', it: 'Nuova password (almeno 10 caratteri)' },
  passwordChanged: { en: 'The password was changed.', it: 'La password è stata cambiata.' },
  apiDocs: { en: 'Documentation of the API', it: 'Documentazione dell’API' },
  apiExplain: { en: 'Everything on these pages is also an API.', it: 'Tutto ciò che vedi in queste pagine è anche un’API.' },
  unsaved: { en: 'Not saved yet', it: 'Non ancora salvato' },
  saved: { en: 'Saved at {{when}}', it: 'Salvato alle {{when}}' },
  leave: { en: 'What you changed is not saved. Leave anyway?', it: 'Le modifiche non sono salvate. Uscire comunque?' },
  undo: { en: 'Put back', it: 'Ripristina' },
  notSaved: {
    en: 'Some of it was not saved. What is wrong stands at its field.',
    it: 'Non tutto è stato salvato. Ciò che non va è scritto accanto al campo.',
  },
})

export const settingsSections = words({
  goLive: { en: 'Going live', it: 'Prima di partire' },
  company: { en: 'Company', it: 'Azienda' },
  sender: { en: 'Sender and domain', it: 'Mittente e dominio' },
  consent: { en: 'Consent', it: 'Consenso' },
  limits: { en: 'Frequency limits', it: 'Limiti di frequenza' },
  quiet: { en: 'Quiet hours', it: 'Fasce di silenzio' },
  events: { en: 'Incoming events', it: 'Eventi in arrivo' },
  providers: { en: 'Providers', it: 'Fornitori' },
  retention: { en: 'How long things are kept', it: 'Conservazione dei dati' },
  keys: { en: 'Keys', it: 'Chiavi' },
  account: { en: 'You', it: 'Il tuo account' },
})

export const company = words({
  explain: {
    en: 'Who you are to the people you write to, and by whose clock and in whose money you reckon.',
    it: 'Chi sei per le persone a cui scrivi, e con quale orologio e quale valuta si fanno i conti.',
  },
  footer: { en: 'Company name and postal address', it: 'Nome e indirizzo postale dell’azienda' },
  footerHelp: {
    en: 'Stands at the foot of every marketing e-mail; the law asks for it.',
    it: 'Compare in fondo a ogni e-mail di marketing: lo chiede la legge.',
  },
  language: { en: 'Language of messages and pages for people', it: 'Lingua dei messaggi e delle pagine per le persone' },
  zone: { en: 'Time zone', it: 'Fuso orario' },
  zoneHelp: {
    en: 'Holds for contacts whose own zone is not known.',
    it: 'Vale per i contatti di cui non si conosce il fuso.',
  },
  currency: { en: 'Currency', it: 'Valuta' },
  currencyHelp: { en: 'Three letters, such as EUR.', it: 'Tre lettere, come EUR.' },
})

export const sender = words({
  explain: {
    en: 'What people see as the sender. Mailboxes trust it once the domain says that it is yours.',
    it: 'Chi appare come mittente. Le caselle si fidano quando il dominio dice che è tuo.',
  },
  name: { en: 'Name of the sender', it: 'Nome del mittente' },
  address: { en: 'Address of the sender', it: 'Indirizzo del mittente' },
  addressHelp: {
    en: 'Empty: the default of the mail server.',
    it: 'Vuoto: quello predefinito del server di posta.',
  },
  replyTo: { en: 'Answers go to', it: 'Le risposte vanno a' },
  smsFrom: { en: 'Sender of texts', it: 'Mittente degli SMS' },
  smsFromHelp: {
    en: 'A number such as +39…, or a name of up to 11 letters where the provider allows it.',
    it: 'Un numero come +39…, o un nome fino a 11 lettere se il fornitore lo permette.',
  },
  selector: { en: 'DKIM selector', it: 'Selettore DKIM' },
  selectorHelp: {
    en: 'The name your mail provider gave to the key, such as s1; it is looked for at s1._domainkey.your-domain.',
    it: 'Il nome che il fornitore di posta ha dato alla chiave, come s1; si cerca in s1._domainkey.tuo-dominio.',
  },
  domain: { en: 'What the domain says', it: 'Che cosa dice il dominio' },
  lookAgain: { en: 'Look again', it: 'Controlla di nuovo' },
})

export const consentSettings = words({
  explain: {
    en: 'A marketing message goes to nobody who has not agreed. What they agree to is kept with the proof.',
    it: 'Nessun messaggio di marketing va a chi non ha acconsentito. Ciò a cui si acconsente resta con la prova.',
  },
  text: { en: 'Consent text', it: 'Testo del consenso' },
  textHelp: {
    en: 'Added below the sentence people agree to when they confirm: what you send, how often, and where your privacy notice is.',
    it: 'Aggiunto sotto la frase che si conferma: che cosa invii, ogni quanto, e dove si trova l’informativa sulla privacy.',
  },
  doubleOptIn: { en: 'Ask once more by a link before it counts', it: 'Chiedere una seconda conferma con un link' },
  doubleOptInHelp: {
    en: 'What people ask for in a form is always confirmed. With this, also what your shop’s server says for them: one message with a link, and only after it the consent holds.',
    it: 'Ciò che le persone chiedono in un modulo è sempre confermato. Così anche ciò che il server del negozio dice per loro: un messaggio con un link, e solo dopo il consenso vale.',
  },
})

export const limits = words({
  explain: {
    en: 'However many flows somebody is in, they get no more than this. Transactional messages do not count.',
    it: 'In quanti flussi si trovi, nessuno riceve più di così. I messaggi transazionali non contano.',
  },
  none: { en: 'There is no limit: each flow sends what it likes.', it: 'Nessun limite: ogni flusso invia quanto vuole.' },
  propose: { en: 'Use the proposed limits', it: 'Usa i limiti proposti' },
  add: { en: 'Add a limit', it: 'Aggiungi un limite' },
  remove: { en: 'Remove the limit {{n}}', it: 'Rimuovi il limite {{n}}' },
  most: { en: 'At most', it: 'Al massimo' },
  channel: { en: 'On', it: 'Su' },
  every: { en: 'Every channel', it: 'Tutti i canali' },
  window: { en: 'Within', it: 'In' },
  hours24: { en: '24 hours', it: '24 ore' },
  days7: { en: '7 days', it: '7 giorni' },
  days30: { en: '30 days', it: '30 giorni' },
  day: { en: 'a calendar day', it: 'un giorno di calendario' },
  week: { en: 'a calendar week', it: 'una settimana di calendario' },
  month: { en: 'a calendar month', it: 'un mese di calendario' },
  whenFull: { en: 'What is too much', it: 'Ciò che è di troppo' },
  hold: { en: 'waits until there is room', it: 'aspetta finché c’è posto' },
  skip: { en: 'is not sent', it: 'non viene inviato' },
  brake: { en: 'Automatic brake', it: 'Freno automatico' },
  brakeExplain: {
    en: 'Stops by itself whatever runs away: a contact written to too often, or a flow that repeats itself.',
    it: 'Ferma da sé ciò che sfugge di mano: un contatto a cui si scrive troppo, o un flusso che si ripete.',
  },
  perDay: { en: 'Messages to one contact in a day, at most', it: 'Messaggi a un contatto in un giorno, al massimo' },
  repeats: { en: 'Stop a flow that repeats itself', it: 'Ferma un flusso che si ripete' },
  repeatsLeast: { en: 'From so many repeats in an hour', it: 'Da quante ripetizioni in un’ora' },
  repeatsPercent: { en: 'And so many of a hundred', it: 'E quante su cento' },
  release: { en: 'How fast held messages go out, a minute', it: 'Quanti messaggi trattenuti escono al minuto' },
})

export const quiet = words({
  explain: {
    en: 'When nothing is sent on a channel, by the clock of whoever would get it. Italian law adds nights and Sundays for marketing texts.',
    it: 'Quando su un canale non si invia nulla, secondo l’orologio di chi riceve. Per gli SMS di marketing la legge italiana aggiunge notti e domeniche.',
  },
  on: { en: 'Quiet hours for {{channel}}', it: 'Fasce di silenzio per {{channel}}' },
  off: { en: 'Nothing is quiet: messages go out at any hour.', it: 'Nessun silenzio: i messaggi escono a qualsiasi ora.' },
  from: { en: 'From', it: 'Dalle' },
  to: { en: 'Until', it: 'Alle' },
  addWindow: { en: 'Add hours', it: 'Aggiungi una fascia' },
  removeWindow: { en: 'Remove the hours from {{from}} to {{to}}', it: 'Rimuovi la fascia dalle {{from}} alle {{to}}' },
  days: { en: 'Whole quiet days', it: 'Giorni interi di silenzio' },
  holidays: { en: 'Public holidays of the contact’s country too', it: 'Anche i giorni festivi del paese del contatto' },
  whenQuiet: { en: 'What falls into them', it: 'Ciò che vi cade' },
  hold: { en: 'waits until they end', it: 'aspetta la fine' },
  skip: { en: 'is not sent, the journey goes on', it: 'non viene inviato, il percorso prosegue' },
  end: { en: 'is not sent, the journey ends', it: 'non viene inviato, il percorso finisce' },
})

export const providers = words({
  explain: {
    en: 'Who carries your messages, how they are doing, and how much you let them carry.',
    it: 'Chi recapita i tuoi messaggi, come sta, e quanto gli affidi.',
  },
  none: {
    en: 'Nobody carries messages yet: they stay on the screen. Set SNODO_SMTP_URL or SNODO_SMS_URL and start again.',
    it: 'Nessun fornitore per ora: i messaggi restano sullo schermo. Imposta SNODO_SMTP_URL o SNODO_SMS_URL e riavvia.',
  },
  sandbox: { en: 'Sandbox: keeps messages for the screen', it: 'Area di prova: conserva i messaggi per lo schermo' },
  smtp: { en: 'Mail server', it: 'Server di posta' },
  twilio: { en: 'Twilio, for texts', it: 'Twilio, per gli SMS' },
  well: { en: 'All is well', it: 'Tutto bene' },
  wellExplain: { en: 'It takes what it is given.', it: 'Prende ciò che gli si affida.' },
  resting: { en: 'Left alone until {{when}}', it: 'A riposo fino a {{when}}' },
  restingExplain: {
    en: 'It was in trouble {{count}} times in a row, so nothing is handed to it for a while; messages wait and none is lost.',
    it: 'Ha avuto problemi {{count}} volte di fila: per un po’ non gli si affida nulla; i messaggi aspettano e nessuno va perso.',
  },
  full: { en: 'Budget used up until {{when}}', it: 'Quota esaurita fino a {{when}}' },
  fullExplain: {
    en: 'As much as you allow has gone by it; the rest waits.',
    it: 'È passato quanto concedi; il resto aspetta.',
  },
  today_one: { en: '{{count}} message today', it: '{{count}} messaggio oggi' },
  today_other: { en: '{{count}} messages today', it: '{{count}} messaggi oggi' },
  perSecond: { en: 'A second', it: 'Al secondo' },
  perMinute: { en: 'A minute', it: 'Al minuto' },
  perDay: { en: 'A day', it: 'Al giorno' },
  budget: { en: 'Budget: empty means as much as it takes', it: 'Quota: vuoto significa quanto riesce' },
  try: { en: 'Send a test to yourself', it: 'Invia una prova a te' },
  tryEmail: { en: 'Your own e-mail address', it: 'Il tuo indirizzo e-mail' },
  trySms: { en: 'Your own number', it: 'Il tuo numero' },
  trySend: { en: 'Send the test', it: 'Invia la prova' },
  tryExplain: {
    en: 'One plain message leaves for this address, in the sandbox too.',
    it: 'Un messaggio semplice parte per questo indirizzo, anche nell’area di prova.',
  },
  accepted: { en: 'The provider took it. Look into your mailbox.', it: 'Il fornitore l’ha preso. Guarda nella tua casella.' },
  refused: { en: 'The provider refused it: {{say}}', it: 'Il fornitore l’ha rifiutato: {{say}}' },
  away: { en: 'The provider did not take it: {{say}}', it: 'Il fornitore non l’ha preso: {{say}}' },
})

export const retention = words({
  explain: {
    en: 'Whole months are dropped once they are older; totals stay. Empty keeps them for ever.',
    it: 'I mesi interi più vecchi vengono eliminati; i totali restano. Vuoto conserva per sempre.',
  },
  events: { en: 'Events, months', it: 'Eventi, mesi' },
  eventsHelp: {
    en: 'What people did. Conditions about the past cannot look further back.',
    it: 'Che cosa hanno fatto le persone. Le condizioni sul passato non guardano più indietro.',
  },
  journal: { en: 'History of journeys, months', it: 'Cronologia dei percorsi, mesi' },
  journalHelp: { en: 'Without it nobody can answer “why?” any more.', it: 'Senza, nessuno può più rispondere «perché?».' },
  messages: { en: 'Messages, months', it: 'Messaggi, mesi' },
  messagesHelp: {
    en: 'Those settled, of journeys that are over.',
    it: 'Quelli conclusi, di percorsi finiti.',
  },
  forever: { en: 'for ever', it: 'per sempre' },
})

export const accessKeys = words({
  explain: {
    en: 'API keys are for your own programs and may do everything. Keys for events are for sites and shops.',
    it: 'Le chiavi API servono ai tuoi programmi e possono tutto. Le chiavi per gli eventi servono a siti e negozi.',
  },
  apiKeys: { en: 'API keys', it: 'Chiavi API' },
  none: {
    en: 'No key yet. Make one for each program, so that each can be taken back alone.',
    it: 'Ancora nessuna chiave. Creane una per ogni programma, così puoi revocarle una alla volta.',
  },
  name: { en: 'What is it for?', it: 'A che cosa serve?' },
  nameExample: { en: 'Till in Rome', it: 'Cassa di Roma' },
  create: { en: 'Make a key', it: 'Crea una chiave' },
  created: { en: 'The key “{{name}}” is made', it: 'La chiave «{{name}}» è pronta' },
  onceOnly: {
    en: 'Copy it now: it is shown this once and never again.',
    it: 'Copiala ora: si vede solo questa volta.',
  },
  copy: { en: 'Copy', it: 'Copia' },
  copied: { en: 'Copied', it: 'Copiata' },
  done: { en: 'I have it', it: 'L’ho copiata' },
  revoke: { en: 'Take back', it: 'Revoca' },
  revokeTitle: { en: 'Take back “{{name}}”?', it: 'Revocare «{{name}}»?' },
  revokeExplain: {
    en: 'Programs that use it are refused within ten seconds. It cannot be undone.',
    it: 'I programmi che la usano vengono rifiutati entro dieci secondi. Non si può annullare.',
  },
  revoked: { en: 'taken back {{when}}', it: 'revocata {{when}}' },
  madeBy: { en: '{{when}} by {{who}}', it: '{{when}} da {{who}}' },
  eventKeys: { en: 'Keys for events', it: 'Chiavi per gli eventi' },
  browser: { en: 'For pages in a browser (public)', it: 'Per le pagine nel browser (pubblica)' },
  browserHelp: {
    en: 'May send events and nothing else: it can stand in the source of a page.',
    it: 'Può inviare eventi e nient’altro: può stare nel sorgente di una pagina.',
  },
  server: { en: 'For servers (secret)', it: 'Per i server (segreta)' },
  serverHelp: {
    en: 'Begins with {{hint}}; it stands in SNODO_WRITE_KEY, or in the data folder of the server. It is changed there.',
    it: 'Comincia con {{hint}}; si trova in SNODO_WRITE_KEY, o nella cartella dati del server. Si cambia lì.',
  },
})

export const eventSettings = words({
  explain: {
    en: 'What sites, shops and tills send. Every event is kept; here you say which of them move contacts, and when.',
    it: 'Ciò che inviano siti, negozi e casse. Ogni evento resta; qui decidi quali muovono i contatti, e quando.',
  },
  limit: { en: 'Limit the events of one contact', it: 'Limita gli eventi di un contatto' },
  limitHelp: {
    en: 'What is beyond is kept and moves nobody: a broken site that reports a page a thousand times sets off no thousand journeys.',
    it: 'Ciò che eccede resta e non muove nessuno: un sito guasto che segnala mille volte una pagina non avvia mille percorsi.',
  },
  minute: { en: 'a minute', it: 'un minuto' },
  hour: { en: 'an hour', it: 'un’ora' },
  day: { en: 'a day', it: 'un giorno' },
  late: { en: 'Events that are reported late', it: 'Eventi segnalati in ritardo' },
  lateHelp: {
    en: 'Tills that report at night, for example: waits for such an event are kept open that much longer, for what happened in time.',
    it: 'Per esempio le casse che trasmettono di notte: le attese di quell’evento restano aperte altrettanto, per ciò che è avvenuto in tempo.',
  },
  event: { en: 'Event', it: 'Evento' },
  addLate: { en: 'Add an event', it: 'Aggiungi un evento' },
})
