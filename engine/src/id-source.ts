import { LANES, must } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** Numbers in one block of the sequence `id_blocks`. */
const BLOCK = 1024
/** Blocks drawn at once: they cost nothing, and one more for the next thousand would cost a round trip. */
const AHEAD = 4

/**
 * Hands out per-contact ids, `(block * 1024 + n) * 64 + lane`, from blocks of the sequence `id_blocks`, so that a thousand ids cost
 * one round trip. Ids of one source grow; a block lost in a crash is a gap and nothing else.
 */
export type IdSource = {
  /** Promises `count` ids to the caller: so many calls of `next` will not wait, whoever else takes ids meanwhile. */
  reserve(sql: Sql, count: number): Promise<void>
  /** The next id in a lane; `reserve` must have promised it. */
  next(lane: number): string
}

export function idSource(): IdSource {
  /** Blocks fetched and not yet begun, oldest first. */
  let blocks: bigint[] = []
  let base = 0n
  let used = BLOCK
  let left = 0
  let promised = 0
  return {
    async reserve(sql, count) {
      promised += count
      while (left < promised) {
        const wanted = Math.max(AHEAD, Math.ceil((promised - left) / BLOCK))
        const { rows } = await sql.query<{ block: string }>(
          /* sql */ `select nextval('id_blocks')::text as block from generate_series(1, $1::int)`,
          [wanted],
          { name: 'reserve-ids' },
        )
        blocks = blocks.concat(rows.map((row) => BigInt(row.block)))
        left += rows.length * BLOCK
      }
    },
    next(lane) {
      if (used === BLOCK) {
        base = must(blocks.shift(), 'an id was taken without being reserved') * BigInt(BLOCK)
        used = 0
      }
      const n = base + BigInt(used)
      used += 1
      left -= 1
      promised = Math.max(0, promised - 1)
      return (n * BigInt(LANES) + BigInt(lane)).toString()
    },
  }
}

/** Blocks that hold so many ids. */
export function blocksFor(count: number): number {
  return Math.ceil(count / BLOCK)
}

/**
 * The ids of blocks drawn for one purpose, in order. Who draws blocks only when there is something to name gets ids that are later
 * than all that were drawn before, by whatever process: so the order of ids is the order of receipt.
 */
export function idsOf(blocks: readonly string[]): (lane: number) => string {
  const bases = blocks.map((block) => BigInt(block)).sort((a, b) => (a < b ? -1 : 1))
  let used = 0
  return (lane) => {
    const base = must(bases[Math.floor(used / BLOCK)], 'an id for which a block was drawn')
    const id = base * BigInt(BLOCK * LANES) + BigInt((used % BLOCK) * LANES + lane)
    used += 1
    return id.toString()
  }
}
