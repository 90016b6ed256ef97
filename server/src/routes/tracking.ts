import { type MailReader, readTrackingToken, recordReaction, TRACKING_PATHS } from '@snodo/engine'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Doors } from './doors.ts'

type Link = { Params: { token: string } }

/**
 * Individual addresses in mails of people who agreed to them: a picture that says the mail was opened, links that say which was
 * followed. A link leads only where the message that holds it says; the picture comes whatever the address is, because a broken
 * one in a mail tells the reader more than anything else.
 */
export function trackingRoutes(app: FastifyInstance, { engine, linkSecret }: Doors): void {
  const limited = { config: { rateLimit: { max: 600, timeWindow: 60_000 } }, exposeHeadRoute: true }

  app.get<Link>(`${TRACKING_PATHS.open}:token`, limited, async (request, reply) => {
    const claim = readTrackingToken('open', request.params.token, linkSecret)
    if (claim !== null)
      await recordReaction(engine, { claim, reader: readerOf(request) }).catch((error: unknown) =>
        request.log.warn({ because: String(error) }, 'tracking.open'),
      )
    return reply.header('cache-control', 'no-store, private').type('image/gif').send(PIXEL)
  })

  app.get<Link>(`${TRACKING_PATHS.click}:token`, limited, async (request, reply) => {
    const claim = readTrackingToken('click', request.params.token, linkSecret)
    const target = claim === null ? null : (await recordReaction(engine, { claim, reader: readerOf(request) })).target
    reply.header('cache-control', 'no-store, private').header('referrer-policy', 'no-referrer')
    if (target === null) return reply.code(404).type('text/html; charset=utf-8').send(UNKNOWN)
    return reply.redirect(target, 302)
  })
}

function readerOf(request: FastifyRequest): MailReader {
  const { headers } = request
  const purpose = `${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''} ${headers['x-moz'] ?? ''}`
  return { method: request.method, userAgent: headers['user-agent'] ?? null, prefetch: /prefetch|preview/i.test(purpose) }
}

/** One transparent point. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

const UNKNOWN = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="robots" content="noindex"><title>Link</title>
<body style="font:18px/1.5 system-ui,sans-serif;margin:4rem auto;max-width:32rem;padding:0 1rem">
<p>This link leads nowhere any more. <span lang="it">Questo link non porta più da nessuna parte.</span></p>`
