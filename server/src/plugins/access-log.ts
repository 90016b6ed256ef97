import type { FastifyInstance } from 'fastify'

/**
 * One line for each request, at level `info`: how it was answered and how long it took. The route as it was written, never the
 * address that was asked for: that may hold ids, e-mail addresses and signed links; and nothing about who asked.
 */
export function accessLog(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    if (request.routeOptions.logLevel !== 'silent')
      request.log.info(
        {
          method: request.method,
          route: request.routeOptions.url ?? 'none',
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
        },
        'request',
      )
    done()
  })
}
