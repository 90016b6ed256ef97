import { abandonedCart, abandonedCartSamples } from './abandoned-cart.ts'
import { birthday, birthdaySamples } from './birthday.ts'
import { emailElseSms, emailElseSmsSamples } from './email-else-sms.ts'
import { leadNurturing, leadNurturingSamples } from './lead-nurturing.ts'
import { loyalCustomer, loyalCustomerSamples } from './loyal-customer.ts'
import { loyalty, loyaltySamples } from './loyalty.ts'
import { newsletterWelcome, newsletterWelcomeSamples } from './newsletter-welcome.ts'
import { firstOrder, firstOrderSamples, secondOrder, secondOrderSamples, thirdOrder, thirdOrderSamples } from './order-funnels.ts'
import { quickBuyer, quickBuyerSamples } from './quick-buyer.ts'
import { reviewRequest, reviewRequestSamples } from './review-request.ts'
import type { StarterFlow } from './starter-flow.ts'
import { sunset, sunsetSamples } from './sunset.ts'
import { webinar, webinarSamples } from './webinar.ts'
import { winBack, winBackSamples } from './win-back.ts'

const ORDERS = {
  en: 'The event “Order Completed” from your shop',
  it: 'L’evento «Order Completed» dal tuo negozio',
}
const SIGN_UPS = { en: 'The event “Signed Up” from your forms', it: 'L’evento «Signed Up» dai tuoi moduli' }
const consentTo = (channel: 'e-mail' | 'SMS') => ({
  en: `Consent to marketing by ${channel}`,
  it: `Il consenso al marketing via ${channel}`,
})
const MAIL = consentTo('e-mail')

