import type { JsonObject, Language, Words } from '@snodo/base'

/** A field people may put into a text, what they call it, and what it could be filled with. */
export type KnownField = { path: string; title: Words; group: 'contact' | 'event' | 'coupon' | 'sender' }

/** The fields that need no set-up: those of a contact, of the events shops send, of a coupon given by a flow, and of the sender. */
export const STANDARD_FIELDS: readonly KnownField[] = [
  field('contact.firstName', 'contact', 'First name', 'Nome'),
  field('contact.lastName', 'contact', 'Last name', 'Cognome'),
  field('contact.email', 'contact', 'E-mail', 'E-mail'),
  field('contact.phone', 'contact', 'Phone', 'Telefono'),
  field('contact.city', 'contact', 'City', 'Città'),
  field('contact.country', 'contact', 'Country', 'Paese'),
  field('contact.company', 'contact', 'Company', 'Azienda'),
  field('entry.total', 'event', 'Total of the order', 'Totale dell’ordine'),
  field('entry.currency', 'event', 'Currency', 'Valuta'),
  field('entry.order_id', 'event', 'Number of the order', 'Numero dell’ordine'),
  field('entry.name', 'event', 'Name of the product', 'Nome del prodotto'),
  field('entry.price', 'event', 'Price', 'Prezzo'),
  field('entry.url', 'event', 'Page of the product', 'Pagina del prodotto'),
  field('entry.cart_url', 'event', 'Address of the cart', 'Indirizzo del carrello'),
  field('vars.coupon.code', 'coupon', 'Coupon code', 'Codice del buono'),
  field('vars.coupon.validUntil', 'coupon', 'Coupon valid until', 'Buono valido fino al'),
  field('sender.name', 'sender', 'Name of the sender', 'Nome del mittente'),
  field('unsubscribeUrl', 'sender', 'Unsubscribe link', 'Link di disiscrizione'),
]

function field(path: string, group: KnownField['group'], en: string, it: string): KnownField {
  return { path, group, title: { en, it } }
}

/** What a field is called on its chip; one of the workspace's own by its last name. */
export function fieldTitle(path: string, language: Language): string {
  return STANDARD_FIELDS.find((each) => each.path === path)?.title[language] ?? path.split('.').slice(1).join('.') ?? path
}

/** Somebody to show a mail for while there is nobody yet. */
export const SAMPLE_CONTACT = {
  email: 'maria.rossi@example.com',
  phone: '+393331234567',
  attributes: { firstName: 'Maria', lastName: 'Rossi', city: 'Bologna', country: 'IT', company: 'Rossi & Figli' },
} as const

/** What could have set the flow off: an order, with the names Segment's e-commerce spec gives. */
export const SAMPLE_ENTRY: JsonObject = {
  order_id: '1042',
  total: 79.8,
  currency: 'EUR',
  name: 'Moka Classica',
  price: 39.9,
  url: 'https://shop.example/moka',
  cart_url: 'https://shop.example/cart',
  products: [
    { name: 'Moka Classica', price: 39.9, url: 'https://shop.example/moka' },
    { name: 'Espresso Forte 250 g', price: 12.5, url: 'https://shop.example/forte' },
    { name: 'Tazzine (6)', price: 27.4, url: 'https://shop.example/cups' },
  ],
}

export const SAMPLE_VARS: JsonObject = { coupon: { code: 'MARIA-7K2P', validUntil: '2026-12-31', value: '10 %' } }
