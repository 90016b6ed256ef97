import type { EngineContext } from '../context.ts'

/** The channels that nodes installed here send by. */
export function channelsOf({ nodeTypes }: EngineContext): string[] {
  return [...new Set([...nodeTypes.values()].flatMap(({ manifest }) => manifest.traits.sends ?? []))].sort()
}
