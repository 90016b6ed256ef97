/** A process that only moves contacts: the loops' own code under their own bells, without delivery, which has its own figures. */
import { systemClock } from '@snodo/base'
import { createPool, startBells } from '@snodo/database'
import { makeBenchEngine } from '../bench-engine.ts'

const concurrency = Number(process.env.BENCH_CONCURRENCY)
const pool = createPool({ url: String(process.env.DATABASE_URL), max: concurrency + 4 })
const engine = makeBenchEngine(pool)
const log = {
  info() {},
  warn: (text: string, facts?: object) => console.error('warn', text, facts),
  error: (text: string, facts?: object) => console.error('error', text, facts),
}
const bells = await startBells({ pool, tasks: { move: engine.tasks.move }, concurrency, clock: systemClock, log })
process.on('SIGTERM', async () => {
  await bells.stop()
  await engine.close()
  await pool.end()
  process.exit(0)
})
process.send?.('ready')
