import type { JsonObject } from '@snodo/base'
import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'

/** Writes down that somebody tried a provider with a message to themselves, and what it answered; not to whom. */
export async function noteProviderTried(
  engine: EngineContext,
  given: { provider: string; author: string; details: JsonObject },
): Promise<void> {
  await transaction(engine.pool, (sql) =>
    writeAudit(sql, [
      {
        at: engine.clock.now(),
        actor: given.author,
        action: 'provider.try',
        subject: `provider:${given.provider}`,
        details: given.details,
      },
    ]),
  )
}
