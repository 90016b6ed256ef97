import { migrate, readMigrations } from '@snodo/database'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { isBecauseCode, sayBecause } from '@snodo/protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AT_REST, INVARIANTS } from '../road/kit/invariants.ts'
import { carryOnWith, tellHistory } from './carry-on.ts'
import { changedSince, historiesRecorded, loadHistory, readHistory } from './recorded.ts'
import { makeWorld } from './world.ts'

/** Every release that was ever recorded: what it left behind, this one must carry on with. */
const releases = await historiesRecorded()

describe.each(releases)('people left inside by release %s', (release) => {
  let db: FreshDatabase
  beforeEach(async () => {
    db = await freshDatabase({ migrated: false })
  })
  afterEach(() => db.drop())

  test('go on, are sent the same messages and end where that release would have brought them', async () => {
    const history = await readHistory(release)
    expect(changedSince(history, await readMigrations()), CHANGED).toEqual([])
    await loadHistory(db.pool, release)
    await migrate({ url: db.url })
    expect(await broken(INVARIANTS, [])).toEqual([])

    await carryOnWith(makeWorld({ pool: db.pool, at: history.at, seed: 'afterwards' }))
    expect(await tellHistory(db.pool)).toEqual(history.expected)
    expect(await broken(INVARIANTS, [])).toEqual([])
    expect(await broken(AT_REST, [new Date('9999-01-01')])).toEqual([])
  })

  test('have reasons in their journals that still have words', async () => {
    const { reasons, codes } = await readHistory(release)
    expect(codes.filter((code) => !isBecauseCode(code))).toEqual([])
    for (const reason of reasons)
      for (const language of ['en', 'it'] as const) {
        const said = sayBecause(reason, language)
        expect(said, reason.code).toMatch(/^[^{}[\]]+$/)
        expect(said, reason.code).not.toBe(sayBecause({ code: 'NO_SUCH_CODE' }, language))
      }
  })

  /** One journey was moved on by hand, another carried over: they do not follow the edges of one drawing. */
  async function broken(all: Readonly<Record<string, string>>, values: unknown[]): Promise<unknown[]> {
    const found: unknown[] = []
    for (const [name, statement] of Object.entries(all)) {
      if (NOT_OF_ORDERED.test(name)) continue
      const { rows } = await db.pool.query(statement, values)
      if (rows.length > 0) found.push([name, rows.slice(0, 3)])
    }
    return found
  }
})

const NOT_OF_ORDERED =
  /follows an edge|leaves out no visit|counts of nodes|counts of ports|version of its journey|node that sends|where its journal says|has its event$/

const CHANGED =
  'a published migration never changes; as long as this release is not out, record its history again: pnpm record-history'

test('at least this release is recorded', () => {
  expect(releases.length).toBeGreaterThan(0)
})
