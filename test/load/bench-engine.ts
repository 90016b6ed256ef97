import { seededRandom, systemClock } from '@snodo/base'
import { openOutboundHttp } from '@snodo/channels'
import type { Pool } from '@snodo/database'
import { createEngine, type Engine } from '@snodo/engine'
import { builtInNodes } from '@snodo/nodes'

/** The engine wired as the server wires it, with every built-in node and the sandbox for all channels. */
export function makeBenchEngine(pool: Pool): Engine {
  const say = (level: string) => (event: string, data?: Record<string, unknown>) =>
    process.stderr.write(`${level} ${event} ${JSON.stringify(data ?? {})}\n`)
  return createEngine({
    pool,
    clock: systemClock,
    nodeTypes: builtInNodes,
    channels: new Map(),
    http: openOutboundHttp({}),
    random: seededRandom('bench'),
    secret: 'a secret of the bench, known to nobody else',
    publicUrl: 'http://127.0.0.1:4800',
    log: { info() {}, warn: say('warn'), error: say('error') },
  })
}
