import type { Language, Words } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { abandonedCart } from './abandoned-cart.ts'
import { birthday } from './birthday.ts'
import { emailElseSms } from './email-else-sms.ts'
import { newsletterWelcome } from './newsletter-welcome.ts'

/** A flow already drawn, to begin from. Its texts are in the language asked for; its ids are the same in all. */
export type StarterFlow = {
  id: 'newsletter-welcome' | 'email-else-sms' | 'abandoned-cart' | 'birthday'
  title: Words
  about: Words
  document(language: Language): FlowDocument
}

/** In the order they are offered; newcomers find the first one drawn. */
export const starterFlows: readonly StarterFlow[] = [
  {
    id: 'newsletter-welcome',
    title: { en: 'Newsletter welcome', it: 'Benvenuto alla newsletter' },
    about: {
      en: 'A welcome once consent is there, a coupon, a reminder before it expires, stories, and a bigger coupon for those who bought nothing.',
      it: 'Un benvenuto appena c’è il consenso, un buono, un promemoria prima che scada, storie, e un buono più grande per chi non ha acquistato.',
    },
    document: newsletterWelcome,
  },
  {
    id: 'email-else-sms',
    title: { en: 'E-mail, else SMS', it: 'E-mail, altrimenti SMS' },
    about: {
      en: 'An offer by e-mail; who does not open it gets the same offer by SMS.',
      it: 'Un’offerta via e-mail; chi non la apre riceve la stessa offerta via SMS.',
    },
    document: emailElseSms,
  },
  {
    id: 'abandoned-cart',
    title: { en: 'Abandoned cart', it: 'Carrello abbandonato' },
    about: {
      en: 'Reminds those who began to pay and did not finish, once for each order, and stops as soon as they buy.',
      it: 'Ricorda l’ordine a chi ha iniziato a pagare e non ha finito, una volta per ordine, e smette appena acquista.',
    },
    document: abandonedCart,
  },
  {
    id: 'birthday',
    title: { en: 'Birthday', it: 'Compleanno' },
    about: { en: 'A voucher on the contact’s birthday, every year.', it: 'Un buono nel giorno del compleanno, ogni anno.' },
    document: birthday,
  },
]
