import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { serverFaults } from '../server-faults.ts'

/** Requests of one address to /api in a minute: an editor with live numbers makes about one a second. */
const PER_MINUTE = 3_000

/** Headers that keep pages from doing what we do not do, and a bound on how often one address may ask. */
export async function security(app: FastifyInstance, options: { https: boolean }): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // Mantine and React Flow set styles on elements; scripts are files only.
        styleSrc: ["'self'", "'unsafe-inline'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'https:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        // Previews of mails are drawn in a sandboxed frame from a text.
        frameSrc: ["'self'", 'data:', 'blob:'],
        frameAncestors: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
      },
    },
    hsts: options.https,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  })
  await app.register(rateLimit, {
    global: true,
    max: PER_MINUTE,
    timeWindow: 60_000,
    hook: 'onRequest',
    // Collection has its own bound, the room for calls; what probes and pages read is not worth counting.
    allowList: (request) => !request.url.startsWith('/api/'),
    errorResponseBuilder: (_request, context) =>
      serverFaults.RATE_EXCEEDED({ max: context.max, retryAfterSeconds: Math.ceil(context.ttl / 1000) }),
  })
}
