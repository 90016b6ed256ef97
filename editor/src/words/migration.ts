import { words } from './section.ts'

/** What becomes of those inside when a changed flow is published. */
export const migration = words({
  title: { en: 'What becomes of those inside?', it: 'Che ne sarà di chi è dentro?' },
  explain: {
    en: 'People stand at blocks this publish changes or takes away. Newcomers take the new version; say what these do.',
    it: 'Ci sono contatti in blocchi che questa pubblicazione cambia o toglie. Chi entra da ora segue la nuova versione; scegli per loro.',
  },
  removed: { en: 'This block goes', it: 'Questo blocco non c’è più' },
  changed: { en: 'This block changes', it: 'Questo blocco cambia' },
  inside_one: { en: '{{count}} contact stands here', it: '{{count}} contatto è qui' },
  inside_other: { en: '{{count}} contacts stand here', it: '{{count}} contatti sono qui' },
  held_one: {
    en: '{{count}} is held, and stays so until released',
    it: '{{count}} è trattenuto, e lo resta finché non lo sblocchi',
  },
  held_other: {
    en: '{{count}} are held, and stay so until released',
    it: '{{count}} sono trattenuti, e lo restano finché non li sblocchi',
  },
  failed_one: {
    en: '{{count}} has failed, and goes on only if sent to another block',
    it: '{{count}} è fallito, e prosegue solo se mandato a un altro blocco',
  },
  failed_other: {
    en: '{{count}} have failed, and go on only if sent to another block',
    it: '{{count}} sono falliti, e proseguono solo se mandati a un altro blocco',
  },
  shutTitle: { en: 'Who may come in after this?', it: 'Chi può entrare dopo?' },
  isClosed: { en: 'Entries to this flow are closed', it: 'Gli ingressi di questo flusso sono chiusi' },
  isStopped: { en: 'This flow was ended', it: 'Questo flusso è stato terminato' },
  keepClosed: {
    en: 'Keep them closed: only those inside get what is new',
    it: 'Lasciali chiusi: solo chi è dentro riceve le novità',
  },
  keepStopped: { en: 'Leave it ended: nobody comes in', it: 'Lascialo terminato: non entra nessuno' },
  reopen: { en: 'Open it for entries again', it: 'Riapri gli ingressi' },
  rollBackTitle: { en: 'Roll back to version {{version}}?', it: 'Tornare alla versione {{version}}?' },
  rollBackExplain: {
    en: 'Newcomers take that version again. The newest texts hold in it too, and your draft stays as it is.',
    it: 'Chi entra da ora segue di nuovo quella versione. Anche lì valgono i testi più recenti, e la bozza resta com’è.',
  },
  rollBack: { en: 'Roll back', it: 'Torna indietro' },
  stayKeep: {
    en: 'Keep the old due time and finish on their version',
    it: 'Tengono la vecchia scadenza e finiscono sulla loro versione',
  },
  stay: { en: 'Finish on their version', it: 'Finiscono sulla loro versione' },
  carry: { en: 'Come over to the new version', it: 'Passano alla nuova versione' },
  carryKeep: {
    en: 'Come over; their waits end when they would have',
    it: 'Passano; le attese finiscono quando sarebbero finite',
  },
  carryRecompute: { en: 'Come over; their waits are counted anew', it: 'Passano; le attese si contano da capo' },
  end: { en: 'End their journey here', it: 'Terminano qui il percorso' },
  moveTo: { en: 'Go to “{{name}}”', it: 'Vanno a «{{name}}»' },
})
