import { isFault, must } from '@snodo/base'
import {
  createFlow,
  type EngineContext,
  listVersions,
  loadDraft,
  type MigrationMap,
  planMigration,
  publish,
  readVersion,
  saveDraft,
} from '@snodo/engine'
import type { FlowDocument } from '@snodo/flow'
import type { Chance } from './chance.ts'
import { editFlow } from './draw-edit.ts'
import { drawFlow, type FlowDrawing } from './draw-flow.ts'
import type { Exercised } from './exercised.ts'
import type { OrderBook } from './order-book.ts'

const author = 'simulation'

/** The flows of a run: drawn, edited, published with what becomes of those inside, rolled back. */
export class Flows {
  readonly #chance: Chance
  readonly #orders: OrderBook
  readonly #calm: boolean
  readonly #drawings = new Map<string, FlowDrawing>()
  #editions = 0
  /** Publishing may carry people over to the new version. */
  readonly #migrates: boolean
  readonly #exercised: Exercised

  constructor(chance: Chance, orders: OrderBook, calm: boolean, migrates: boolean, exercised: Exercised) {
    this.#exercised = exercised
    this.#migrates = migrates
    this.#chance = chance
    this.#orders = orders
    this.#calm = calm
  }

  get ids(): string[] {
    return [...this.#drawings.keys()]
  }

  /** A flow, mostly one that somebody is in. */
  async populated(engine: EngineContext): Promise<string> {
    const { rows } = await engine.pool.query<{ id: string }>(
      /* sql */ `select distinct flow_id as id from enrollments order by 1`,
    )
    return this.#chance.pick(rows.length > 0 && this.#chance.yes(0.8) ? rows.map(({ id }) => id) : this.ids)
  }

  /** By the name its messages carry. */
  idOf(name: string): string {
    return [...this.#drawings].find(([, drawing]) => drawing.name === name)?.[0] ?? ''
  }

  /** A node of some flow that sends; null: the one looked at has none. */
  async messageOf(engine: EngineContext): Promise<{ flow: string; node: string } | null> {
    const flow = this.#chance.pick(this.ids)
    const { document } = await loadDraft(engine, flow)
    const sends = Object.entries(document.nodes).filter(([, { type }]) => type.startsWith('core.send-'))
    return sends.length === 0 ? null : { flow, node: this.#chance.pick(sends)[0] }
  }

  async publishAll(engine: EngineContext): Promise<void> {
    const count = 1 + this.#chance.int(3)
    for (let n = 0; n < count; n++) {
      const drawing: FlowDrawing = { name: `F${n}`, others: this.ids, first: n === 0, sameDraws: this.#calm, timed: !this.#calm }
      const { id, revision } = await createFlow(engine, { document: drawFlow(this.#chance, drawing), author })
      this.#drawings.set(id, drawing)
      await publish(engine, { id, revision, author })
    }
  }

  async edit(engine: EngineContext): Promise<void> {
    const id = await this.populated(engine)
    const drawing = must(this.#drawings.get(id), 'a flow has its drawing')
    const { document, revision } = await loadDraft(engine, id)
    this.#editions += 1
    const edited = editFlow(this.#chance, document, { ...drawing, prefix: `v${this.#editions}-` })
    await this.#publish(engine, id, edited, revision)
  }

  /** An older version becomes the newest again. */
  async rollBack(engine: EngineContext): Promise<void> {
    const id = await this.populated(engine)
    const { number } = this.#chance.pick(await listVersions(engine.pool, id))
    const { document } = await readVersion(engine, id, number)
    const { revision } = await loadDraft(engine, id)
    await this.#publish(engine, id, document, revision)
  }

  async #publish(engine: EngineContext, id: string, document: FlowDocument, revision: number): Promise<void> {
    await expectable(['REVISION_STALE', 'FLOW_STATE', 'FLOW_BUSY'], async () => {
      const saved = await saveDraft(engine, { id, document, revision, author })
      const migration = await this.#drawMap(engine, id, document)
      // A flow that was stopped goes live by being published.
      this.#orders.freed(id)
      await publish(engine, { id, revision: saved.revision, author, reopen: true, migration: migration ?? {} })
    })
  }

  /** What becomes of those who stand where: they stay, move or end. */
  async #drawMap(engine: EngineContext, id: string, next: FlowDocument): Promise<MigrationMap | null> {
    if (!this.#migrates || !this.#chance.yes(0.8)) return null
    const map: MigrationMap = {}
    const targets = Object.keys(next.nodes).filter((node) => next.edges.some((edge) => edge.to === node))
    for (const { node, change } of (await planMigration(engine, id)).nodes) {
      const fate = this.#chance.weighted({ stay: 1, carry: 3, move: 3, end: 5 })
      const waits = this.#chance.pick(['keep', 'recompute'] as const)
      if (fate === 'end') map[node] = { do: 'end' }
      else if (fate === 'carry' && change !== 'removed' && targets.includes(node)) map[node] = { do: 'move', waits }
      else if (fate === 'move' && targets.length > 0) map[node] = { do: 'move', to: this.#chance.pick(targets) }
      const said = map[node]
      this.#exercised.note(`map ${said === undefined ? 'stay' : said.do === 'end' ? 'end' : 'to' in said ? 'move' : waits}`)
    }
    return Object.keys(map).length === 0 ? null : map
  }
}

/** Two people who order at once may be told no, by one of these faults; everything else is for the run to report. */
export async function expectable(codes: readonly string[], order: () => Promise<unknown>): Promise<boolean> {
  try {
    await order()
    return true
  } catch (error) {
    if (!codes.some((code) => isFault(error, code))) throw error
    return false
  }
}
