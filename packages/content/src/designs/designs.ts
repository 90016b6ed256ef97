import { type Design, emailDesign, smsDesign } from './draw-design.ts'

/** Addresses to be replaced: they lead to a place that is nobody's. */
const SHOP = 'https://shop.example/'
const NAME_EN = "{{ contact.firstName | default: 'there' }}"
const NAME_IT = "{{ contact.firstName | default: 'a te' }}"

/** What ships with Snodo to start from. */
export const DESIGNS: readonly Design[] = [
  emailDesign(
    'welcome',
    { en: 'Welcome', it: 'Benvenuto' },
    {
      subject: { en: `Welcome, ${NAME_EN}`, it: `Ciao ${NAME_IT}` },
      preheader: { en: 'Good to have you with us', it: 'Grazie per l’iscrizione' },
      blocks: (draw) => [
        draw.heading({ en: 'Welcome aboard', it: 'Che bello averti qui' }),
        draw.text(
          { en: `Hello ${NAME_EN}, thank you for signing up.`, it: `Ciao ${NAME_IT}, grazie per l’iscrizione.` },
          {
            en: 'From now on you are the first to hear of new things, and now and then we have a gift for you.',
            it: 'Da oggi le novità arrivano prima a te, e ogni tanto ci sarà un regalo.',
          },
        ),
        draw.coupon({ en: 'A gift for your first order', it: 'Un regalo per il tuo primo ordine' }),
        draw.button({ en: 'Have a look around', it: 'Dai un’occhiata' }, SHOP),
      ],
    },
  ),
  emailDesign(
    'offer',
    { en: 'Offer', it: 'Offerta' },
    {
      subject: { en: 'Only this week: 20 % off', it: 'Solo questa settimana: sconto del 20 %' },
      preheader: { en: 'On everything you like', it: 'Su tutto quello che ti piace' },
      blocks: (draw) => [
        draw.heading({ en: '20 % off, until Sunday', it: 'Sconto del 20 %, fino a domenica' }),
        draw.text({
          en: `Hello ${NAME_EN}, this week everything costs a fifth less. No code: the price in the cart is the right one.`,
          it: `Ciao ${NAME_IT}, questa settimana tutto costa un quinto in meno. Nessun codice: il prezzo nel carrello è già quello giusto.`,
        }),
        draw.button({ en: 'To the offers', it: 'Vai alle offerte' }, SHOP),
        draw.divider(),
        draw.columns(
          [
            draw.heading({ en: 'Free delivery', it: 'Consegna gratuita' }, 3, 'left'),
            draw.text({ en: 'From 39 € on, at your door in two days.', it: 'Da 39 €, a casa tua in due giorni.' }),
          ],
          [
            draw.heading({ en: 'Thirty days', it: 'Trenta giorni' }, 3, 'left'),
            draw.text({ en: 'If it is not right, send it back.', it: 'Se non va bene, lo restituisci.' }),
          ],
        ),
      ],
    },
  ),
  emailDesign(
    'cart',
    { en: 'Abandoned cart', it: 'Carrello abbandonato' },
    {
      subject: { en: 'You left something behind', it: 'Hai dimenticato qualcosa' },
      preheader: { en: 'We have kept it for you', it: 'Te l’abbiamo tenuto da parte' },
      blocks: (draw) => [
        draw.heading({ en: 'Still in your cart', it: 'Ancora nel tuo carrello' }),
        draw.text({
          en: `Hello ${NAME_EN}, these are waiting for you. We keep them for two days.`,
          it: `Ciao ${NAME_IT}, questi ti aspettano. Te li teniamo per due giorni.`,
        }),
        draw.products(),
        draw.button({ en: 'Back to the cart', it: 'Torna al carrello' }, '{{ entry.cart_url }}'),
      ],
    },
  ),
  emailDesign(
    'birthday',
    { en: 'Birthday', it: 'Compleanno' },
    {
      subject: { en: `Happy birthday, ${NAME_EN}!`, it: `Buon compleanno, ${NAME_IT}!` },
      preheader: { en: 'Today it is our turn to give', it: 'Oggi il regalo lo facciamo noi' },
      blocks: (draw) => [
        draw.heading({ en: 'Happy birthday!', it: 'Buon compleanno!' }),
        draw.text({
          en: `All the best, ${NAME_EN}. We thought of something for your day.`,
          it: `Tanti auguri, ${NAME_IT}. Abbiamo pensato a qualcosa per la tua giornata.`,
        }),
        draw.coupon({ en: 'Your birthday present', it: 'Il tuo regalo di compleanno' }),
        draw.button({ en: 'Choose something nice', it: 'Scegli qualcosa di bello' }, SHOP),
      ],
    },
  ),
  emailDesign(
    'win-back',
    { en: 'Win-back', it: 'Riconquista' },
    {
      subject: { en: `We have missed you, ${NAME_EN}`, it: `Ci manchi, {{ contact.firstName | default: 'davvero' }}` },
      preheader: { en: 'A lot is new since your last visit', it: 'Dalla tua ultima visita ci sono tante novità' },
      blocks: (draw) => [
        draw.heading({ en: 'It has been a while', it: 'È passato un po’ di tempo' }),
        draw.text(
          {
            en: `Hello ${NAME_EN}, a lot is new since we last saw you.`,
            it: `Ciao ${NAME_IT}, ci sono molte novità da quando ci siamo visti.`,
          },
          {
            en: 'If you would rather hear less of us, the link below ends it with one click.',
            it: 'Se preferisci sentirci meno, il link qui sotto chiude tutto con un clic.',
          },
        ),
        draw.coupon({ en: 'To begin again', it: 'Per ricominciare' }),
        draw.button({ en: 'See what is new', it: 'Scopri le novità' }, SHOP),
      ],
    },
  ),
  emailDesign(
    'newsletter',
    { en: 'Newsletter', it: 'Newsletter' },
    {
      subject: { en: 'This month with us', it: 'Questo mese da noi' },
      preheader: { en: 'Three stories, two minutes', it: 'Tre storie, due minuti' },
      blocks: (draw) => [
        draw.heading({ en: 'This month', it: 'Questo mese' }),
        draw.text({
          en: 'A few lines on what moves us, and why it may matter to you.',
          it: 'Poche righe su ciò che ci muove, e perché può interessarti.',
        }),
        draw.divider(),
        draw.heading({ en: 'The first story', it: 'La prima storia' }, 2, 'left'),
        draw.text({ en: 'Say in three sentences what happened.', it: 'Racconta in tre frasi che cosa è successo.' }),
        draw.button({ en: 'Read on', it: 'Continua a leggere' }, SHOP),
        draw.divider(),
        draw.columns(
          [
            draw.heading({ en: 'The second', it: 'La seconda' }, 3, 'left'),
            draw.text({ en: 'A shorter one.', it: 'Una più breve.' }),
          ],
          [
            draw.heading({ en: 'The third', it: 'La terza' }, 3, 'left'),
            draw.text({ en: 'And a last one.', it: 'E un’ultima.' }),
          ],
        ),
      ],
    },
  ),
  smsDesign(
    'sms-offer',
    { en: 'Offer', it: 'Offerta' },
    {
      en: "Hi {{ contact.firstName | default: 'there' }}, 20% off until Sunday: https://shop.example/",
      it: "Ciao {{ contact.firstName | default: 'a te' }}, sconto del 20% fino a domenica: https://shop.example/",
    },
  ),
  smsDesign(
    'sms-coupon',
    { en: 'Coupon reminder', it: 'Promemoria del buono' },
    {
      en: "Your coupon {{ vars.coupon.code }} ends on {{ vars.coupon.validUntil | date: 'day' }}: https://shop.example/",
      it: "Il tuo buono {{ vars.coupon.code }} scade il {{ vars.coupon.validUntil | date: 'day' }}: https://shop.example/",
    },
  ),
]
