import { asError, type Language } from '@snodo/base'
import {
  type MailReader,
  type Reacted,
  readTrackingToken,
  recordReaction,
  TRACKING_PATHS,
  type TrackingClaim,
} from '@snodo/engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Doors } from './doors.ts'

type WithToken = { Params: { token: string } }

/**
 * Where the measured links and the picture of a mail lead. Open to everyone, because mail readers have no key; the address is
 * signed, and what a link leads to is stored with its message, never in the address.
 */
export function reactionRoutes(app: FastifyInstance, { engine, linkSecret }: Doors): void {
  const hidden = { schema: { hide: true } }

  app.get<WithToken>(`${TRACKING_PATHS.click}:token`, hidden, async (request, reply) => {
    quiet(reply)
    const claim = readTrackingToken('click', request.params.token, linkSecret)
    if (claim === null) return page(request, reply.code(404), GONE)
    const reacted = await tryRecord(request, claim)
    if (reacted === null) return page(request, reply.code(503).header('retry-after', '5'), LATER)
    return reacted.target === null ? page(request, reply.code(404), GONE) : reply.redirect(reacted.target, 302)
  })

  app.get<WithToken>(`${TRACKING_PATHS.open}:token`, hidden, async (request, reply) => {
    quiet(reply)
    const claim = readTrackingToken('open', request.params.token, linkSecret)
    if (claim !== null) await tryRecord(request, claim)
    // The same picture whatever the address was worth: a mail must not look broken. Mailboxes on the web load it from elsewhere.
    return reply.header('cross-origin-resource-policy', 'cross-origin').type('image/gif').send(PIXEL)
  })

  /** Null where the database could not be asked: the person before the screen gets a page, not a report. */
  async function tryRecord(request: FastifyRequest, claim: TrackingClaim): Promise<Reacted | null> {
    try {
      return await recordReaction(engine, { claim, reader: readerOf(request) })
    } catch (error) {
      request.log.error({ because: asError(error).message }, 'a reaction to a mail was not recorded')
      return null
    }
  }
}

function readerOf(request: FastifyRequest): MailReader {
  const { headers } = request
  const ahead = [headers['sec-purpose'], headers.purpose, headers['x-purpose'], headers['x-moz']].join(' ')
  return {
    method: request.method,
    userAgent: headers['user-agent'] ?? null,
    prefetch: /\b(?:prefetch|prerender|preview)\b/i.test(ahead),
  }
}

/** Nobody on the way keeps it, and where it leads does not learn the signed address. */
function quiet(reply: FastifyReply): void {
  reply.header('referrer-policy', 'no-referrer').header('cache-control', 'no-store').header('x-robots-tag', 'noindex')
}

const GONE: Record<Language, string> = {
  en: 'This link does not lead anywhere any more.',
  it: 'Questo link non porta più da nessuna parte.',
}
const LATER: Record<Language, string> = {
  en: 'This link cannot be opened right now. Please try again in a moment.',
  it: 'In questo momento il link non si può aprire. Riprova tra poco.',
}

function page(request: FastifyRequest, reply: FastifyReply, words: Record<Language, string>): FastifyReply {
  const language: Language = /^\s*it\b/i.test(request.headers['accept-language'] ?? '') ? 'it' : 'en'
  return reply.type('text/html; charset=utf-8').send(
    `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${words[language]}</title></head>
<body style="margin:15vh auto;max-width:32rem;padding:0 1rem;font:1.125rem/1.5 system-ui,sans-serif;color:#212529"><p>${words[language]}</p></body></html>`,
  )
}

/** One see-through point. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
