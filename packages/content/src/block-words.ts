import type { Words } from '@snodo/base'

/** What mails say of themselves, in the language they are written in. */
export const BLOCK_WORDS = {
  unsubscribe: { en: 'Unsubscribe', it: 'Annulla l’iscrizione' },
  optOut: { en: 'Reply STOP to opt out', it: 'Rispondi STOP per non riceverne più' },
  view: { en: 'View', it: 'Vedi' },
  button: { en: 'Read more', it: 'Scopri di più' },
  heading: { en: 'A new heading', it: 'Un nuovo titolo' },
  text: { en: 'Write here.', it: 'Scrivi qui.' },
  coupon: { en: 'Your coupon', it: 'Il tuo buono' },
  valid: { en: 'Valid until', it: 'Valido fino al' },
} satisfies Record<string, Words>
