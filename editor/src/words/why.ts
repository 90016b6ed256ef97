import { words } from './section.ts'

export const why = words({
  title: { en: 'Why, and why not?', it: 'Perché, e perché no?' },
  ofFlow: { en: 'Why is {{name}} in this flow, or not?', it: 'Perché {{name}} è in questo flusso, o no?' },
  chooseFlow: { en: 'Choose a flow', it: 'Scegli un flusso' },
  ofMessage: { en: 'Why did {{name}} get this?', it: 'Perché {{name}} l’ha ricevuto?' },
  notMessage: { en: 'Why did {{name}} not get this?', it: 'Perché {{name}} non l’ha ricevuto?' },
  asking: { en: 'Looking it up…', it: 'Ricerca in corso…' },
  hide: { en: 'Hide the answer', it: 'Nascondi la risposta' },
  inside: { en: 'inside', it: 'dentro' },
  ended: { en: 'has ended', it: 'finito' },
  keptOut: { en: 'kept out', it: 'non ammesso' },
  notEntered: { en: 'never came in', it: 'mai entrato' },
})
