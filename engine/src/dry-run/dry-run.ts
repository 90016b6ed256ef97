import { type MeasuredEvent, measureEvents } from '@snodo/audience'
import { type Instant, type JsonObject, must } from '@snodo/base'
import { indexManifests } from '@snodo/flow'
import type { Because, NodeType } from '@snodo/node-sdk'
import { type RenderedTexts, renderMessage } from '../render/render-message.ts'
import { type CompiledFlow, compileFlow } from '../rules/flows/compile-flow.ts'
import { type FlowCatalog, makeCatalog } from '../rules/flows/flow-catalog.ts'
import { liftContent } from '../rules/flows/lift-content.ts'
import type { SentBefore } from '../rules/sending/caps.ts'
import { decideSend, TRANSACTIONAL } from '../rules/sending/decide-send.ts'
import { addressOf, languageOf, quietHoursOf } from '../rules/sending/message-facts.ts'
import { sendingZone } from '../rules/sending/sending-zone.ts'
import { templateScope } from '../rules/sending/template-scope.ts'
import { isCutShort } from '../rules/walking/cut-short.ts'
import { byDueTime } from '../rules/walking/due-order.ts'
import { type EntryRow, enterAll, entriesIn } from '../rules/walking/enter.ts'
import type { Incoming } from '../rules/walking/incoming.ts'
import { interpret } from '../rules/walking/interpret.ts'
import type { InterpretWorld } from '../rules/walking/interpret-world.ts'
import { answerBefore, filtersBefore } from '../rules/walking/state-before.ts'
import { applyIncoming, judge } from '../rules/walking/take-event.ts'
import { type ContactState, type EnrollmentState, type NewMessage, noEffects } from '../rules/walking/trip-state.ts'
import { contactState, impliedBy } from './dry-contact.ts'
import { react, rememberMessage } from './reactions.ts'
import type { DryRunRequest, Trace } from './trace.ts'

/** Moves one dry run makes at most: a loop with a short wait would otherwise go on for years. */
const MOST_TURNS = 500
const FLOW = '0'
/**
 * Walks one contact through a drawing with the clock turned: the engine's own rules (judge, interpret, decide-send, render) over
 * a world in memory. Nothing is read from a database and nothing is written or sent.
 */
export function dryRun(request: DryRunRequest, nodeTypes: ReadonlyMap<string, NodeType>): Trace {
  return new DryWorld(request, nodeTypes).run()
}

type Happening = { at: Instant; order: number; incoming: Incoming }

class DryWorld {
  readonly #request: DryRunRequest
  readonly #flow: CompiledFlow
  readonly #contents: ReadonlyMap<string, JsonObject>
  readonly #catalog: FlowCatalog
  readonly #contact: ContactState
  readonly #history: MeasuredEvent[]
  readonly #sentBefore: SentBefore[]
  readonly #queue: Happening[] = []
  readonly #held: { message: NewMessage; until: Instant; heldSince: Instant }[] = []
  readonly #journeys: EnrollmentState[] = []
  readonly #records: EntryRow[] = []
  readonly #trace: Trace
  #now: Instant
  #ids = 0
  #order = 0

