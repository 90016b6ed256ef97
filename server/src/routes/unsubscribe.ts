import { readUnsubscribeToken, UNSUBSCRIBE_PATH, type UnsubscribeClaim, unsubscribe } from '@snodo/engine'
import type { FastifyInstance } from 'fastify'
import type { Doors } from './doors.ts'
import {
  escaped,
  type LinkRoute,
  languageOf,
  type PageLanguage,
  PERSON_LIMIT,
  proofOf,
  sendPage,
  takeAnyBody,
  tellErased,
} from './person-page.ts'

/**
 * Where the link of a marketing message leads (RFC 8058). GET shows a page with a button and changes nothing: whoever scans mail
 * for people follows every link in it. POST acts, whatever its body, without cookies and without a redirect.
 */
export async function unsubscribeRoutes(app: FastifyInstance, { engine, linkSecret }: Doors): Promise<void> {
  takeAnyBody(app)
  tellErased(app)

  app.get<LinkRoute>(`${UNSUBSCRIBE_PATH}:token`, PERSON_LIMIT, (request, reply) => {
    const { token } = request.params
    const claim = readUnsubscribeToken(token, linkSecret)
    const words = WORDS[languageOf(request)]
    if (claim === null) return sendPage(reply, { ...words, body: words.unknown }, 404)
    return sendPage(reply, { ...words, body: ask(words, claim, token) })
  })

  app.post<LinkRoute>(`${UNSUBSCRIBE_PATH}:token`, PERSON_LIMIT, async (request, reply) => {
    const claim = readUnsubscribeToken(request.params.token, linkSecret)
    const words = WORDS[languageOf(request)]
    if (claim === null) return sendPage(reply, { ...words, body: words.unknown }, 404)
    const oneClick = Buffer.isBuffer(request.body) && request.body.includes('List-Unsubscribe=One-Click')
    await unsubscribe(engine, {
      claim,
      via: oneClick ? 'oneClick' : 'page',
      proof: proofOf(request, oneClick ? '' : words.title),
    })
    return sendPage(reply, { ...words, body: words.done })
  })
}

const WORDS = {
  en: {
    language: 'en',
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
    language: 'it',
    title: 'Annulla l’iscrizione',
    ask: { email: 'Non riceverai più da noi e-mail di questo tipo.', sms: 'Non riceverai più da noi SMS di questo tipo.' },
    button: 'Annulla l’iscrizione',
    choose: 'Oppure scegli che cosa ricevere',
    done: '<p>Fatto: l’iscrizione è annullata. Non ti sarà inviato altro di questo tipo.</p>',
    unknown: '<p>Questo link non è dei nostri, o non è stato copiato per intero. Usa il link in fondo a un messaggio.</p>',
  },
} as const
type PageWords = (typeof WORDS)[PageLanguage]

function ask(words: PageWords, { channel }: UnsubscribeClaim, token: string): string {
  const said = channel === 'sms' ? words.ask.sms : words.ask.email
  return `<p>${said}</p><form method="post"><button>${words.button}</button></form><p><a href="${escaped(token)}/preferences">${words.choose}</a></p>`
}
