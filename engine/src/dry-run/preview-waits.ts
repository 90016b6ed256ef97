import type { Instant } from '@snodo/base'
import { type FlowDocument, indexManifests } from '@snodo/flow'
import type { Because, NodeType } from '@snodo/node-sdk'
import { type CompiledFlow, compileFlow } from '../rules/flows/compile-flow.ts'
import { liftContent } from '../rules/flows/lift-content.ts'
import { interpret } from '../rules/walking/interpret.ts'
import { type EnrollmentState, freshEnrollment, noEffects } from '../rules/walking/trip-state.ts'
import { VisitWorld } from '../rules/walking/visit-world.ts'
import type { WorkspaceSettings } from '../rules/workspace-settings.ts'
import { contactState } from './dry-contact.ts'
import type { DryRunContact } from './trace.ts'

/** When somebody who comes to a wait at an instant would go on, by which port, and by whose clock that was reckoned. */
export type WaitPreview = {
  /** Null: not before what it waits for happens; the instant itself: at once. */
  until: Instant | null
  port: string
  zone: { id: string; from: 'contact' | 'flow' | 'workspace' }
  because: Because | null
}

/**
 * For every wait of a drawing: when would who comes now go on? What the card shows. Decided by the engine's own `interpret`, for a
 * contact who has just passed every block that a wait may be counted from. Waits that cannot be decided for it are left out.
 */
export function previewWaits(
  given: { document: FlowDocument; contact: DryRunContact; at: Instant; settings: WorkspaceSettings },
  nodeTypes: ReadonlyMap<string, NodeType>,
): Record<string, WaitPreview> {
  const { structure } = liftContent(given.document, indexManifests([...nodeTypes.values()].map((type) => type.manifest)))
  const flow = compileFlow({ flowId: '0', versionId: '0', number: 0, document: structure }, nodeTypes)
  const waits = [...flow.nodes.values()].filter((node) => node.type?.manifest.traits.waits === true && node.offPort === null)
  return Object.fromEntries(
    waits.flatMap((node) => {
      const preview = previewOf(flow, node.id, given)
      return preview === null ? [] : [[node.id, preview]]
    }),
  )
}

function previewOf(
  flow: CompiledFlow,
  id: string,
  { contact, at, settings }: { contact: DryRunContact; at: Instant; settings: WorkspaceSettings },
): WaitPreview | null {
  const { timeZone, language, currency, usualDelays } = settings
  const world = { now: at, timeZone, language, currency, usualDelays, secret: 'preview', measure: () => 0, couponStock: () => 0 }
  const passed = Object.fromEntries([...flow.nodes.keys()].map((node) => [node, at]))
  const entry = { at, event: null, properties: {} }
  const journey: EnrollmentState = {
    ...freshEnrollment({ id: '0', contact: contactState(contact), flow, entityKey: '', node: id, at, entry }),
    passed,
  }
  const zone = new VisitWorld(journey, flow.nodes.get(id)!, world).zone() // it was found among them
  interpret(journey, world, noEffects())
  const [first] = journey.steps
  if (first === undefined || journey.state === 'failed') return null
  const [, left, because = null] = first
  if (left !== null) return { until: at, port: left, zone, because }
  return journey.thenPort === null ? null : { until: journey.nextAt, port: journey.thenPort, zone, because }
}
