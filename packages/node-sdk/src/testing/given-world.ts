import {
  type ContactFacts,
  type EventsPredicate,
  evaluate,
  measureEvents,
  type Predicate,
  type Reaction,
  type Verdict,
  valueAt,
} from '@snodo/audience'
import { durationMs, type Instant, type JsonObject, must, shareOf } from '@snodo/base'
import { guardNeeds, mustNeed } from '../guard-needs.ts'
import type { NodeType, StepContact } from '../node-type.ts'
import type { StepValues, StepWorld } from '../step.ts'
import { DEFAULT_NOW, type Given, type GivenContact } from './given.ts'

/** A step's values and world, built from what a test or an example says of them. */
export class GivenWorld implements StepWorld, ContactFacts {
  readonly secret = 'a secret for tests'
  readonly attributes: JsonObject
  readonly email: string | null
  readonly phone: string | null
  readonly userId: string | null
  readonly tags: ReadonlySet<string>
  readonly lists: ReadonlySet<string>
  readonly consents: ContactFacts['consents']
  readonly scores: Readonly<Record<string, number>>
  readonly event = null
  readonly entry: JsonObject
  readonly now: Instant
  readonly #given: Given
  readonly #node: NodeType
  readonly #contactId: string

  constructor(node: NodeType, given: Given, contactId: string) {
    const contact: GivenContact = given.contact ?? {}
    this.attributes = contact.attributes ?? {}
    this.email = contact.email ?? null
    this.phone = contact.phone ?? null
    this.userId = contact.userId ?? null
    this.tags = new Set(contact.tags)
    this.lists = new Set(contact.lists)
    this.consents = new Map(Object.entries(contact.consents ?? {}))
    this.scores = contact.scores ?? {}
    this.entry = given.entry?.properties ?? {}
    this.now = instant(given.now ?? DEFAULT_NOW)
    this.#given = given
    this.#node = node
    this.#contactId = contactId
  }

  /** A whole step of this world, its contact guarded by the node's `needs`. */
  values(config: JsonObject, key: string): StepValues<JsonObject> {
    const { enteredAt, entry, zone, vars } = this.#given
    const reached = enteredAt === undefined ? this.now : instant(enteredAt)
    return {
      key,
      node: 'this-node',
      visit: 1,
      config,
      contact: guardNeeds(this.#node.type, this.#contact(), this.#node.manifest.needs),
      entry: { at: entry?.at === undefined ? reached : instant(entry.at), event: entry?.event ?? null, properties: this.entry },
      vars: vars ?? {},
      enteredAt: reached,
      now: this.now,
      zone: { id: zone ?? 'UTC', from: zone === undefined ? 'workspace' : 'contact' },
    }
  }

  share(split: string): number {
    return this.#given.share ?? shareOf(`${split}/${this.#contactId}`)
  }
  passedAt(node: string): Instant | null {
    const at = this.#given.passed?.[node]
    return at === undefined ? null : instant(at)
  }
  holds(predicate: Predicate): Verdict {
    return evaluate(predicate, this, this.now)
  }
  reaction(node: string, reaction: Reaction): Verdict {
    return this.#given.reactions?.[node]?.[reaction] ?? 'no'
  }
  couponStock(pool: string): number {
    mustNeed(this.#node.type, 'couponStock', this.#node.manifest.needs)
    return this.#given.stock?.[pool] ?? 0
  }
  usualDelay(event: string): number {
    const delay = this.#given.usualDelays?.[event]
    return delay === undefined ? 0 : durationMs(delay)
  }
  measure(clause: EventsPredicate, at: Instant): number {
    const events = (this.#given.events ?? []).map(({ event, at, properties }) => ({
      name: event,
      properties: properties ?? {},
      occurredAt: instant(at),
    }))
    return measureEvents(clause, events, at, this.#since(clause))
  }
  /**
   * Fields written plainly, `{{ contact.firstName }}`, are filled in. The kit stands below the templates room and cannot run all
   * of Liquid; a test that needs filters gives runNode its own `fill`.
   */
  fill(template: string): string {
    const plain = template.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, path: string) => String(valueAt(this.#scope(), path) ?? ''))
    if (/\{\{|\{%/.test(plain))
      throw new Error(`The template "${template}" holds more than plain fields: give runNode a fill of your own.`)
    return plain
  }

  #scope(): JsonObject {
    const { attributes, email, phone, userId } = this
    return {
      contact: { ...attributes, email, phone, userId, id: this.#contactId },
      entry: this.entry,
      vars: this.#given.vars ?? {},
    }
  }
  #since(clause: EventsPredicate): Instant | null {
    if (clause.since === undefined) return null
    if (clause.since.from === 'node')
      return must(this.passedAt(clause.since.node), `"passed" says nothing of node ${clause.since.node}`)
    return instant(this.#given.entry?.at ?? this.#given.enteredAt ?? this.#given.now ?? DEFAULT_NOW)
  }
  #contact(): StepContact {
    const { attributes, email, phone, userId, tags, lists, consents, scores } = this
    return { id: this.#contactId, email, phone, userId, attributes, tags, lists, consents, scores }
  }
}

function instant(text: string): Instant {
  const parsed = Date.parse(text)
  if (Number.isNaN(parsed)) throw new Error(`"${text}" is not an instant: write it as 2026-03-02T09:00:00Z.`)
  return parsed
}
