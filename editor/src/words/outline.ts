import { words } from './section.ts'

/** The flow as a list, and what is found in it. */
export const outline = words({
  title: { en: 'Outline', it: 'Struttura' },
  change: { en: 'Change between drawing and outline', it: 'Passa dal disegno alla struttura e viceversa' },
  show: { en: 'Show as an outline', it: 'Mostra come struttura' },
  showDrawing: { en: 'Show as a drawing', it: 'Mostra come disegno' },
  skip: { en: 'Read the flow as an outline', it: 'Leggi il flusso come struttura' },
  hint: {
    en: 'Arrow keys go from row to row, right and left open and close branches, letters find a block, Enter opens its settings, Alt and an arrow add the next block, Delete takes it away.',
    it: 'Le frecce passano da una riga all’altra, destra e sinistra aprono e chiudono i rami, le lettere trovano un blocco, Invio apre le sue impostazioni, Alt e una freccia aggiungono il blocco seguente, Canc lo toglie.',
  },
  step: { en: 'step {{step}}', it: 'punto {{step}}' },
  branch: { en: 'branch {{branch}}, {{place}} of {{of}}', it: 'ramo {{branch}}, {{place}} di {{of}}' },
  problems_one: { en: '{{count}} problem', it: '{{count}} problema' },
  problems_other: { en: '{{count}} problems', it: '{{count}} problemi' },
  visited: { en: 'visited as number {{visits}}', it: 'visitato come numero {{visits}}' },
  goesOn: { en: 'goes on at “{{name}}”, step {{step}}', it: 'prosegue da «{{name}}», punto {{step}}' },
  goesBack: { en: 'goes on at “{{name}}”, back at step {{step}}', it: 'prosegue da «{{name}}», di nuovo al punto {{step}}' },
  open: { en: 'nothing follows yet', it: 'non segue ancora nulla' },
  addHere: { en: 'Add a block after “{{name}}”', it: 'Aggiungi un blocco dopo «{{name}}»' },
  fold: { en: 'Close the branches of “{{name}}”', it: 'Chiudi i rami di «{{name}}»' },
  unfold: { en: 'Open the branches of “{{name}}”', it: 'Apri i rami di «{{name}}»' },
})

export const search = words({
  title: { en: 'Search in this flow', it: 'Cerca in questo flusso' },
  hint: { en: 'Name, type, text or problem', it: 'Nome, tipo, testo o problema' },
  place: { en: '{{at}} of {{count}}', it: '{{at}} di {{count}}' },
  nothing: { en: 'Nothing found', it: 'Nessun risultato' },
  next: { en: 'Next hit', it: 'Risultato successivo' },
  previous: { en: 'Hit before', it: 'Risultato precedente' },
})

/** What one has done, and may go back to. */
export const steps = words({
  title: { en: 'History', it: 'Cronologia' },
  mine: { en: 'My steps', it: 'Le mie modifiche' },
  none: {
    en: 'What you change here is listed step by step, and you can go back to any point.',
    it: 'Le modifiche che fai qui sono elencate una per una: puoi tornare a qualsiasi punto.',
  },
  beginning: { en: 'As it was when opened', it: 'Com’era all’apertura' },
  here: { en: 'Here now', it: 'Punto attuale' },
  undone: { en: 'Undone', it: 'Annullata' },
  goTo: { en: 'Go back or forward to: {{step}}', it: 'Torna o avanza a: {{step}}' },
  others: { en: 'Changed by others meanwhile', it: 'Modifiche di altri nel frattempo' },
  whole: { en: 'Replace the whole flow', it: 'Sostituisci l’intero flusso' },
})

export const keys = words({
  change: { en: 'Change', it: 'Cambia' },
  changeOf: { en: 'Change the keys for: {{action}}', it: 'Cambia i tasti per: {{action}}' },
  press: { en: 'Press the new keys (Esc: leave it)', it: 'Premi i nuovi tasti (Esc: lascia così)' },
  reset: { en: 'As it came: {{action}}', it: 'Come in origine: {{action}}' },
  resetAll: { en: 'All as they came', it: 'Tutti come in origine' },
  changed: { en: 'changed', it: 'cambiata' },
  taken: {
    en: '{{keys}} already means “{{action}}”. Change that one first.',
    it: '{{keys}} significa già «{{action}}». Cambia prima quella.',
  },
  needed: {
    en: '{{keys}} belongs to the page itself: keys such as Tab keep their meaning.',
    it: '{{keys}} appartiene alla pagina: tasti come Tab mantengono il loro significato.',
  },
  letter: {
    en: 'A letter alone works only while the drawing has the keyboard: add Ctrl or Alt.',
    it: 'Una lettera da sola vale solo quando la tastiera è sul disegno: aggiungi Ctrl o Alt.',
  },
  kept: { en: 'Kept in this browser.', it: 'Si conservano in questo browser.' },
})
