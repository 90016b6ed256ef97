import type { IsoDuration, JsonObject, Words } from '@snodo/base'

/** What is known of a node type without its code: plain JSON, served at `GET /api/node-types`. */
export type Manifest = {
  type: string
  version: number
  kind: 'start' | 'decide' | 'act'
  title: Words
  description: Words
  category: NodeCategory
  /** Name of a glyph of the editor's icon set (Tabler, kebab-case). */
  icon: string
  /** The line on the card: a template over config, e.g. `Wait {duration}`. */
  summary: Words
  /** JSON Schema (draft 2020-12) of `config`; widgets and titles are annotations `x-widget`, `x-title`, `x-help`, `x-options` (see `annotations.ts`). */
  config: JsonObject
  /** A config that passes the schema, for a node just dropped on the canvas. */
  defaults: JsonObject
  /** Fixed ports, in drawing order. */
  ports: Record<string, Words>
  /** Ports drawn from the config, before the fixed ones: one for each item of the array at `path`, named by `id`, titled by `name`. */
  portsFrom?: { path: string; id: string; name: string }
  traits: NodeTraits
  examples: NodeExample[]
  /** Names of facts the node reads, e.g. `contact.email`, `lists`, `consents`. Predicates in its config are found by their widget. */
  needs: string[]
  limits?: { batchSize: number; timeout: IsoDuration }
  /** Old versions of config this type can still open. */
  upgradesFrom: number[]
}

export type NodeCategory = 'start' | 'timing' | 'decision' | 'message' | 'contact' | 'end'

/** What the checker, the editor and the engine must know about a type without running it. */
export type NodeTraits = {
  /** A contact comes to rest here, so a loop through this node is not endless. */
  waits?: true
  /** Sends a message on this channel; ports are then `sent`, `notSent`, `notDelivered`, and config has `content` and `purpose`. */
  sends?: 'email' | 'sms' | string
  /** Ports that may be left undrawn without a warning. */
  optionalPorts?: string[]
  /** Journeys end here. */
  ends?: true
  /** Names of events it waits for that do not stand in its settings: an event no drawing names is read by nobody. */
  awaits?: string[]
}

export type NodeExample = { say: Words; config: JsonObject; given?: JsonObject; expect: JsonObject }
