import { words } from './section.ts'

/** Pages of the control room. */
export const controlRoom = words({
  sending: { en: 'Sending now', it: 'In invio' },
  held: { en: 'Held', it: 'Trattenuti' },
  errors: { en: 'Errors', it: 'Errori' },
  audit: { en: 'Audit', it: 'Attività' },
})

/** The strip on top: how the machine is, in words. */
export const health = words({
  label: { en: 'How it is going', it: 'Come va' },
  well: { en: 'All is well: nothing waits too long.', it: 'Tutto bene: nulla aspetta troppo.' },
  late: { en: 'Work has been waiting for {{age}}.', it: 'C’è lavoro in attesa da {{age}}.' },
  nobodyMoves: { en: 'No process moves contacts right now.', it: 'Nessun processo sta muovendo i contatti.' },
  broken_one: {
    en: '{{count}} row breaks what must always hold: tell whoever runs the server.',
    it: '{{count}} riga viola ciò che deve sempre valere: avvisa chi gestisce il server.',
  },
  broken_other: {
    en: '{{count}} rows break what must always hold: tell whoever runs the server.',
    it: '{{count}} righe violano ciò che deve sempre valere: avvisa chi gestisce il server.',
  },
  failedWait_one: {
    en: 'Nothing waits too long, but {{count}} journey failed and waits for you.',
    it: 'Nulla aspetta troppo, ma {{count}} percorso è fallito e aspetta te.',
  },
  failedWait_other: {
    en: 'Nothing waits too long, but {{count}} journeys failed and wait for you.',
    it: 'Nulla aspetta troppo, ma {{count}} percorsi sono falliti e aspettano te.',
  },
  waiting: { en: 'Waiting', it: 'In attesa' },
  oldest: { en: 'Oldest', it: 'Il più vecchio' },
  inside: { en: 'In flows', it: 'Nei flussi' },
  failed: { en: 'Failed', it: 'Falliti' },
  checked: { en: 'Data checked', it: 'Dati controllati' },
  notChecked: { en: 'not yet', it: 'non ancora' },
})

export const sendingNow = words({
  none: { en: 'Nothing is on its way out', it: 'Nulla è in uscita' },
  noneExplain: {
    en: 'As soon as a flow sends, you see here what, how many, how fast and by whom it was published, and you can stop it.',
    it: 'Appena un flusso invia, qui vedi che cosa, quanti, a che ritmo e chi l’ha pubblicato, e puoi fermarlo.',
  },
  what: { en: 'What', it: 'Che cosa' },
  due: { en: 'To go now', it: 'Da inviare' },
  inHand: { en: 'With the provider', it: 'Dal fornitore' },
  later: { en: 'Put off', it: 'Rimandati' },
  rate: { en: 'A minute', it: 'Al minuto' },
  left: { en: 'Left', it: 'Mancano' },
  by: { en: 'Published by', it: 'Pubblicato da' },
  version: { en: 'version {{n}}, {{when}}', it: 'versione {{n}}, {{when}}' },
  own: { en: 'Confirmations of consent', it: 'Conferme di consenso' },
  stopBlock: { en: 'Stop this message', it: 'Ferma questo messaggio' },
  stopFlow: { en: 'Stop the flow’s messages', it: 'Ferma i messaggi del flusso' },
  goOn: { en: 'Let it go on', it: 'Riprendi' },
  stopped: { en: 'stopped', it: 'fermo' },
  braked: { en: 'automatic brake', it: 'freno automatico' },
  paused: { en: 'flow paused', it: 'flusso in pausa' },
  stopTitle: { en: 'Stop “{{what}}”?', it: 'Fermare «{{what}}»?' },
  stopExplain: {
    en: 'Nothing more of it leaves. Journeys go on; their messages wait until you let them go.',
    it: 'Non ne esce più nulla. I percorsi continuano; i messaggi aspettano finché non li fai ripartire.',
  },
  goOnTitle: { en: 'Let “{{what}}” go on?', it: 'Far ripartire «{{what}}»?' },
  goOnExplain: {
    en: 'What waits is judged again before it leaves: consent, quiet hours, frequency limits and age.',
    it: 'Ciò che aspetta viene rivalutato prima di uscire: consenso, fasce di silenzio, limiti di frequenza ed età.',
  },
  brakeTitle: { en: 'Release the automatic brake of “{{what}}”?', it: 'Togliere il freno automatico a «{{what}}»?' },
  brakeExplain: {
    en: 'The flow repeated itself and was stopped. Once released it is not stopped again for an hour, or for a day where the repeats are sent.',
    it: 'Il flusso si ripeteva ed è stato fermato. Una volta tolto, il freno non scatta per un’ora, o per un giorno se invii le ripetizioni.',
  },
  repeats_one: {
    en: '{{count}} message repeats what its contact had within a day',
    it: '{{count}} messaggio ripete ciò che il contatto ha già ricevuto entro un giorno',
  },
  repeats_other: {
    en: '{{count}} messages to {{contacts}} contacts repeat what they had within a day',
    it: '{{count}} messaggi a {{contacts}} contatti ripetono ciò che hanno già ricevuto entro un giorno',
  },
  repeatsDrop: { en: 'Do not send the repeats', it: 'Non inviare le ripetizioni' },
  repeatsSend: { en: 'Send them too', it: 'Inviale comunque' },
  release: { en: 'Release the brake', it: 'Togli il freno' },
  counts: {
    en: 'Handed over: {{handedOver}} · held: {{held}} · waiting: {{waiting}}',
    it: 'Consegnati: {{handedOver}} · trattenuti: {{held}} · in attesa: {{waiting}}',
  },
  stopNow: { en: 'Stop now', it: 'Ferma ora' },
  atLeast: {
    en: 'There is more than was counted: the numbers are a least.',
    it: 'C’è più di quanto contato: i numeri sono un minimo.',
  },
  standing: { en: 'Orders to stop sending', it: 'Ordini di fermare gli invii' },
  scopeAll: { en: 'All sending', it: 'Tutti gli invii' },
  scopeChannel: { en: 'Channel: {{channel}}', it: 'Canale: {{channel}}' },
  orderedBy: { en: 'by {{who}}, {{when}}', it: 'da {{who}}, {{when}}' },
})

