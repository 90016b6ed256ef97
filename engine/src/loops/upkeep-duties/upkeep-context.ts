import type { EngineContext } from '../../context.ts'

/** What upkeep needs besides the engine's own. */
export type UpkeepContext = EngineContext & { listensTo(name: string): boolean }
