import type { Words } from '@snodo/base'
import { currentLanguage } from '../i18n.ts'

/** Events Snodo itself writes, as people read them in a timeline. Names that come from outside are shown as they came. */
const OWN_EVENTS: Readonly<Record<string, Words>> = {
  'Consent Confirmed': { en: 'Consent confirmed', it: 'Consenso confermato' },
  'Consent Withdrawn': { en: 'Consent withdrawn', it: 'Consenso revocato' },
  'Contacts Merged': { en: 'Contacts merged', it: 'Contatti uniti' },
  'Coupon Issued': { en: 'Coupon given', it: 'Buono sconto dato' },
  'Coupon Redeemed': { en: 'Coupon redeemed', it: 'Buono sconto usato' },
  'Field Changed': { en: 'Field changed', it: 'Campo cambiato' },
  'Flow Entered': { en: 'Flow entered', it: 'Ingresso in un flusso' },
  'Flow Resumed': { en: 'Flow resumed', it: 'Flusso ripreso' },
  'List Joined': { en: 'List joined', it: 'Entrato in una lista' },
  'List Left': { en: 'List left', it: 'Uscito da una lista' },
  'Message Bounced': { en: 'Message bounced', it: 'Messaggio respinto' },
  'Message Clicked': { en: 'Link in a message followed', it: 'Clic su un link del messaggio' },
  'Message Delivered': { en: 'Message delivered', it: 'Messaggio consegnato' },
  'Message Not Delivered': { en: 'Message not delivered', it: 'Messaggio non consegnato' },
  'Message Not Sent': { en: 'Message not sent', it: 'Messaggio non inviato' },
  'Message Opened': { en: 'Message opened', it: 'Messaggio aperto' },
  'Message Prefetched': { en: 'Message fetched ahead by a mail service', it: 'Messaggio precaricato da un servizio di posta' },
  'Message Sent': { en: 'Message sent', it: 'Messaggio inviato' },
  'Score Changed': { en: 'Score changed', it: 'Punteggio cambiato' },
  'Tag Added': { en: 'Tag added', it: 'Etichetta aggiunta' },
  'Tag Removed': { en: 'Tag removed', it: 'Etichetta tolta' },
}

export function sayEvent(name: string): string {
  return Object.hasOwn(OWN_EVENTS, name) ? OWN_EVENTS[name]![currentLanguage()] : name
}
