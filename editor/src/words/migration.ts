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