export const held = words({
  explain: {
    en: 'Journeys that stand still: their step failed, or somebody holds them. They wait for you.',
    it: 'Percorsi fermi: il passaggio è fallito, o qualcuno li trattiene. Aspettano te.',
  },
  none: { en: 'Nobody stands still', it: 'Nessuno è fermo' },
  noneExplain: {
    en: 'When a step fails for good, or you hold somebody, they appear here with the cause, and you can let many go on at once.',
    it: 'Quando un passaggio fallisce del tutto, o trattieni qualcuno, compaiono qui con la causa, e puoi farne ripartire molti insieme.',
  },
  failed: { en: 'failed', it: 'fallito' },
  heldState: { en: 'held', it: 'trattenuto' },
  people_one: { en: '{{count}} journey', it: '{{count}} percorso' },
  people_other: { en: '{{count}} journeys', it: '{{count}} percorsi' },
  lastHour: { en: '{{n}} in the last hour', it: '{{n}} nell’ultima ora' },
  since: { en: 'since {{when}}', it: 'da {{when}}' },
  noCause: { en: 'No cause was written down.', it: 'Non è scritta alcuna causa.' },
  who: { en: 'Who?', it: 'Chi?' },
  orders: { en: 'Orders', it: 'Ordini' },
  noOrders: { en: 'No order was given yet.', it: 'Nessun ordine finora.' },
})

