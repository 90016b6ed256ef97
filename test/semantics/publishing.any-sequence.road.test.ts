import { isFault } from '@snodo/base'
import {
  carryOut,
  createFlow,
  liftStop,
  listVersions,
  loadDraft,
  type MigrationMap,
  pauseFlow,
  planMigration,
  publish,
  resumeFlow,
  saveDraft,
  stopSending,
} from '@snodo/engine'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Chain, type ChainEdit, documentOfChain, editChain, FIRST } from './draw-chain.ts'
import { DAY, HOUR, person, track, useStage } from './stage.ts'

const stage = useStage()
const author = 'author'

const number = fc.nat({ max: 50 })
const edit: fc.Arbitrary<ChainEdit> = fc.oneof(
  fc.record({
    do: fc.constant('insert' as const),
    kind: fc.constantFrom('wait', 'listen', 'mail'),
    at: number,
    awaited: fc.boolean(),
  }),
  fc.record({ do: fc.constant('remove' as const), at: number }),
  fc.record({ do: fc.constant('swap' as const), at: number }),
  fc.record({ do: fc.constant('turn' as const) }),
  fc.record({ do: fc.constant('change' as const), at: number, hours: fc.integer({ min: 1, max: 90 }) }),
)
/** What becomes of those at each node that holds people, drawn in turn; null: nothing is said. */
const fates = fc.option(
  fc.array(fc.constantFrom('stay', 'keep', 'keep', 'recompute', 'elsewhere', 'elsewhere', 'end'), { minLength: 1 }),
  { freq: 8 },
)
const deed = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('enter' as const), people: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 60 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('publish' as const),
      edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
      fates,
      to: number,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rollBack' as const), version: number, fates, to: number }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('answer' as const), who: number }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pauseOrResume' as const),
      waits: fc.constantFrom('frozen', 'wentOn'),
      messages: fc.constantFrom('young', 'all', 'none'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sending' as const), on: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('order' as const), verb: fc.constantFrom('hold', 'release', 'skip', 'retry') }),
  },
)
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never

let runs = 0

/** One flow with its people; everything that is done to it goes through what operators and authors have. */
class Journey {
  readonly event = `Run${++runs}`
  readonly engine = stage.rig.engine
  id = ''
  #chain: Chain = FIRST
  #edits = 0
  #people = 0

  async begin(): Promise<void> {
    const { id, revision } = await createFlow(this.engine, { document: documentOfChain(FIRST, this.event), author })
    this.id = id
    await publish(this.engine, { id, revision, author })
  }

  async do(deed: Deed): Promise<void> {
    switch (deed.do) {
      case 'enter':
        for (let n = 0; n < deed.people; n++) {
          const who = `${this.event}-${this.#people++}`
          await stage.collect(person(who), track(who, this.event))
        }
        return
      case 'pass':
        return stage.pass(deed.hours * HOUR)
      case 'answer':
        return stage.collect(track(`${this.event}-${deed.who % Math.max(1, this.#people)}`, `${this.event} Answered`))
      case 'publish': {
        for (const one of deed.edits) this.#chain = editChain(this.#chain, one, String(++this.#edits))
        const draft = await loadDraft(this.engine, this.id)
        const document = documentOfChain(this.#chain, this.event)
        const { revision } = await saveDraft(this.engine, { id: this.id, document, revision: draft.revision, author })
        const migration = await this.#map(deed.fates, deed.to)
        return this.#asked(() => publish(this.engine, { id: this.id, revision, author, ...migration }))
      }
      case 'rollBack': {
        const versions = await listVersions(this.engine.pool, this.id)
        const version = versions[deed.version % versions.length]?.number ?? 1
        const migration = await this.#map(deed.fates, deed.to, version)
        return this.#asked(() => publish(this.engine, { id: this.id, version, author, ...migration }))
      }
      case 'pauseOrResume':
        return this.#pauseOrResume(deed)
      case 'sending':
        return this.#sending(deed.on)
      case 'order':
        await carryOut(this.engine, { filter: { flow: this.id }, order: { verb: deed.verb }, author, reason: null })
        return stage.rig.settle().then(() => undefined)
    }
  }

  /** All that holds anybody back is lifted, and a long time passes. */
  async finish(): Promise<void> {
    const { state } = await stage.row<{ state: string }>(/* sql */ `select state from flows where id = $1`, [this.id])
    if (state === 'paused') await resumeFlow(this.engine, { id: this.id, author })
    await this.#sending(true)
    await carryOut(this.engine, { filter: { flow: this.id }, order: { verb: 'release' }, author, reason: null })
    await stage.pass(90 * DAY)
  }

  async #map(fates: readonly string[] | null, to: number, version?: number): Promise<{ migration?: MigrationMap }> {
    if (fates === null) return {}
    const { nodes, targets } = await planMigration(this.engine, this.id, version)
    const migration: MigrationMap = {}
    nodes.forEach(({ node, canCarry }, i) => {
      const fate = fates[i % fates.length]
      if (fate === 'end' || fate === 'stay') migration[node] = { do: fate }
      else if (fate === 'elsewhere' || !canCarry) migration[node] = { do: 'move', to: targets[(to + i) % targets.length] ?? node }
      else migration[node] = { do: 'move', waits: fate === 'recompute' ? 'recompute' : 'keep' }
    })
    return { migration }
  }

