import type { Bells, Pool } from '@snodo/database'
import type { Collector } from '@snodo/engine'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, type Registry } from 'prom-client'

/** What this process alone knows: its memory and event loop, its requests, its connections, its bells. */
export function processMetrics(
  app: FastifyInstance,
  registry: Registry,
  { pool, collector, bells }: { pool: Pool; collector: Collector; bells: Pick<Bells, 'readiness'> | null },
): void {
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'snodo_http_requests_total',
    help: 'Requests answered by this process, by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  // The route as it was written, never the address that was asked for: that may hold ids and signed links.
  app.addHook('onResponse', (request, reply, done) => {
    requests.inc({ method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) })
    done()
  })
  new Gauge({
    name: 'snodo_collect_waiting_calls',
    help: 'Events this process has been sent that wait for their commit.',
    registers,
    collect() {
      this.set(collector.waiting())
    },
  })
  new Gauge({
    name: 'snodo_database_connections',
    help: 'Connections of this process to the database, by what they are at; waiting: requests for one that must wait.',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'idle' }, pool.raw.idleCount)
      this.set({ state: 'busy' }, pool.raw.totalCount - pool.raw.idleCount)
      this.set({ state: 'waiting' }, pool.raw.waitingCount)
    },
  })
  if (bells === null) return
  new Gauge({
    name: 'snodo_bells_ready',
    help: '1 while this process looks for bells, 0 when it has not looked for 5 s.',
    registers,
    collect() {
      this.set(bells.readiness().ready ? 1 : 0)
    },
  })
  new Gauge({
    name: 'snodo_bells_running_tasks',
    help: 'Lane tasks this process runs now.',
    registers,
    collect() {
      this.set(bells.readiness().running)
    },
  })
}
