import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Doors } from './doors.ts'

/** For probes and Prometheus: no personal data, no names of flows. Open to whoever can reach the port, like the pages. */
export function healthRoutes(app: FastifyInstance, { readiness, collector }: Doors): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'snodo_http_requests_total',
    help: 'Requests answered, by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  })
  new Gauge({
    name: 'snodo_collect_waiting_calls',
    help: 'Events that wait for their commit.',
    registers: [registry],
    collect() {
      this.set(collector.waiting())
    },
  })
  app.addHook('onResponse', (request, reply, done) => {
    requests.inc({ method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) })
    done()
  })

  app.get('/healthz', { logLevel: 'silent' }, async () => ({ ok: true }))
  app.get('/readyz', { logLevel: 'silent' }, async (_request, reply) => {
    const { ready, parts } = await readiness()
    return reply.code(ready ? 200 : 503).send({ ready, parts })
  })
  app.get('/metrics', { logLevel: 'silent' }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
