import { asError, type Fault, isFault } from '@snodo/base'
import type { Log, Pool, Sql } from '@snodo/database'

/** How often the database is asked whether it is still one this process knows. */
const EVERY_MS = 2_000

/**
 * A newer Snodo may migrate the database while this one runs. After a migration that only adds, both go on; after one that takes
 * something away, whoever does not know it must stop before it does harm. Tells once, with the sentence for the operator.
 */
export function watchSchema(given: {
  pool: Pool
  checkSchema: (sql: Sql) => Promise<void>
  log: Log
  onTooNew: (fault: Fault) => void
}): () => void {
  let told = false
  let busy = false
  const timer = setInterval(async () => {
    if (busy || told) return
    busy = true
    try {
      await given.checkSchema(given.pool)
    } catch (error) {
      // An outage is for others to tell; it says nothing about the schema.
      if (isFault(error, 'SCHEMA_NEWER')) {
        told = true
        given.onTooNew(error)
      } else given.log.warn('the schema could not be looked at', { because: asError(error).message })
    } finally {
      busy = false
    }
  }, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
