import { readUnsubscribeToken, UNSUBSCRIBE_PATH, type UnsubscribeClaim, unsubscribe } from '@snodo/engine'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Doors } from './doors.ts'

/**
 * Where the link of a marketing message leads (RFC 8058). GET shows a page with a button and changes nothing: whoever scans mail
 * for people follows every link in it. POST acts, whatever its body, without cookies and without a redirect.
 */
export async function unsubscribeRoutes(app: FastifyInstance, { engine, linkSecret }: Doors): Promise<void> {
  app.removeAllContentTypeParsers()
  // A mailbox posts a form, a form-data body, or nothing; what it says is in the address.
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 16 * 1024 }, (_request, body, done) => done(null, body))
  const limited = { config: { rateLimit: { max: 120, timeWindow: 60_000 } } }
  type Link = { Params: { token: string } }

  app.get<Link>(`${UNSUBSCRIBE_PATH}:token`, limited, (request, reply) => {
    const claim = readUnsubscribeToken(request.params.token, linkSecret)
    const words = wordsFor(request)
    return reply
      .code(claim === null ? 404 : 200)
      .header('cache-control', 'no-store')
      .type(HTML)
      .send(claim === null ? page(words, words.unknown) : page(words, ask(words, claim)))
  })

  app.post<Link>(`${UNSUBSCRIBE_PATH}:token`, limited, async (request, reply) => {
    const claim = readUnsubscribeToken(request.params.token, linkSecret)
    const words = wordsFor(request)
    reply.header('cache-control', 'no-store').type(HTML)
    if (claim === null) return reply.code(404).send(page(words, words.unknown))
    const oneClick = Buffer.isBuffer(request.body) && request.body.includes('List-Unsubscribe=One-Click')
    await unsubscribe(engine, {
      claim,
      via: oneClick ? 'oneClick' : 'page',
      proof: { agent: String(request.headers['user-agent'] ?? '').slice(0, 200) },
    })
    return page(words, words.done)
  })
}

const HTML = 'text/html; charset=utf-8'

const WORDS = {
  en: {
    language: 'en',
    title: 'Unsubscribe',
    ask: {
      email: 'You will get no more e-mails of this kind from us.',
      sms: 'You will get no more text messages of this kind from us.',
    },
    button: 'Unsubscribe',
    done: '<p>Done: you are unsubscribed. Nothing more of this kind will be sent to you.</p>',
    unknown: '<p>This link is not one of ours, or it was not copied whole. Use the link at the foot of a message.</p>',
  },
  it: {
    language: 'it',
    title: 'Annulla l’iscrizione',
    ask: { email: 'Non riceverai più da noi e-mail di questo tipo.', sms: 'Non riceverai più da noi SMS di questo tipo.' },
    button: 'Annulla l’iscrizione',
    done: '<p>Fatto: l’iscrizione è annullata. Non ti sarà inviato altro di questo tipo.</p>',
    unknown: '<p>Questo link non è dei nostri, o non è stato copiato per intero. Usa il link in fondo a un messaggio.</p>',
  },
} as const
type PageWords = (typeof WORDS)['en'] | (typeof WORDS)['it']

function wordsFor(request: FastifyRequest): PageWords {
  return /^\s*it\b/i.test(request.headers['accept-language'] ?? '') ? WORDS.it : WORDS.en
}

function ask(words: PageWords, claim: UnsubscribeClaim): string {
  return `<p>${claim.channel === 'sms' ? words.ask.sms : words.ask.email}</p><form method="post"><button>${words.button}</button></form>`
}

/** Texts of ours only: nothing of the address gets into the page. */
function page(words: PageWords, body: string): string {
  return `<!doctype html><html lang="${words.language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${words.title}</title>
<body style="font:18px/1.5 system-ui,sans-serif;margin:4rem auto;max-width:32rem;padding:0 1rem"><h1>${words.title}</h1>${body}`
}
