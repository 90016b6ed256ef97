import { isFault } from '@snodo/base'
import {
  closeFlow,
  createFlow,
  type EngineContext,
  listFlows,
  loadDraft,
  pauseFlow,
  publish,
  resumeFlow,
  saveDraft,
  stopFlow,
} from '@snodo/engine'
import type { Chance } from './chance.ts'
import { editFlow } from './draw-edit.ts'
import { drawFlow, type FlowDrawing } from './draw-flow.ts'

const author = 'simulation'

/** The flows of a run, and what people order about them. */
export class Flows {
  readonly #chance: Chance
  readonly #sameDraws: boolean
  readonly #drawings = new Map<string, FlowDrawing>()
  #editions = 0

  constructor(chance: Chance, sameDraws: boolean) {
    this.#chance = chance
    this.#sameDraws = sameDraws
  }

  async publishAll(engine: EngineContext): Promise<void> {
    const count = 1 + this.#chance.int(3)
    for (let n = 0; n < count; n++) {
      const drawing: FlowDrawing = {
        name: `F${n}`,
        others: [...this.#drawings.keys()],
        first: n === 0,
        sameDraws: this.#sameDraws,
      }
      const { id, revision } = await createFlow(engine, { document: drawFlow(this.#chance, drawing), author })
      this.#drawings.set(id, drawing)
      await publish(engine, { id, revision, author })
    }
  }

  async edit(engine: EngineContext): Promise<void> {
    const [id, drawing] = this.#chance.pick([...this.#drawings])
    const { document, revision } = await loadDraft(engine, id)
    this.#editions += 1
    const edited = editFlow(this.#chance, document, { ...drawing, prefix: `v${this.#editions}-` })
    await expectable(async () => {
      const saved = await saveDraft(engine, { id, document: edited, revision, author })
      await publish(engine, { id, revision: saved.revision, author })
    })
  }

  /** Pauses what lives and lets go on what is paused; now and then ends a flow, which the next publish brings back. */
  async verb(engine: EngineContext): Promise<void> {
    const ids = [...this.#drawings.keys()]
    const paused = await this.#paused(engine)
    const id = this.#chance.pick(paused.length > 0 ? paused : ids)
    const order = this.#chance.weighted({ usual: 16, stop: 1, close: 1 })
    const answers = {
      waits: this.#chance.pick(['frozen', 'wentOn'] as const),
      entries: this.#chance.pick(['enter', 'drop'] as const),
      messages: this.#chance.pick(['young', 'all', 'none'] as const),
    }
    await expectable(async () => {
      if (order === 'stop') await stopFlow(engine, { id, author, reason: 'simulation' })
      else if (order === 'close') await closeFlow(engine, { id, author })
      else if (paused.includes(id)) await resumeFlow(engine, { id, author, answers })
      else await pauseFlow(engine, { id, author })
    })
  }

  async resumeAll(engine: EngineContext): Promise<void> {
    for (const id of await this.#paused(engine)) await resumeFlow(engine, { id, author })
  }

  async #paused(engine: EngineContext): Promise<string[]> {
    return (await listFlows(engine.pool, null, 100)).filter(({ state }) => state === 'paused').map(({ id }) => id)
  }
}

/** Two people who order at once may be told no; everything else is for the run to report. */
async function expectable(order: () => Promise<void>): Promise<void> {
  try {
    await order()
  } catch (error) {
    if (!isFault(error, 'FLOW_STATE') && !isFault(error, 'REVISION_STALE')) throw error
  }
}
