import { evaluate, explain, type Predicate, type Reaction, type Verdict } from '@snodo/audience'
import { durationMs, type Instant, isZone, shareOf } from '@snodo/base'
import { REACTION_EVENTS } from '@snodo/flow'
import { type Because, HERE_BEFORE, type StepContact, type StepWorld } from '@snodo/node-sdk'
import { renderTemplate } from '@snodo/templates'
import type { CompiledNode } from '../flows/compile-flow.ts'
import { languageOf } from '../sending/message-facts.ts'
import { templateScope } from '../sending/template-scope.ts'
import type { InterpretWorld } from './interpret-world.ts'
import { leavingOf, TripFacts } from './trip-facts.ts'
import type { ContactState, EnrollmentState } from './trip-state.ts'

/** The world one visit sees, as the node kit asks for it. Remembers what was compared, for the journal. */
export class VisitWorld implements StepWorld {
  readonly secret: string
  readonly #enrollment: EnrollmentState
  readonly #node: CompiledNode
  readonly #world: InterpretWorld
  #asked: { predicate: Predicate; verdict: Verdict }[] | null = null
  #facts: TripFacts | null = null

  constructor(enrollment: EnrollmentState, node: CompiledNode, world: InterpretWorld) {
    this.secret = world.secret
    this.#enrollment = enrollment
    this.#node = node
    this.#world = world
  }

  get #seen(): TripFacts {
    this.#facts ??= new TripFacts(this.#enrollment.contact, this.#enrollment, null, this.#world.measure)
    return this.#facts
  }

  stepContact(contact: ContactState): StepContact {
    // The overlay itself, without a copy: nodes see it as read-only, and lists and consents are there only if they were needed.
    return contact as unknown as StepContact
  }
  zone(): { id: string; from: 'contact' | 'flow' | 'workspace' } {
    const own = this.#enrollment.contact.attributes.timeZone
    if (isZone(own)) return { id: own, from: 'contact' }
    const { timeZone } = this.#enrollment.flow
    return timeZone === null ? { id: this.#world.timeZone, from: 'workspace' } : { id: timeZone, from: 'flow' }
  }
  share(split: string): number {
    return shareOf(`${this.#enrollment.flow.flowId}/${split || this.#node.id}/${this.#enrollment.contact.id}`)
  }
  passedAt(node: string): Instant | null {
    return this.#enrollment.passed[node === HERE_BEFORE ? leavingOf(this.#node.id) : node] ?? null
  }
  holds(predicate: Predicate): Verdict {
    const counted = evaluate(predicate, this.#seen, this.#world.now)
    const verdict = counted === 'yes' && !this.#isReactionMeant(predicate) ? 'no' : counted
    this.#asked ??= []
    this.#asked.push({ predicate, verdict })
    return verdict
  }
  /** The past is counted by the event's name: whose message it was a reaction to is asked of the messages this node means. */
  #isReactionMeant(predicate: Predicate): boolean {
    const { reactionsTo } = this.#node
    if (reactionsTo.length === 0 || predicate.type !== 'events' || predicate.since === undefined) return true
    const reaction = REACTION_EVENTS[predicate.event]
    return reaction === undefined || reactionsTo.some((message) => this.#seen.reaction(message, reaction) === 'yes')
  }
  reaction(node: string, reaction: Reaction): Verdict {
    return this.#seen.reaction(node, reaction)
  }
  fill(template: string): string {
    const { contact, entry, vars } = this.#enrollment
    const row = { ...contact, user_id: contact.userId, tags: [...contact.tags] }
    return renderTemplate(template, templateScope(row, { entry: { ...entry }, vars }, null), {
      escape: 'none',
      zone: this.zone().id,
      language: languageOf(contact.attributes, this.#world.language),
      currency: this.#world.currency,
      now: this.#world.now,
    })
  }
  usualDelay(event: string): number {
    const { usualDelays } = this.#world
    return Object.hasOwn(usualDelays, event) ? durationMs(usualDelays[event] ?? 'PT0S') : 0
  }
  couponStock(pool: string): number {
    return this.#world.couponStock(this.#enrollment.lane, pool)
  }

  /** The values compared in this visit, for the journal; null where nothing was asked. Only the last question decided. */
  compared(): Because | null {
    const last = this.#asked?.at(-1)
    if (last === undefined) return null
    const { because } = explain(last.predicate, this.#seen, this.#world.now)
    return { code: 'COMPARED', values: { verdict: last.verdict, compared: because as never } }
  }
}
