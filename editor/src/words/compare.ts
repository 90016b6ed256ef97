import { words } from './section.ts'

/** Two states of a flow beside each other. */
export const compare = words({
  title: { en: 'What changed', it: 'Che cosa è cambiato' },
  from: { en: 'Before', it: 'Prima' },
  to: { en: 'After', it: 'Dopo' },
  draft: { en: 'Draft', it: 'Bozza' },
  version: { en: 'Version {{version}} · {{when}}', it: 'Versione {{version}} · {{when}}' },
  publishedBy: { en: 'Published by {{by}}', it: 'Pubblicata da {{by}}' },
  versions: { en: 'Versions', it: 'Versioni' },
  live: { en: 'Live', it: 'Attiva' },
  inside_one: { en: '{{count}} inside', it: '{{count}} all’interno' },
  inside_other: { en: '{{count}} inside', it: '{{count}} all’interno' },
  rollBack: { en: 'Roll back', it: 'Torna a questa' },
  rollBackTo: { en: 'Roll back to version {{version}}', it: 'Torna a questa: versione {{version}}' },
  withMoves: { en: 'Show moved blocks too', it: 'Mostra anche i blocchi spostati' },
  neverPublished: {
    en: 'This flow has not been published yet: there is nothing to compare with.',
    it: 'Questo flusso non è ancora stato pubblicato: non c’è nulla con cui confrontarlo.',
  },
  count_one: { en: '{{count}} change', it: '{{count}} modifica' },
  count_other: { en: '{{count}} changes', it: '{{count}} modifiche' },
  wholeFlow: { en: 'The flow itself', it: 'Il flusso stesso' },
  writtenSince: { en: 'Who wrote what since version {{version}}', it: 'Chi ha scritto cosa dalla versione {{version}}' },
  nothingWritten: { en: 'Nobody has changed the draft since.', it: 'Da allora nessuno ha cambiato la bozza.' },
  added: { en: 'Added', it: 'Aggiunto' },
  removed: { en: 'Removed', it: 'Rimosso' },
  changed: { en: 'Changed', it: 'Modificato' },
  moved: { en: 'Moved', it: 'Spostato' },
  takeBack: { en: 'Take this change back', it: 'Annulla questa modifica' },
  takeBackOf: { en: 'Take back: {{what}}', it: 'Annulla: {{what}}' },
})