/** What can be ordered for many journeys at once. */
export const orders = words({
  retry: { en: 'Try again', it: 'Riprova' },
  skip: { en: 'Skip the block', it: 'Salta il blocco' },
  move: { en: 'Move', it: 'Sposta' },
  end: { en: 'End', it: 'Termina' },
  hold: { en: 'Hold', it: 'Trattieni' },
  release: { en: 'Release', it: 'Rilascia' },
  enroll: { en: 'Let people in', it: 'Fai entrare' },
  migrate: { en: 'Take over to a version', it: 'Passa a una versione' },
  stop: { en: 'End the flow', it: 'Termina il flusso' },
  resume: { en: 'Resume the flow', it: 'Riprendi il flusso' },
  retryExplain: { en: 'The step is done once more, from its beginning.', it: 'Il passaggio viene rifatto dall’inizio.' },
  skipExplain: {
    en: 'They go on by a branch of the block, without what it does.',
    it: 'Proseguono per un ramo del blocco, senza ciò che fa.',
  },
  moveExplain: {
    en: 'They go on from another block of the same flow.',
    it: 'Proseguono da un altro blocco dello stesso flusso.',
  },
  endExplain: { en: 'Their journey ends here. It cannot be undone.', it: 'Il percorso finisce qui. Non si può annullare.' },
  holdExplain: {
    en: 'They stand still where they are until you release them.',
    it: 'Restano fermi dove sono finché non li rilasci.',
  },
  releaseExplain: { en: 'They go on from where they were held.', it: 'Proseguono da dove erano trattenuti.' },
  branch: { en: 'By the branch', it: 'Per il ramo' },
  firstBranch: { en: 'the first of the block', it: 'il primo del blocco' },
  to: { en: 'To the block', it: 'Al blocco' },
  counting: { en: 'Counting…', it: 'Conteggio…' },
  matched_one: { en: 'It concerns {{count}} journey.', it: 'Riguarda {{count}} percorso.' },
  matched_other: { en: 'It concerns {{count}} journeys.', it: 'Riguarda {{count}} percorsi.' },
  many: { en: 'Give an order', it: 'Dai un ordine' },
  other: { en: 'Other orders', it: 'Altri ordini' },
  retryThese: { en: 'Try these {{n}} again', it: 'Riprova questi {{n}}' },
  releaseThese: { en: 'Release these {{n}}', it: 'Rilascia questi {{n}}' },
  running: { en: 'Being done: {{percent}}', it: 'In corso: {{percent}}' },
  done: { en: 'done', it: 'fatto' },
  overtaken: { en: 'overtaken', it: 'superato' },
  failed: { en: 'failed', it: 'fallito' },
  changed_one: { en: '{{count}} journey changed', it: '{{count}} percorso cambiato' },
  changed_other: { en: '{{count}} journeys changed', it: '{{count}} percorsi cambiati' },
  goesOn: { en: 'It goes on by itself: you can leave this page.', it: 'Continua da sé: puoi lasciare questa pagina.' },
  by: { en: '{{when}} by {{who}}', it: '{{when}} da {{who}}' },
})

export const errors = words({
  explain: {
    en: 'Calls to the server that could not be taken in, kept for 30 days with the cause. Whoever sends them has to mend them.',
    it: 'Chiamate al server che non si sono potute accettare, conservate 30 giorni con la causa. Le deve correggere chi le invia.',
  },
  none: { en: 'Every call was taken in', it: 'Ogni chiamata è stata accettata' },
  noneExplain: {
    en: 'When a site, shop or program sends something that cannot be read, it is kept here with the reason instead of being lost.',
    it: 'Quando un sito, un negozio o un programma invia qualcosa che non si può leggere, resta qui con il motivo invece di andare perso.',
  },
  when: { en: 'When', it: 'Quando' },
  from: { en: 'From', it: 'Da' },
  cause: { en: 'Cause', it: 'Causa' },
  body: { en: 'What was sent', it: 'Che cosa è stato inviato' },
  times_one: { en: '{{count}} time', it: '{{count}} volta' },
  times_other: { en: '{{count}} times', it: '{{count}} volte' },
  latest: { en: 'latest {{when}}', it: 'ultima {{when}}' },
  show: { en: 'Show them', it: 'Mostra' },
  hide: { en: 'Hide them', it: 'Nascondi' },
  more: { en: 'Older ones are not counted here: load more.', it: 'Le più vecchie non sono contate: mostra altre.' },
})

export const audit = words({
  explain: {
    en: 'Who did what, when and why. Nothing here can be changed.',
    it: 'Chi ha fatto che cosa, quando e perché. Qui non si cambia nulla.',
  },
  none: { en: 'Nothing was done yet', it: 'Non è ancora stato fatto nulla' },
  noneExplain: {
    en: 'Every change and every order appears here, with its author and reason.',
    it: 'Ogni modifica e ogni ordine compaiono qui, con autore e motivo.',
  },
  noMatch: { en: 'Nothing matches these filters.', it: 'Nulla corrisponde ai filtri.' },
  when: { en: 'When', it: 'Quando' },
  who: { en: 'Who', it: 'Chi' },
  what: { en: 'What', it: 'Che cosa' },
  about: { en: 'About', it: 'Su' },
  why: { en: 'Why', it: 'Perché' },
  kind: { en: 'Kind', it: 'Tipo' },
  allKinds: { en: 'Everything', it: 'Tutto' },
  anybody: { en: 'Anybody', it: 'Chiunque' },
  details: { en: 'Details', it: 'Dettagli' },
  noReason: { en: 'no reason given', it: 'nessun motivo' },
})

