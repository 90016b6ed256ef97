import { words } from './section.ts'

export const goLive = words({
  title: { en: 'Going live', it: 'Prima di partire' },
  explain: {
    en: 'What stands between you and writing to real people. Nothing leaves before the last step.',
    it: 'Che cosa manca prima di scrivere a persone vere. Nulla esce prima dell’ultimo passo.',
  },
  progress: { en: '{{done}} of {{total}} done', it: '{{done}} di {{total}} fatti' },
  done: { en: 'Done', it: 'Fatto' },
  open: { en: 'To do', it: 'Da fare' },
  unknown: { en: 'Not known', it: 'Non si sa' },
  ready: { en: 'Everything is ready.', it: 'È tutto pronto.' },
  notReady: {
    en: 'You can go live with steps left to do; mailboxes and the law may take it ill.',
    it: 'Puoi partire anche con passi da fare; le caselle e la legge potrebbero non gradire.',
  },
  lookAgain: { en: 'Look again', it: 'Controlla di nuovo' },
  fix: { en: 'Set it', it: 'Imposta' },
  howDns: { en: 'See what to do', it: 'Vedi che cosa fare' },
  tryIt: { en: 'Send a test', it: 'Invia una prova' },
  toFlows: { en: 'To the flows', it: 'Vai ai flussi' },
})

/** What each step is, and why it matters. */
export const goLiveStep = words({
  sender: { en: 'A sender', it: 'Un mittente' },
  senderWhy: { en: 'People open what comes from somebody they know.', it: 'Le persone aprono ciò che arriva da chi conoscono.' },
  spf: { en: 'SPF: who may send for your domain', it: 'SPF: chi può inviare per il tuo dominio' },
  spfWhy: {
    en: 'Without it mailboxes take your mail for a forgery.',
    it: 'Senza, le caselle prendono la tua posta per un falso.',
  },
  dkim: { en: 'DKIM: your signature', it: 'DKIM: la tua firma' },
  dkimWhy: {
    en: 'It proves that nobody changed a message on its way.',
    it: 'Prova che nessuno ha cambiato il messaggio per strada.',
  },
  dmarc: { en: 'DMARC: what becomes of forgeries', it: 'DMARC: che fine fanno i falsi' },
  dmarcWhy: {
    en: 'Gmail and Yahoo ask for it from everyone who sends much.',
    it: 'Gmail e Yahoo lo chiedono a chi invia molto.',
  },
  footer: { en: 'Name and postal address', it: 'Nome e indirizzo postale' },
  footerWhy: {
    en: 'The law wants them at the foot of marketing mail.',
    it: 'La legge li vuole in fondo alle e-mail di marketing.',
  },
  consent: { en: 'Consent text', it: 'Testo del consenso' },
  consentWhy: { en: 'A consent holds only for what somebody was told.', it: 'Un consenso vale solo per ciò che è stato detto.' },
  provider: { en: 'A provider that was tried', it: 'Un fornitore provato' },
  providerWhy: {
    en: 'A wrong password shows now, and not on the day of the big send.',
    it: 'Una password sbagliata si vede ora, e non il giorno del grande invio.',
  },
  flow: { en: 'A flow of your own, published', it: 'Un flusso tuo, pubblicato' },
  flowWhy: { en: 'The sample writes to invented people only.', it: 'L’esempio scrive solo a persone inventate.' },
  sandbox: { en: 'Sandbox off', it: 'Area di prova disattivata' },
  sandboxWhy: { en: 'Until then every message stays on the screen.', it: 'Fino ad allora ogni messaggio resta sullo schermo.' },
})

/** What was found, by the server’s code in one word: `SPF_MISSING` is `spfMissing`. */
export const goLiveFound = words({
  senderMissing: { en: 'No sender is set.', it: 'Nessun mittente impostato.' },
  senderFound: { en: 'Messages come from {{address}}.', it: 'I messaggi arrivano da {{address}}.' },
  noDomain: { en: 'Set a sender first: its domain is looked up.', it: 'Imposta prima un mittente: se ne controlla il dominio.' },
  noAnswer: {
    en: 'The DNS gave no answer for {{domain}}. Look again in a while.',
    it: 'Il DNS non ha risposto per {{domain}}. Riprova tra un po’.',
  },
  spfMissing: {
    en: 'The domain {{domain}} has no SPF record. Add a TXT record such as v=spf1 include:your-provider -all.',
    it: 'Il dominio {{domain}} non ha un record SPF. Aggiungi un record TXT come v=spf1 include:tuo-fornitore -all.',
  },
  spfTwice: {
    en: 'The domain {{domain}} has two SPF records, which mailboxes take for none. Make them one.',
    it: 'Il dominio {{domain}} ha due record SPF, che le caselle considerano nessuno. Uniscili.',
  },
  spfAnybody: {
    en: 'The SPF record lets anybody send for {{domain}}: {{record}}. End it with -all or ~all.',
    it: 'Il record SPF permette a chiunque di inviare per {{domain}}: {{record}}. Chiudilo con -all o ~all.',
  },
  spfFound: { en: '{{domain}} says: {{record}}', it: '{{domain}} dice: {{record}}' },
  dkimNoSelector: {
    en: 'Enter the selector your mail provider gave you, so that the key can be looked for.',
    it: 'Inserisci il selettore dato dal fornitore di posta, così si può cercare la chiave.',
  },
  dkimMissing: { en: 'There is no key at {{name}}.', it: 'Non c’è una chiave in {{name}}.' },
  dkimRevoked: { en: 'The key at {{name}} was taken back.', it: 'La chiave in {{name}} è stata revocata.' },
  dkimFound: { en: 'A key stands at {{name}}.', it: 'C’è una chiave in {{name}}.' },
  dmarcMissing: {
    en: 'There is no policy at {{name}}. Add a TXT record such as v=DMARC1; p=none.',
    it: 'Non c’è una politica in {{name}}. Aggiungi un record TXT come v=DMARC1; p=none.',
  },
  dmarcFound: { en: 'Policy at {{name}}: {{policy}}.', it: 'Politica in {{name}}: {{policy}}.' },
  footerMissing: { en: 'Nothing stands at the foot of your e-mails.', it: 'In fondo alle tue e-mail non c’è nulla.' },
  footerFound: { en: 'It stands at the foot of every e-mail.', it: 'Compare in fondo a ogni e-mail.' },
  consentTextMissing: {
    en: 'People are told only the channel and the purpose.',
    it: 'Alle persone si dicono solo canale e finalità.',
  },
  consentTextFound: { en: 'It stands where people confirm, and in the proof.', it: 'Compare dove si conferma, e nella prova.' },
  providerMissing: { en: 'Nobody carries messages yet.', it: 'Nessuno recapita ancora i messaggi.' },
  providerUntried: { en: '{{provider}} has not been tried.', it: '{{provider}} non è stato provato.' },
  providerFailed: {
    en: 'The last test by {{provider}} failed: {{say}}',
    it: 'L’ultima prova con {{provider}} è fallita: {{say}}',
  },
  providerTried: { en: '{{provider}} took a test message.', it: '{{provider}} ha preso un messaggio di prova.' },
  flowMissing: { en: 'None is live yet.', it: 'Nessuno è ancora attivo.' },
  flowLive: { en: '“{{name}}” is live.', it: '«{{name}}» è attivo.' },
  live: { en: 'Messages leave.', it: 'I messaggi escono.' },
  sandbox: { en: 'No message leaves.', it: 'Nessun messaggio esce.' },
})
