import type { Predicate } from '@snodo/audience'
import type { JsonObject } from '@snodo/base'
import { documentOf, type RigFlow } from '@snodo/engine/testing'
import type { FlowSettings } from '@snodo/flow'
import type { Chance } from './chance.ts'
import { EVENTS } from './draw-calls.ts'

export type FlowDrawing = {
  name: string
  /** Flows drawn before, which this one may send people to; never the other way round, or they would go round in an instant. */
  others: readonly string[]
  /** Only the first flow begins where somebody joins a list, and only the others put people on it. */
  first: boolean
  /** Puts a mark before node ids, so that a flow drawn anew shares none with its past. */
  prefix?: string
  /** Without fresh draws, which go by ids: those are dealt out in another order where batches are cut elsewhere. */
  sameDraws?: boolean
  /** What a trial of one contact cannot know: who is drawn in a split, what servers answer. */
  plain?: boolean
  /** Now and then it begins by itself, at a date or by a schedule. */
  timed?: boolean
}

type NodeKind =
  | 'wait'
  | 'waitUntil'
  | 'waitFor'
  | 'branch'
  | 'split'
  | 'email'
  | 'sms'
  | 'tag'
  | 'list'
  | 'score'
  | 'setField'
  | 'coupon'
  | 'webhook'
  | 'end'
  | 'goToFlow'

/** A random flow that the checker has nothing against: any shape, loops only through waits. */
export function drawFlow(chance: Chance, drawing: FlowDrawing) {
  return documentOf(new Drawing(chance, drawing).draw())
}

class Drawing {
  readonly #chance: Chance
  readonly #drawing: FlowDrawing
  readonly #nodes: RigFlow['nodes'] = {}
  readonly #edges: string[] = []
  /** Nodes whose every door is drawn: leading there cannot close a circle. */
  readonly #finished: string[] = []
  readonly #loops: boolean
  readonly #most: number
  #emails: string[] = []
  #made = 0

  constructor(chance: Chance, drawing: FlowDrawing) {
    this.#chance = chance
    this.#drawing = drawing
    this.#loops = chance.yes(0.25)
    this.#most = 4 + chance.int(10)
  }

