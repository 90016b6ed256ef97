import { words } from './section.ts'

/** What came of a flow's messages. */
export const results = words({
  title: { en: 'Results', it: 'Risultati' },
  see: { en: 'Results', it: 'Risultati' },
  none: { en: 'Nothing was sent yet', it: 'Ancora nessun invio' },
  noneExplain: {
    en: 'As soon as messages of this flow have gone out, what came of them stands here, block by block.',
    it: 'Appena partono messaggi di questo flusso, qui compare che cosa ne è stato, blocco per blocco.',
  },
  block: { en: 'Block', it: 'Blocco' },
  gone: { en: 'A block that is gone ({{id}})', it: 'Un blocco che non c’è più ({{id}})' },
  sent: { en: 'Sent', it: 'Inviati' },
  bounced_one: { en: '{{count}} came back', it: '{{count}} tornato indietro' },
  bounced_other: { en: '{{count}} came back', it: '{{count}} tornati indietro' },
  opened: { en: 'Opened', it: 'Aperti' },
  clicked: { en: 'Clicked', it: 'Con un clic' },
  unsubscribed: { en: 'Unsubscribed', it: 'Disiscritti' },
  countOf: { en: '{{count}} of {{of}}', it: '{{count}} su {{of}}' },
  measuredOn: {
    en: '{{count}}, measured on {{on}} of {{sent}}',
    it: '{{count}}, misurati su {{on}} di {{sent}}',
  },
  notMeasured: { en: 'not measured on anybody', it: 'non misurati su nessuno' },
  version: { en: 'Version', it: 'Versione' },
  allVersions: { en: 'All versions', it: 'Tutte le versioni' },
  oneVersion: { en: 'Version {{version}}', it: 'Versione {{version}}' },
  explain: {
    en: 'Opens and clicks are measured only on those who consented to it; of the others nobody can tell. Machines that look at mails do not count.',
    it: 'Aperture e clic si misurano solo su chi vi ha acconsentito; degli altri nessuno può dirlo. Le macchine che leggono la posta non contano.',
  },
})