/** Kinds of deeds, as the first word of their code. */
export const auditKind = words({
  flow: { en: 'Flows', it: 'Flussi' },
  enrollments: { en: 'Journeys', it: 'Percorsi' },
  contact: { en: 'Contacts', it: 'Contatti' },
  settings: { en: 'Settings', it: 'Impostazioni' },
  sending: { en: 'Sending', it: 'Invii' },
  provider: { en: 'Providers', it: 'Fornitori' },
})

/** Deeds by their code in one word: `flow.publish` is `flowPublish`. One this editor does not know is shown by its code. */
export const auditDeed = words({
  consentsSet: { en: 'Consents changed', it: 'Consensi cambiati' },
  contactBreakerReset: { en: 'Brake of a contact released', it: 'Freno di un contatto tolto' },
  contactChange: { en: 'Contact changed', it: 'Contatto modificato' },
  contactErase: { en: 'Contact erased', it: 'Contatto cancellato' },
  contactExport: { en: 'Data of a contact handed out', it: 'Dati di un contatto esportati' },
  contactMerge: { en: 'Contacts merged', it: 'Contatti uniti' },
  contentCreate: { en: 'Content made', it: 'Contenuto creato' },
  contentDelete: { en: 'Content deleted', it: 'Contenuto eliminato' },
  contentPublish: { en: 'Content published', it: 'Contenuto pubblicato' },
  contentTest: { en: 'Content sent to oneself', it: 'Contenuto inviato a sé' },
  couponIssue: { en: 'Coupon given', it: 'Buono sconto dato' },
  couponsAdd: { en: 'Coupon codes added', it: 'Codici di buoni aggiunti' },
  enrollmentsEnd: { en: 'Journeys ended', it: 'Percorsi terminati' },
  enrollmentsHold: { en: 'Journeys held', it: 'Percorsi trattenuti' },
  enrollmentsMove: { en: 'Journeys moved', it: 'Percorsi spostati' },
  enrollmentsRelease: { en: 'Journeys released', it: 'Percorsi rilasciati' },
  enrollmentsRetry: { en: 'Journeys tried again', it: 'Percorsi riprovati' },
  enrollmentsSkip: { en: 'Block skipped', it: 'Blocco saltato' },
  flowArchive: { en: 'Flow archived', it: 'Flusso archiviato' },
  flowBreakerReset: { en: 'Automatic brake released', it: 'Freno automatico tolto' },
  flowClose: { en: 'Entries closed', it: 'Ingressi chiusi' },
  flowCreate: { en: 'Flow made', it: 'Flusso creato' },
  flowDelete: { en: 'Flow deleted', it: 'Flusso eliminato' },
  flowEnroll: { en: 'Contacts let in by hand', it: 'Contatti inseriti a mano' },
  flowMigrate: { en: 'Journeys taken over to a version', it: 'Percorsi passati a una versione' },
  flowPause: { en: 'Flow paused', it: 'Flusso messo in pausa' },
  flowPublish: { en: 'Flow published', it: 'Flusso pubblicato' },
  flowResume: { en: 'Flow resumed', it: 'Flusso ripreso' },
  flowRollBack: { en: 'Earlier version made live', it: 'Versione precedente riattivata' },
  flowSendingStopped: { en: 'Stopped by the automatic brake', it: 'Fermato dal freno automatico' },
  flowStop: { en: 'Flow ended', it: 'Flusso terminato' },
  flowTag: { en: 'Flows tagged', it: 'Etichette dei flussi cambiate' },
  messagesHeld: { en: 'Messages held by the automatic brake', it: 'Messaggi trattenuti dal freno automatico' },
  providerTry: { en: 'Test message sent', it: 'Messaggio di prova inviato' },
  sendingGoOn: { en: 'Sending resumed', it: 'Invii ripresi' },
  sendingStop: { en: 'Sending stopped', it: 'Invii fermati' },
  settingsChange: { en: 'Setting changed', it: 'Impostazione modificata' },
})