  draw(): RigFlow {
    const { first, name } = this.#drawing
    this.#nodes.start = [
      'core.event-happens',
      this.#chance.yes(0.7)
        ? { event: 'Signed Up' }
        : { event: 'Order Completed', where: { type: 'property', property: 'total', is: 'atLeast', value: 20 } },
    ]
    this.#grow('start', 'started', 0, [], true)
    if (this.#drawing.timed && this.#chance.yes(0.15)) {
      this.#nodes.timed = this.#chance.pick<[string, JsonObject]>([
        ['core.date-arrives', { field: 'renewal', offset: '-P1D', at: '08:00', yearly: false }],
        ['core.schedule', { cron: '0 9 * * *', audience: { type: 'attribute', field: 'plan', is: 'equals', value: 'pro' } }],
      ])
      this.#grow('timed', 'started', 3, [], true)
    }
    if (first && this.#chance.yes(0.4)) {
      this.#nodes.joined = ['core.list-joined', { list: 'news' }]
      this.#grow('joined', 'started', 2, [], true)
    }
    return { name, settings: this.#settings(), nodes: this.#nodes, edges: this.#edges }
  }

  #grow(from: string, port: string, depth: number, above: readonly string[], must = false): void {
    if (!must && (depth > 9 || this.#made >= this.#most || this.#chance.yes(0.06))) return
    if (!must && this.#finished.length > 0 && this.#chance.yes(0.1)) {
      this.#edges.push(`${from}:${port}>${this.#chance.pick(this.#finished)}`)
      return
    }
    const { plain, others, first, sameDraws } = this.#drawing
    // Whoever rests early is there for what comes next: edits, orders, pauses.
    const rests = depth === 0 ? 3 : 1
    const kind = this.#chance.weighted<NodeKind>({
      wait: 3 * rests,
      waitUntil: 1,
      waitFor: 3 * rests,
      branch: 2,
      split: plain || sameDraws ? 0 : 1,
      email: 5,
      sms: 4,
      tag: 1,
      list: first ? 0 : 1,
      score: 1,
      setField: 1,
      coupon: 1,
      webhook: plain ? 0 : 1,
      end: depth < 2 ? 0 : 0.5,
      goToFlow: others.length > 0 && !plain ? 0.7 : 0,
    })
    this.#made += 1
    const id = `${this.#drawing.prefix ?? ''}${kind}${this.#made}`
    this.#edges.push(`${from}:${port}>${id}`)
    const [type, config, ports] = this.#node(kind, id, above)
    this.#nodes[id] = [type, config]
    const before = this.#emails
    if (kind === 'email') this.#emails = [...before, id]
    for (const [door, always] of Object.entries(ports)) {
      if (!always && this.#chance.yes(0.6)) continue
      if (kind === 'wait' && this.#loops && above.length > 0 && this.#chance.yes(0.3)) {
        this.#nodes[id] = ['core.wait', { duration: this.#chance.pick(['P3D', 'P5D']) }]
        this.#edges.push(`${id}:${door}>${this.#chance.pick(above)}`)
      } else this.#grow(id, door, depth + 1, [...above, id])
    }
    this.#emails = before
    this.#finished.push(id)
  }

  /** Type, config, and the doors: true where one is drawn as a rule. */
  #node(kind: NodeKind, id: string, above: readonly string[]): [string, JsonObject, Record<string, boolean>] {
    const chance = this.#chance
    const duration = () => chance.pick(['PT0S', 'PT30M', 'PT3H', 'P1D', 'P2D'])
    switch (kind) {
      case 'wait':
        return ['core.wait', chance.yes(0.3) ? { duration: 'P1D', at: '09:00' } : { duration: duration() }, { after: true }]
      case 'waitUntil':
        return [
          'core.wait-until',
          chance.pick<JsonObject>([
            { anchor: { field: 'renewal' }, offset: '-P1D', ifPast: chance.pick(['leave', 'proceed', 'end']) },
            { anchor: { field: 'renewal' }, at: '10:00' },
            ...(above.length > 0 ? [{ anchor: { node: chance.pick(above) }, offset: 'P2D' }] : []),
          ]),
          { after: true, past: false },
        ]
      case 'waitFor': {
        const timeout = chance.yes(0.1) ? null : chance.pick(['PT2H', 'P1D', 'P3D'])
        const config: JsonObject = { event: chance.pick(EVENTS), timeout }
        if (chance.yes(0.3)) config.where = { type: 'property', property: 'total', is: 'atLeast', value: 50 }
        const looksBack = chance.pick(['all', 'since', 'no'])
        if (looksBack === 'no') config.ifAlreadyTrue = 'ignore'
        if (looksBack === 'since' && above.length > 0) config.since = { from: 'node', node: chance.pick(above) }
        if (chance.yes(0.3)) config.predicate = this.#predicate() as never
        if (config.predicate !== undefined && timeout !== null && chance.yes(0.4)) config.mode = 'best'
        return ['core.wait-for', config, timeout === null ? { happened: true } : { happened: true, timeout: true }]
      }
      case 'branch':
        return [
          'core.branch',
          {
            branches: [
              { id: 'a', name: 'A', when: this.#predicate() as never },
              { id: 'b', name: 'B', when: this.#predicate() as never },
            ],
          },
          { a: true, b: false, else: true },
        ]
      case 'split':
        return [
          'core.random-split',
          {
            branches: [
              { id: 'a', name: 'A', share: 50 },
              { id: 'b', name: 'B', share: 50 },
            ],
            ...(!this.#drawing.sameDraws && chance.yes(0.3) ? { fresh: true } : {}),
          },
          { a: true, b: true },
        ]
      case 'email':
      case 'sms':
        return this.#message(kind, id)
      case 'tag':
        return ['core.tag', chance.pick<JsonObject>([{ add: ['gold'] }, { add: ['seen'], remove: ['gold'] }]), { next: true }]
      case 'list':
        return ['core.list', chance.pick<JsonObject>([{ join: ['news'] }, { join: ['vip'], leave: ['news'] }]), { next: true }]
      case 'score':
        return ['core.score', { points: chance.pick([5, -3]) }, { next: true }]
      case 'setField':
        return [
          'core.set-field',
          { field: 'stage', value: chance.pick(['lead', 'customer', '{{ entry.total }}']) },
          { next: true },
        ]
      case 'coupon':
        return this.#drawing.plain || chance.yes(0.5)
          ? ['core.give-coupon', { as: 'gift', value: '10 %', validFor: 'P10D' }, { given: true }]
          : ['core.give-coupon', { as: 'gift', value: '10 %', pool: 'spring' }, { given: true, none: false }]
      case 'webhook':
        return ['core.call-webhook', { url: 'https://hooks.example.com/x' }, { done: true, failed: false }]
      case 'end':
        return ['core.end', { reason: 'enough' }, {}]
      case 'goToFlow':
        return ['core.go-to-flow', { flow: chance.pick(this.#drawing.others) }, { next: true }]
    }
  }

  #message(channel: 'email' | 'sms', id: string): [string, JsonObject, Record<string, boolean>] {
    const purpose = this.#chance.yes(0.3) ? 'transactional' : 'marketing'
    const text = `[${this.#drawing.name}/${id}/{{ entry.token }}/${purpose}/${this.#loops ? 'loop' : ''}]`
    const content: JsonObject =
      channel === 'email' ? { subject: text, body: '<p>Hello {{ contact.firstName }}</p>' } : { body: text }
    const expiry = this.#chance.pick<JsonObject>([{}, {}, { expireIfLateBy: 'PT6H' }])
    return [
      channel === 'email' ? 'core.send-email' : 'core.send-sms',
      { content, purpose, ...expiry },
      { sent: true, notSent: false, notDelivered: false },
    ]
  }

  #predicate(): Predicate {
    const chance = this.#chance
    const kinds: Predicate[] = [
      { type: 'attribute', field: 'plan', is: 'equals', value: 'pro' },
      { type: 'attribute', field: 'stage', is: 'isSet' },
      { type: 'tag', tag: 'gold' },
      { type: 'list', list: 'news' },
      { type: 'consent', channel: 'email', purpose: 'marketing' },
      { type: 'score', is: 'atLeast', value: 5 },
      { type: 'entry', property: 'total', is: 'greater', value: 50 },
      { type: 'events', event: 'Order Completed', is: 'atLeast', value: 1, since: { from: 'entry' } },
      { type: 'events', event: 'Product Viewed', is: 'atLeast', value: 2, within: 'P7D' },
      { type: 'events', event: 'Order Completed', measure: { of: 'sum', property: 'total' }, is: 'atLeast', value: 80 },
    ]
    if (this.#emails.length > 0)
      kinds.push({ type: 'reaction', node: chance.pick(this.#emails), reaction: chance.pick(['notSent', 'delivered']) })
    const predicate = chance.pick(kinds)
    return chance.yes(0.15) ? { type: 'not', of: predicate } : predicate
  }

  #settings(): FlowSettings {
    const chance = this.#chance
    const settings: FlowSettings = {}
    const mode = chance.pick(['never', 'always', 'always', 'afterExit', 'afterWindow'] as const)
    settings.reentry = { mode }
    if (mode === 'afterWindow') {
      settings.reentry.window = 'P2D'
      settings.reentry.from = chance.pick(['entry', 'exit'])
    }
    if (mode !== 'never') {
      settings.reentry.inside = chance.pick(['ignore', 'replace', 'parallel'])
      if (settings.reentry.inside === 'parallel') settings.reentry.key = 'event.properties.order'
    }
    if (chance.yes(0.3))
      settings.exits = [
        chance.pick([
          { id: 'left', name: 'Left', when: { event: 'Cancelled' } },
          { id: 'gold', name: 'Gold', when: { where: { type: 'tag', tag: 'gold' } } },
        ]),
      ]
    if (chance.yes(0.25))
      settings.goal = {
        name: 'Bought',
        when: { event: 'Order Completed', where: { type: 'property', property: 'total', is: 'atLeast', value: 60 } },
        ...(chance.yes(0.5) ? { within: 'P2D' } : {}),
      }
    if (chance.yes(0.15)) settings.entryFilter = { when: { type: 'consent', channel: 'email', purpose: 'marketing' } }
    if (chance.yes(0.4)) settings.timeZone = chance.pick(['Europe/Rome', 'America/New_York', 'Australia/Lord_Howe'])
    return settings
  }
}
