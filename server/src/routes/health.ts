import type { FastifyInstance } from 'fastify'
import { Registry } from 'prom-client'
import { engineMetrics } from '../metrics/engine-metrics.ts'
import { processMetrics } from '../metrics/process-metrics.ts'
import type { Doors } from './doors.ts'

/** For probes and Prometheus: no personal data, no names of flows. Open to whoever can reach the port, like the pages. */
export function healthRoutes(app: FastifyInstance, doors: Doors): void {
  const own = new Registry()
  processMetrics(app, own, doors)
  const installation = engineMetrics(doors)
  // Counted for the whole installation: a client that loses events because we refuse them is an operator's business.
  app.addHook('onResponse', (request, reply, done) => {
    if (request.routeOptions.url?.startsWith('/v1/') && reply.statusCode >= 400)
      doors.engine.tally.add('events', 1, { outcome: 'refused' })
    done()
  })

  app.get('/healthz', { logLevel: 'silent' }, async () => ({ ok: true }))
  app.get('/readyz', { logLevel: 'silent' }, async (_request, reply) => {
    const { ready, parts } = await doors.readiness()
    return reply.code(ready ? 200 : 503).send({ ready, parts })
  })
  app.get('/metrics', { logLevel: 'silent' }, async (_request, reply) => {
    const shared = await installation.tell()
    return reply.type(own.contentType).send(`${await own.metrics()}${shared}`)
  })
}
