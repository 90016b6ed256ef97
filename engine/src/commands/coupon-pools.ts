import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { addStock } from '../ledgers/coupons/coupon-stock.ts'

/** Codes written in one statement. */
const CHUNK = 5_000

/** Adds uploaded codes to a pool. Codes it has, or has given out already, are left out: a file uploaded twice adds nothing. */
export async function addCoupons(
  engine: EngineContext,
  given: { pool: string; codes: readonly string[]; author: string },
): Promise<{ added: number; left: number }> {
  const codes = [...new Set(given.codes.map((code) => code.trim()).filter((code) => code !== ''))]
  const added = await transaction(engine.pool, async (sql) => {
    let sum = 0
    for (let from = 0; from < codes.length; from += CHUNK) sum += await addStock(sql, given.pool, codes.slice(from, from + CHUNK))
    await writeAudit(sql, [
      {
        at: engine.clock.now(),
        actor: given.author,
        action: 'coupons.add',
        subject: `pool:${given.pool}`,
        details: { added: sum },
      },
    ])
    return sum
  })
  return { added, left: given.codes.length - added }
}