/** In the order they are offered; newcomers find the first one drawn. */
export const starterFlows: readonly StarterFlow[] = [
  {
    id: 'newsletter-welcome',
    title: { en: 'Newsletter welcome', it: 'Benvenuto alla newsletter' },
    about: {
      en: 'A welcome once consent is there, a coupon, a reminder before it expires, stories, and a bigger coupon for those who bought nothing.',
      it: 'Un benvenuto appena c’è il consenso, un buono, un promemoria prima che scada, storie, e un buono più grande per chi non ha acquistato.',
    },
    needs: [SIGN_UPS, MAIL, ORDERS],
    samples: newsletterWelcomeSamples,
    document: newsletterWelcome,
  },
  {
    id: 'email-else-sms',
    title: { en: 'E-mail, else SMS', it: 'E-mail, altrimenti SMS' },
    about: {
      en: 'An offer by e-mail; who does not open it gets the same offer by SMS.',
      it: 'Un’offerta via e-mail; chi non la apre riceve la stessa offerta via SMS.',
    },
    needs: [
      { en: 'A list named “offers”', it: 'Una lista di nome «offers»' },
      MAIL,
      consentTo('SMS'),
      { en: 'Consent to opens being measured', it: 'Il consenso a misurare le aperture' },
    ],
    samples: emailElseSmsSamples,
    document: emailElseSms,
  },
  {
    id: 'abandoned-cart',
    title: { en: 'Abandoned cart', it: 'Carrello abbandonato' },
    about: {
      en: 'Reminds those who began to pay and did not finish, once for each order, and stops as soon as they buy.',
      it: 'Ricorda l’ordine a chi ha iniziato a pagare e non ha finito, una volta per ordine, e smette appena acquista.',
    },
    needs: [
      {
        en: 'The event “Checkout Started” with order_id and products',
        it: 'L’evento «Checkout Started» con order_id e products',
      },
      { en: 'The event “Order Completed” with the same order_id', it: 'L’evento «Order Completed» con lo stesso order_id' },
      MAIL,
    ],
    samples: abandonedCartSamples,
    document: abandonedCart,
  },
  {
    id: 'birthday',
    title: { en: 'Birthday', it: 'Compleanno' },
    about: {
      en: 'A voucher on the contact’s birthday, every year; who was born on 29 February is not forgotten.',
      it: 'Un buono nel giorno del compleanno, ogni anno; chi è nato il 29 febbraio non viene dimenticato.',
    },
    needs: [{ en: 'The data “birthDate” of your contacts', it: 'Il dato «birthDate» dei tuoi contatti' }, MAIL],
    samples: birthdaySamples,
    document: birthday,
  },
  {
    id: 'first-order',
    title: { en: 'First order', it: 'Primo ordine' },
    about: {
      en: 'For those who signed up and have bought nothing: help to choose, then a coupon. The first order ends it.',
      it: 'Per chi si è iscritto e non ha ancora acquistato: un aiuto a scegliere, poi un buono. Il primo ordine lo conclude.',
    },
    needs: [SIGN_UPS, ORDERS, MAIL],
    samples: firstOrderSamples,
    document: firstOrder,
  },
  {
    id: 'second-order',
    title: { en: 'Second order', it: 'Secondo ordine' },
    about: {
      en: 'After the first order: how to get the most out of it, then a reason to come back.',
      it: 'Dopo il primo ordine: come usarlo al meglio, poi un motivo per tornare.',
    },
    needs: [ORDERS, MAIL],
    samples: secondOrderSamples,
    document: secondOrder,
  },
  {
    id: 'third-order',
    title: { en: 'Third order', it: 'Terzo ordine' },
    about: {
      en: 'After the second order: what customers like these take next, and a coupon to make it a habit.',
      it: 'Dopo il secondo ordine: che cosa prendono dopo clienti così, e un buono per farne un’abitudine.',
    },
    needs: [ORDERS, MAIL],
    samples: thirdOrderSamples,
    document: thirdOrder,
  },
  {
    id: 'win-back',
    title: { en: 'Win-back after 90 days', it: 'Riconquista dopo 90 giorni' },
    about: {
      en: 'Every morning, those who have not bought for 90 days: what is new, a coupon, and a tag that says how it went.',
      it: 'Ogni mattina, chi non acquista da 90 giorni: le novità, un buono, e un’etichetta che dice com’è andata.',
    },
    needs: [ORDERS, MAIL],
    samples: winBackSamples,
    document: winBack,
  },
  {
    id: 'loyal-customer',
    title: { en: 'Tenth purchase in six months', it: 'Decimo acquisto in sei mesi' },
    about: {
      en: 'The tenth order puts a customer on the list of the loyal ones, with a reward. The flow “Loyal customers” begins there.',
      it: 'Il decimo ordine mette il cliente nella lista dei fedeli, con un premio. Da lì parte il flusso «Clienti fedeli».',
    },
    needs: [ORDERS, MAIL],
    samples: loyalCustomerSamples,
    document: loyalCustomer,
  },
  {
    id: 'loyalty',
    title: { en: 'Loyal customers', it: 'Clienti fedeli' },
    about: {
      en: 'Begins when somebody joins the list of the loyal ones: a welcome, and a month later first choice or a question.',
      it: 'Parte quando qualcuno entra nella lista dei fedeli: un benvenuto, e dopo un mese la prima scelta o una domanda.',
    },
    needs: [
      {
        en: 'A list named “loyal”, which the flow “Tenth purchase in six months” fills',
        it: 'Una lista di nome «loyal», che il flusso «Decimo acquisto in sei mesi» riempie',
      },
      ORDERS,
      MAIL,
    ],
    samples: loyaltySamples,
    document: loyalty,
  },
  {
    id: 'quick-buyer',
    title: { en: 'Many products in a short time', it: 'Tanti prodotti in poco tempo' },
    about: {
      en: 'Five products within two weeks, in as many orders as it takes: a voucher for the next one.',
      it: 'Cinque prodotti in due settimane, in quanti ordini servono: un buono per il prossimo.',
    },
    needs: [
      {
        en: 'The event “Order Completed” with quantity, the number of products',
        it: 'L’evento «Order Completed» con quantity, il numero di prodotti',
      },
      MAIL,
    ],
    samples: quickBuyerSamples,
    document: quickBuyer,
  },
  {
    id: 'lead-nurturing',
    title: { en: 'Lead nurturing', it: 'Coltivare i contatti' },
    about: {
      en: 'Points for each sign of interest; who is hot becomes a task for the sales staff, who stays cold is left alone.',
      it: 'Punti per ogni segno d’interesse; chi è caldo diventa un’attività per le vendite, chi resta freddo viene lasciato in pace.',
    },
    needs: [
      { en: 'The events “Guide Downloaded” and “Demo Requested”', it: 'Gli eventi «Guide Downloaded» e «Demo Requested»' },
      {
        en: 'The web address at which your sales software takes tasks',
        it: 'L’indirizzo a cui il software delle vendite riceve le attività',
      },
      MAIL,
    ],
    samples: leadNurturingSamples,
    document: leadNurturing,
  },
  {
    id: 'webinar',
    title: { en: 'Webinar', it: 'Webinar' },
    about: {
      en: 'Confirmation, a reminder the day before and one an hour before, then a word for those who came and those who did not.',
      it: 'Conferma, un promemoria il giorno prima e uno un’ora prima, poi una parola per chi è venuto e per chi no.',
    },
    needs: [
      {
        en: 'The event “Webinar Registered” with webinar_id, title, link and startsAt',
        it: 'L’evento «Webinar Registered» con webinar_id, title, link e startsAt',
      },
      { en: 'The event “Webinar Attended”', it: 'L’evento «Webinar Attended»' },
    ],
    samples: webinarSamples,
    document: webinar,
  },
  {
    id: 'review-request',
    title: { en: 'Survey and review', it: 'Sondaggio e recensione' },
    about: {
      en: 'Two weeks after an order a question; the happy are asked for a review, the unhappy get an answer.',
      it: 'Due settimane dopo un ordine una domanda; ai contenti si chiede una recensione, agli scontenti si risponde.',
    },
    needs: [
      ORDERS,
      { en: 'The event “Survey Answered” with rating, from 1 to 5', it: 'L’evento «Survey Answered» con rating, da 1 a 5' },
      MAIL,
    ],
    samples: reviewRequestSamples,
    document: reviewRequest,
  },
  {
    id: 'sunset',
    title: { en: 'Sunset', it: 'Congedo degli inattivi' },
    about: {
      en: 'Those who neither clicked nor bought for half a year are asked whether to stay, and taken off the newsletter if they do not answer.',
      it: 'A chi da sei mesi non fa clic e non acquista si chiede se restare; se non risponde, esce dalla newsletter.',
    },
    needs: [
      { en: 'A list named “newsletter”', it: 'Una lista di nome «newsletter»' },
      {
        en: 'Consent to clicks being measured: nobody else can be said to be silent',
        it: 'Il consenso a misurare i clic: di nessun altro si può dire che tace',
      },
      MAIL,
    ],
    samples: sunsetSamples,
    document: sunset,
  },
]
