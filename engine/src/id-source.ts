import { LANES } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** Numbers in one block of the sequence `id_blocks`. */
const BLOCK = 1024

/**
 * Hands out per-contact ids, `(block * 1024 + n) * 64 + lane`, from blocks of the sequence `id_blocks`, so that a thousand ids cost
 * one round trip. Ids of one source grow; a block lost in a crash is a gap and nothing else.
 */
export type IdSource = {
  /** Makes sure that `count` ids can be taken without waiting. */
  reserve(sql: Sql, count: number): Promise<void>
  /** The next id in a lane; `reserve` must have made room. */
  next(lane: number): string
}

export function idSource(): IdSource {
  /** Blocks reserved and not yet begun, oldest first. */
  let blocks: bigint[] = []
  let base = 0n
  let used = BLOCK
  let left = 0
  return {
    async reserve(sql, count) {
      if (left >= count) return
      const wanted = Math.ceil((count - left) / BLOCK)
      const { rows } = await sql.query<{ block: string }>(
        /* sql */ `select nextval('id_blocks')::text as block from generate_series(1, $1)`,
        [wanted],
      )
      blocks = blocks.concat(rows.map((row) => BigInt(row.block)))
      left += rows.length * BLOCK
    },
    next(lane) {
      if (used === BLOCK) {
        const block = blocks.shift()
        if (block === undefined) throw new Error('ids were taken without being reserved')
        base = block * BigInt(BLOCK)
        used = 0
      }
      left -= 1
      const n = base + BigInt(used)
      used += 1
      return (n * BigInt(LANES) + BigInt(lane)).toString()
    },
  }
}
