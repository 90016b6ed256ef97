import type { Manifest } from './manifest.ts'

/** The node types at hand, by type name. */
export type Manifests = ReadonlyMap<string, Manifest>

export function indexManifests(manifests: Iterable<Manifest>): Manifests {
  return new Map([...manifests].map((manifest) => [manifest.type, manifest]))
}
