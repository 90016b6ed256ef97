import { isFault } from '@snodo/base'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Pages for people who follow a link of a message: no script, no cookie, nothing from elsewhere, in the two languages. */
export type PageLanguage = 'en' | 'it'

function languageOf(request: FastifyRequest): PageLanguage {
  return /^\s*it\b/i.test(request.headers['accept-language'] ?? '') ? 'it' : 'en'
}

/** `body` is of our own texts; whatever comes from an address goes through `escaped`. */
function sendPage(
  reply: FastifyReply,
  page: { language: PageLanguage; title: string; body: string },
  status = 200,
): FastifyReply {
  const { language, title, body } = page
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .type('text/html; charset=utf-8')
    .send(`<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${title}</title>
<body style="font:18px/1.5 system-ui,sans-serif;margin:4rem auto;max-width:32rem;padding:0 1rem"><h1>${title}</h1>${body}`)
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** A mailbox posts a form, a form-data body, or nothing: all are taken as they are, and none is large. */
function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 16 * 1024 }, (_request, body, done) => done(null, body))
}

/** A link outlives whom it was sent to: who was erased is told so, in words, and a mailbox that unsubscribes them has what it asked for. */
function tellErased(app: FastifyInstance): void {
  app.setErrorHandler((thrown, request, reply) => {
    if (!isFault(thrown) || thrown.code !== 'CONTACT_UNKNOWN') throw thrown
    const language = languageOf(request)
    return sendPage(reply, { language, ...ERASED[language] })
  })
}

const ERASED = {
  en: { title: 'Nothing is kept of you', body: '<p>Your data was deleted: nothing is sent to you any more.</p>' },
  it: { title: 'Di te non resta nulla', body: '<p>I tuoi dati sono stati cancellati: non ti sarà inviato più nulla.</p>' },
} as const

/** As many looks a minute from one address as a household could want. */
const PERSON_LIMIT = { config: { rateLimit: { max: 120, timeWindow: 60_000 } } }

/** What proves who did it: from where, and with what. When is written by the command. */
export function proofOf(request: FastifyRequest, text: string): { agent: string; address: string; text: string } {
  return { agent: String(request.headers['user-agent'] ?? '').slice(0, 200), address: request.ip, text }
}

type LinkRoute = { Params: { token: string } }

/** The words of a page that every one of them has. */
type PageTexts = { title: string; unknown: string }

/** What one request by a link is about: whose it is by the link's own claim, and how to speak to them. */
export type Followed<Claim, Words> = { claim: Claim; words: Words; language: PageLanguage; request: FastifyRequest<LinkRoute> }

/**
 * Where one kind of signed link leads: GET shows a page and changes nothing, because whoever scans mail for people follows every link
 * in it; POST acts, without cookies and without a redirect. A link that is none of ours is 404, in words.
 */
export function linkPages<Claim, Words extends PageTexts>(
  app: FastifyInstance,
  pages: {
    path: string
    words: Record<PageLanguage, Words>
    claimOf(token: string): Claim | null
    /** The page's body. */
    show(followed: Followed<Claim, Words>): Promise<string> | string
    /** What it says once it has been done. */
    act(followed: Followed<Claim, Words>): Promise<string>
  },
): void {
  takeAnyBody(app)
  tellErased(app)
  const by =
    (body: (followed: Followed<Claim, Words>) => Promise<string> | string) =>
    async (request: FastifyRequest<LinkRoute>, reply: FastifyReply) => {
      const language = languageOf(request)
      const words = pages.words[language]
      const claim = pages.claimOf(request.params.token)
      const { title } = words
      if (claim === null) return sendPage(reply, { language, title, body: words.unknown }, 404)
      return sendPage(reply, { language, title, body: await body({ claim, words, language, request }) })
    }
  app.get<LinkRoute>(pages.path, PERSON_LIMIT, by(pages.show))
  app.post<LinkRoute>(pages.path, PERSON_LIMIT, by(pages.act))
}
