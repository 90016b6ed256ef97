import { readUnsubscribeToken, UNSUBSCRIBE_PATH, type UnsubscribeClaim, unsubscribe } from '@snodo/engine'
import type { FastifyInstance } from 'fastify'
import type { Doors } from './doors.ts'
import { escaped, linkPages, type PageLanguage, proofOf } from './person-page.ts'

/** Where the link of a marketing message leads, and a mailbox's own button (RFC 8058), which posts whatever body it likes. */
export async function unsubscribeRoutes(app: FastifyInstance, { engine, linkSecret }: Doors): Promise<void> {
  linkPages(app, {
    path: `${UNSUBSCRIBE_PATH}:token`,
    words: WORDS,
    claimOf: (token) => readUnsubscribeToken(token, linkSecret),
    show: ({ claim, words, request }) => ask(words, claim, request.params.token),
    async act({ claim, words, request }) {
      const oneClick = Buffer.isBuffer(request.body) && request.body.includes('List-Unsubscribe=One-Click')
      await unsubscribe(engine, {
        claim,
        via: oneClick ? 'oneClick' : 'page',
        proof: proofOf(request, oneClick ? '' : words.title),
      })
      return words.done
    },
  })
}

const WORDS = {
  en: {
    title: 'Unsubscribe',
    ask: {
      email: 'You will get no more e-mails of this kind from us.',
      sms: 'You will get no more text messages of this kind from us.',
    },
    button: 'Unsubscribe',
    choose: 'Or choose what you would like to receive',
    done: '<p>Done: you are unsubscribed. Nothing more of this kind will be sent to you.</p>',
    unknown: '<p>This link is not one of ours, or it was not copied whole. Use the link at the foot of a message.</p>',
  },
  it: {
    title: 'Annulla l’iscrizione',
    ask: { email: 'Non riceverai più da noi e-mail di questo tipo.', sms: 'Non riceverai più da noi SMS di questo tipo.' },
    button: 'Annulla l’iscrizione',
    choose: 'Oppure scegli che cosa ricevere',
    done: '<p>Fatto: l’iscrizione è annullata. Non ti sarà inviato altro di questo tipo.</p>',
    unknown: '<p>Questo link non è dei nostri, o non è stato copiato per intero. Usa il link in fondo a un messaggio.</p>',
  },
}
type PageWords = (typeof WORDS)[PageLanguage]

function ask(words: PageWords, { channel }: UnsubscribeClaim, token: string): string {
  const said = channel === 'sms' ? words.ask.sms : words.ask.email
  return `<p>${said}</p><form method="post"><button>${words.button}</button></form><p><a href="${escaped(token)}/preferences">${words.choose}</a></p>`
}
