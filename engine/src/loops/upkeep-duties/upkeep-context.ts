import type { EngineContext } from '../../context.ts'
import type { FlowCache } from '../../flow-cache.ts'

/** What upkeep needs besides the engine's own. */
export type UpkeepContext = EngineContext & { flows: FlowCache; listensTo(name: string): boolean }
