import { expect, test } from 'vitest'
import { walkTwice } from './walk-twice.ts'

// I13. As many flows as fit into the time; the first ones always.
const SECONDS = Number(process.env.SNODO_WALKS_SECONDS ?? 12)
const FIRST = Number(process.env.SNODO_WALKS_FROM ?? 1)

test('the dry run and the engine tell the same of a contact that meets the same events', { timeout: 600_000 }, async () => {
  const end = performance.now() + SECONDS * 1000
  for (let seed = FIRST; seed < FIRST + 5 || performance.now() < end; seed++) {
    const { dryRun, engine } = await walkTwice(seed)
    expect(dryRun, `seed ${seed}`).toEqual(engine)
  }
})
