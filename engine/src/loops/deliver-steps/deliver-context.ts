import type { Random } from '@snodo/base'
import type { Channel } from '@snodo/channels'
import type { EngineContext } from '../../context.ts'
import type { Renderer } from '../../render/renderer.ts'

/** What delivering needs besides the engine's own. */
export type DeliverContext = EngineContext & {
  /** Providers set up, by channel. A channel without one is always the sandbox. */
  channels: ReadonlyMap<string, Channel>
  renderer: Renderer
  random: Random
  /** Signs the links in messages. */
  secret: string
  /** Where this installation answers, e.g. `https://snodo.example`. */
  publicUrl: string
  /** Aborted when this process must be gone soon: what has not begun to be sent is given back. Absent: never. */
  leaving?: AbortSignal
  /** Told how many messages of a trip repeat themselves, once it is committed: the breaker looks when they grow many. Absent: it waits for upkeep. */
  repeated?(count: number): Promise<void>
  /** True where a flow begins on, awaits or exits by a system event of this name. */
  listensTo(name: string): boolean
}