  constructor(request: DryRunRequest, nodeTypes: ReadonlyMap<string, NodeType>) {
    const manifests = indexManifests([...nodeTypes.values()].map((type) => type.manifest))
    const { structure, contents } = liftContent(request.document, manifests)
    this.#request = request
    this.#contents = contents
    this.#flow = compileFlow({ flowId: FLOW, versionId: FLOW, number: 0, document: structure }, nodeTypes)
    this.#catalog = makeCatalog({
      epoch: '0',
      workspace: request.settings,
      flows: [{ id: FLOW, name: this.#flow.name, state: 'live', pausedAt: null, live: this.#flow }],
      versions: new Map([[FLOW, this.#flow]]),
      mentions: (event) => this.#flow.mentions?.has(event) ?? true,
    })
    this.#contact = contactState(request.contact)
    this.#history = [...request.contact.history]
    this.#sentBefore = [...request.contact.sending.before]
    this.#now = request.at
    this.#trace = {
      entry: { outcome: 'notMatched', because: null },
      steps: [],
      messages: [],
      happened: [],
      end: null,
      rest: null,
      contact: request.contact,
      cut: false,
    }
  }

  run(): Trace {
    this.#begin()
    for (const { at, event, properties } of this.#request.events) this.#enqueue('track', at, event, properties)
    let turns = 0
    for (let next = this.#nextInstant(); next !== null; next = this.#nextInstant()) {
      if (turns++ >= MOST_TURNS) {
        this.#trace.cut = true
        break
      }
      this.#now = Math.max(this.#now, next)
      this.#turn()
    }
    return this.#finished()
  }

  /** The start: its event where it has one, so that its own filter and the entry rules are tried too; a request otherwise. */
  #begin(): void {
    const { at, start: wanted, entry } = this.#request
    const start = this.#flow.starts.find((one) => one.node.id === wanted) ?? this.#flow.starts[0]
    if (start === undefined) return
    if (start.start.on === 'event') this.#enqueue('track', at, start.start.event, { ...impliedBy(start.start.where), ...entry })
    else {
      const [name, own] = start.start.on === 'date' ? ['Date Arrived', { field: start.start.field }] : ['Schedule Ticked', {}]
      this.#enqueue('enroll', at, name, { flow: FLOW, node: start.node.id, properties: { ...own, ...entry } })
    }
  }

  #enqueue(kind: Incoming['kind'], at: Instant, name: string, properties: JsonObject): void {
    this.#order += 1
    const event = { id: String(this.#order), name, properties, occurredAt: at, receivedAt: at }
    this.#queue.push({ at, order: this.#order, incoming: { contactId: this.#contact.id, kind, context: null, event } })
  }

  #nextInstant(): Instant | null {
    const instants = [
      ...this.#queue.map((happening) => happening.at),
      ...this.#held.map((held) => held.until),
      ...this.#journeys.flatMap((journey) => (isReady(journey) && journey.nextAt !== null ? [journey.nextAt] : [])),
    ]
    return instants.length === 0 ? null : Math.min(...instants)
  }

  /** One instant: first what happens, in order, then what time has made due, then messages whose hold is over. */
  #turn(): void {
    const due = this.#queue.filter((happening) => happening.at <= this.#now).sort((a, b) => a.at - b.at || a.order - b.order)[0]
    if (due !== undefined) {
      this.#queue.splice(this.#queue.indexOf(due), 1)
      this.#take(due.incoming)
      return
    }
    const released = this.#held.find((held) => held.until <= this.#now)
    if (released !== undefined) {
      this.#held.splice(this.#held.indexOf(released), 1)
      this.#decide(released.message, released.heldSince)
      return
    }
    const ready = this.#journeys
      .filter((journey) => isReady(journey) && journey.nextAt !== null && journey.nextAt <= this.#now)
      .sort(byDueTime)[0]
    if (ready !== undefined) this.#walk([ready])
  }

  #take(incoming: Incoming): void {
    const { event } = incoming
    const before = new Map(
      filtersBefore(incoming, this.#contact, this.#catalog).map((ask) => [
        ask.flow.flowId,
        answerBefore(ask, this.#world().measure),
      ]),
    )
    if (incoming.kind === 'track' || incoming.kind === 'system') {
      this.#history.push({ name: event.name, properties: event.properties, occurredAt: event.occurredAt })
      for (const journey of this.#living()) react(journey, event.name, event.properties)
    }
    const effects = noEffects()
    const world = this.#world()
    const taken = applyIncoming(incoming, this.#contact, this.#living(), this.#catalog, before, effects)
    const { moved, wanted, keptOut } = judge(taken, world, effects)
    const entered = enterAll(wanted, {
      lastEntries: [],
      earlier: this.#records,
      entriesOfMinute: (flow, contact) => entriesIn(this.#records, flow, contact, this.#now - 60_000),
      endedAt: (id) => this.#journeys.find((journey) => journey.id === id)?.ended?.at ?? null,
      stateOf: () => 'live',
      pausedAt: () => null,
      inside: () => this.#living(),
      nextId: () => String(++this.#ids),
      keep: (journey) => this.#journeys.push(journey),
      world,
      effects,
    })
    for (const record of [...keptOut, ...entered.records]) {
      this.#records.push(record)
      if (this.#records.length === 1) this.#trace.entry = { outcome: record.outcome, because: record.because }
    }
    this.#absorb(effects)
    this.#callBack()
    this.#walk([...moved, ...entered.enrollments])
  }

  /** What journeys cut short were about to send is not sent any more. */
  #callBack(): void {
    for (const held of this.#held.filter(({ message }) => isCutShort(message.enrollment))) {
      this.#held.splice(this.#held.indexOf(held), 1)
      this.#tellMessage(held.message, 'notSent', held.message.enrollment.ended?.because ?? null, null)
    }
  }

  #walk(journeys: readonly EnrollmentState[]): void {
    for (const journey of journeys) {
      if (journey.ended !== null) continue
      const effects = noEffects()
      interpret(journey, this.#world(), effects)
      this.#absorb(effects)
      if (journey.state === 'acting' && journey.nextAt !== null && journey.ended === null) this.#pretendToAct(journey)
    }
    for (const journey of this.#journeys) this.#note(journey)
  }

  /** A node that does I/O is not run: the journey goes on by its first port, and the trace says so. */
  #pretendToAct(journey: EnrollmentState): void {
    const node = must(this.#flow.nodes.get(journey.node), `node ${journey.node} of a dry run`)
    const port = Object.keys(node.type?.manifest.ports ?? {})[0] ?? 'done'
    journey.nextAt = null
    const outcome = { to: 'leave', port, intents: [], set: null, because: { code: 'NOT_CALLED_IN_TRY' } }
    this.#enqueue('settle', this.#now, 'Act Settled', { enrollment: journey.id, visit: journey.visit, outcome })
  }

  #absorb(effects: ReturnType<typeof noEffects>): void {
    for (const { name, properties } of effects.systemEvents) {
      this.#trace.happened.push({ at: this.#now, event: name, properties })
      this.#enqueue('system', this.#now, name, properties)
    }
    for (const coupon of effects.coupons) {
      const value = coupon.enrollment.vars[coupon.as]
      if (coupon.code === null && typeof value === 'object' && value !== null && !Array.isArray(value)) value.code = 'SAMPLE-CODE'
    }
    for (const message of effects.messages) this.#decide(message, null)
  }

  #decide(message: NewMessage, heldSince: Instant | null): void {
    const { settings } = this.#request
    const contact = { ...this.#request.contact, ...this.#contactRow() }
    const zone = sendingZone(contact, this.#flow.timeZone, settings.timeZone)
    const state = this.#contact.consents?.get(`${message.channel}:${message.purpose}`)
    const { sending } = this.#request.contact
    const decision = decideSend({
      now: this.#now,
      channel: message.channel,
      purpose: message.purpose,
      tag: message.tag,
      expiresAt: message.expiresAt,
      heldSince,
      flow: 'live',
      pausedAt: null,
      stoppedBy: null,
      address: addressOf(message.channel, contact),
      consent: state === undefined ? null : { state, basis: sending.bases[`${message.channel}:${message.purpose}`] ?? 'consent' },
      suppressed: sending.suppressed[message.channel] ?? null,
      zone,
      quietHours: quietHoursOf(message.channel, contact, settings),
      caps: settings.caps,
      sentBefore: this.#sentBefore,
      breakerPerDay: settings.breaker.perDay,
      droppedRepeat: false,
    })
    if (decision.do === 'hold') {
      this.#held.push({ message, until: decision.until, heldSince: decision.heldSince })
      return
    }
    const rendered = decision.do === 'send' ? this.#render(message, zone.id) : null
    const fault = rendered !== null && 'fault' in rendered ? rendered.fault : null
    const fate = decision.do === 'send' && fault === null ? 'sent' : 'notSent'
    const because: Because | null =
      decision.do === 'notSend'
        ? decision.because
        : fault === null
          ? null
          : { code: 'RENDER_ERROR', values: { code: fault.code, say: fault.say } }
    if (fate === 'sent') {
      const { channel, purpose, tag, node } = message
      this.#sentBefore.push({ channel, purpose, tag, block: `${FLOW}:${node}`, at: this.#now })
    }
    this.#tellMessage(message, fate, because, rendered !== null && 'ok' in rendered ? rendered.ok : null)
    rememberMessage(message, fate === 'sent', this.#contact)
    const told: JsonObject = {
      enrollment: message.enrollment.id,
      visit: message.visit,
      node: message.node,
      fate,
      because: because as JsonObject | null,
    }
    const ends = decision.do === 'notSend' && decision.ends === true
    if (ends) told.ends = true
    if (message.awaited || ends) this.#enqueue('fate', this.#now, fate === 'sent' ? 'Message Sent' : 'Message Not Sent', told)
  }

  #render(message: NewMessage, zone: string) {
    const link = message.purpose === TRANSACTIONAL ? null : 'https://example.com/unsubscribe'
    const { settings } = this.#request
    return renderMessage({
      key: `${message.enrollment.id}:${message.visit}`,
      channel: message.channel,
      content: this.#contents.get(message.node) ?? {},
      scope: templateScope(this.#contactRow(), message.scope, link, settings),
      zone,
      language: languageOf(this.#contact.attributes, settings.language),
      currency: settings.currency,
      now: this.#now,
      footer: link === null || message.channel !== 'email' ? null : { unsubscribeUrl: link, postal: settings.postalFooter },
    })
  }

  #contactRow() {
    const { id, lane, userId, email, phone, attributes, tags, scores } = this.#contact
    return { id, lane, user_id: userId, email, phone, attributes, tags: [...tags], scores }
  }

  #tellMessage(message: NewMessage, fate: 'sent' | 'notSent', because: Because | null, rendered: RenderedTexts | null): void {
    const { node, visit, channel, purpose } = message
    this.#trace.messages.push({ at: this.#now, node, visit, channel, purpose, fate, because, rendered })
  }

  /** Moves what a journey wrote down into the trace. */
  #note(journey: EnrollmentState): void {
    const index = this.#journeys.indexOf(journey)
    journey.steps.forEach(([node, port, because], i) => {
      this.#trace.steps.push({
        at: this.#now,
        journey: index,
        node,
        visit: journey.journalVisit + i,
        port,
        because: because ?? null,
      })
    })
    journey.journalVisit = journey.visit
    journey.steps = []
    if (index === 0 && journey.ended !== null && this.#trace.end === null) {
      this.#trace.end = { at: journey.ended.at, reason: journey.ended.reason, because: journey.ended.because }
    }
  }

  #finished(): Trace {
    for (const journey of this.#journeys) this.#note(journey)
    const first = this.#journeys[0]
    if (first !== undefined && first.ended === null) {
      this.#trace.rest = {
        node: first.node,
        since: first.nodeEnteredAt,
        until: first.nextAt,
        state: first.state,
        because: first.because,
      }
    }
    const { attributes, tags, lists, scores } = this.#contact
    this.#trace.contact = { attributes, tags: [...tags], lists: [...(lists ?? [])], scores }
    return this.#trace
  }

  #living(): EnrollmentState[] {
    return this.#journeys.filter((journey) => journey.ended === null)
  }

  #world(): InterpretWorld {
    return {
      now: this.#now,
      timeZone: this.#request.settings.timeZone,
      language: this.#request.settings.language,
      currency: this.#request.settings.currency,
      usualDelays: this.#request.settings.usualDelays,
      secret: 'dry run',
      measure: (_contact, clause, since, at) => measureEvents(clause, this.#history, at, since),
      couponStock: () => 1,
    }
  }
}

function isReady(journey: EnrollmentState): boolean {
  return journey.ended === null && journey.state === 'active'
}
