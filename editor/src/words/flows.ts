import { words } from './section.ts'

export const flows = words({
  title: { en: 'Flows', it: 'Flussi' },
  new: { en: 'New flow', it: 'Nuovo flusso' },
  empty: { en: 'Empty flow', it: 'Flusso vuoto' },
  emptyExplain: { en: 'Start from a blank canvas.', it: 'Parti da una tela vuota.' },
  nothingYet: { en: 'A flow takes each contact by the hand', it: 'Un flusso accompagna ogni contatto' },
  nothingYetExplain: {
    en: 'Something happens, you wait, you look at how they reacted, you write again. Draw it once; it runs for everyone.',
    it: 'Succede qualcosa, aspetti, guardi come hanno reagito, scrivi di nuovo. Lo disegni una volta e vale per tutti.',
  },
  example: {
    en: 'For example: someone signs up → welcome e-mail → wait 3 days → product stories.',
    it: 'Per esempio: qualcuno si iscrive → e-mail di benvenuto → attesa di 3 giorni → storie dei prodotti.',
  },
  createTitle: { en: 'New flow', it: 'Nuovo flusso' },
  startFrom: { en: 'Start from', it: 'Parti da' },
  name: { en: 'Name', it: 'Nome' },
  untitled: { en: 'Untitled flow', it: 'Flusso senza nome' },
  create: { en: 'Create', it: 'Crea' },
  state: { en: 'State', it: 'Stato' },
  inside: { en: 'Inside now', it: 'Dentro ora' },
  entered: { en: 'Entered', it: 'Entrati' },
  changed: { en: 'Last change', it: 'Ultima modifica' },
  version: { en: 'Version', it: 'Versione' },
  duplicate: { en: 'Duplicate', it: 'Duplica' },
  copyOf: { en: 'Copy of {{name}}', it: 'Copia di {{name}}' },
  deleteTitle: { en: 'Delete “{{name}}”?', it: 'Eliminare «{{name}}»?' },
  deleteExplain: {
    en: 'The drawing and its draft go for good. A flow that ever let contacts in can be ended instead, so that its history stays.',
    it: 'Il disegno e la bozza spariscono per sempre. Un flusso in cui sono entrati contatti si può invece terminare, così la cronologia resta.',
  },
  deleted: { en: '“{{name}}” was deleted.', it: '«{{name}}» è stato eliminato.' },
  actionsFor: { en: 'Actions for {{name}}', it: 'Azioni per {{name}}' },
  filter: { en: 'Find a flow', it: 'Trova un flusso' },
  noMatch: { en: 'No flow has this name.', it: 'Nessun flusso ha questo nome.' },
  count_one: { en: '{{count}} flow', it: '{{count}} flusso' },
  count_other: { en: '{{count}} flows', it: '{{count}} flussi' },
})

/** The states of a flow, as badges. */
export const flowState = words({
  draft: { en: 'Draft', it: 'Bozza' },
  live: { en: 'Live', it: 'Attivo' },
  paused: { en: 'Paused', it: 'In pausa' },
  closed: { en: 'Entries closed', it: 'Ingressi chiusi' },
  stopped: { en: 'Ended', it: 'Terminato' },
  archived: { en: 'Archived', it: 'Archiviato' },
})
