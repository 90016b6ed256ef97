import { indexManifests, type Manifests } from '@snodo/flow'
import type { EngineContext } from '../context.ts'

/** The manifests of the installed node types, by name. */
export function manifestsOf(engine: Pick<EngineContext, 'nodeTypes'>): Manifests {
  return indexManifests([...engine.nodeTypes.values()].map((type) => type.manifest))
}