  /** A publish that takes a block from somebody is refused until it says what becomes of them: then everybody stays. */
  async #asked(order: () => Promise<unknown>): Promise<void> {
    try {
      await order()
    } catch (error) {
      if (!isFault(error, 'MIGRATION_NEEDED')) throw error
    }
    await stage.rig.settle()
  }

  async #pauseOrResume(answers: { waits: 'frozen' | 'wentOn'; messages: 'young' | 'all' | 'none' }): Promise<void> {
    const { state } = await stage.row<{ state: string }>(/* sql */ `select state from flows where id = $1`, [this.id])
    if (state === 'paused') await resumeFlow(this.engine, { id: this.id, author, answers })
    else await pauseFlow(this.engine, { id: this.id, author })
    await stage.rig.settle()
  }

  async #sending(on: boolean): Promise<void> {
    try {
      if (on) await liftStop(this.engine, { id: `flow:${this.id}`, author })
      else await stopSending(this.engine, { scope: { of: 'flow', flow: this.id }, author })
    } catch (error) {
      if (!isFault(error, 'STOP_UNKNOWN')) throw error
    }
    await stage.rig.settle()
  }
}

test('rule 28: whatever is published, rolled back, paused, held or moved meanwhile, nobody is lost, doubled or mailed again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 10 }), async (deeds) => {
      const journey = new Journey()
      await journey.begin()
      // Somebody is past the first mail and stands before the second, somebody waits for the first.
      await journey.do({ do: 'enter', people: 1 })
      await journey.do({ do: 'pass', hours: 30 })
      await journey.do({ do: 'enter', people: 1 })
      await journey.do({ do: 'pass', hours: 15 })
      await journey.do({ do: 'enter', people: 1 })
      for (const one of deeds) await journey.do(one)
      await journey.finish()
      const left = await stage.row<{ living: number; entered: number; ended: number }>(
        /* sql */ `select (select count(*)::int from enrollments where flow_id = $1) as living,
              (select count(distinct contact_id)::int from entries where flow_id = $1 and outcome = 'entered') as entered,
              (select count(*)::int from enrollment_ends where flow_id = $1 and reason in ('completed', 'timeout', 'migrated')) as ended`,
        [journey.id],
      )
      expect({ living: left.living, ended: left.ended }).toEqual({ living: 0, ended: left.entered })
      const { rows: mailed } = await journey.engine.pool.query(
        /* sql */ `select enrollment_id, node, array_agg(state) as states from messages
            where flow_id = $1 and state not in ('notSent', 'canceled') group by 1, 2 having count(*) > 1`,
        [journey.id],
      )
      expect(mailed).toEqual([])
    }),
    { seed: 20_260_302, numRuns: 10, endOnFailure: true },
  )
}, 100_000)
