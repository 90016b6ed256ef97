import {
  type Await,
  annotate,
  BranchesField,
  ChoiceField,
  type DecideStep,
  DurationOrForeverField,
  defineNode,
  type Effects,
  EventNameField,
  elapse,
  type FieldTexts,
  HERE_BEFORE,
  type Instant,
  isoOf,
  type JsonObject,
  PredicateField,
} from '@snodo/node-sdk'
import { type Static, Type } from 'typebox'
import { happenedBefore, type LookingBack, questionsAsked, type Since } from './happened-before.ts'

const config = Type.Object(
  {
    event: Type.Optional(
      EventNameField({
        title: { en: 'Event', it: 'Evento' },
        help: {
          en: 'Openings and clicks: of the last message before this block, or of the one looked back to.',
          it: 'Aperture e clic: dell’ultimo messaggio prima di questo blocco, o di quello fino a cui si guarda indietro.',
        },
      }),
    ),
    where: Type.Optional(PredicateField({ title: { en: 'Only if', it: 'Solo se' }, over: 'event' })),
    also: Type.Optional(
      BranchesField({
        title: { en: 'Or another event', it: 'Oppure un altro evento' },
        help: {
          en: 'Each has a branch of its own; higher up is better.',
          it: 'Ognuno ha il suo ramo; più in alto è meglio.',
        },
        minItems: 0,
        maxItems: 10,
        default: [],
        own: {
          event: EventNameField({ title: { en: 'Event', it: 'Evento' } }),
          where: Type.Optional(PredicateField({ title: { en: 'Only if', it: 'Solo se' }, over: 'event' })),
        },
      }),
    ),
    predicate: Type.Optional(
      PredicateField({
        title: { en: 'Or until this is true', it: 'O finché vale' },
        help: { en: 'Instead of an event, or beside it.', it: 'Al posto di un evento, o insieme.' },
      }),
    ),
    timeout: DurationOrForeverField({
      title: { en: 'At most for', it: 'Al massimo per' },
      help: { en: 'Afterwards the contact leaves by “timed out”.', it: 'Dopo, il contatto esce da “tempo scaduto”.' },
      default: 'P7D',
    }),
    ifAlreadyTrue: Type.Optional(
      ChoiceField({
        title: { en: 'If it has already happened', it: 'Se è già avvenuto' },
        options: [
          { value: 'continue', title: { en: 'go on at once', it: 'prosegui subito' } },
          { value: 'ignore', title: { en: 'ignore the past', it: 'ignora il passato' } },
        ],
        default: 'continue',
      }),
    ),
    since: Type.Optional(
      SinceField({
        title: { en: 'Looking back to', it: 'Guardando indietro fino a' },
        help: {
          en: 'What came before this moment does not count, nor what had come when the contact last left this block.',
          it: 'Ciò che è avvenuto prima di questo momento non conta, né ciò che era avvenuto quando il contatto ha lasciato l’ultima volta questo blocco.',
        },
        default: { from: 'entry' },
      }),
    ),
    mode: Type.Optional(
      ChoiceField({
        title: { en: 'With more than one thing to wait for', it: 'Con più cose da attendere' },
        help: {
          en: 'Events from top to bottom, the condition last.',
          it: 'Gli eventi dall’alto in basso, la condizione per ultima.',
        },
        options: [
          { value: 'first', title: { en: 'leave by whichever comes first', it: 'esci con la prima che avviene' } },
          {
            value: 'best',
            title: {
              en: 'wait to the end for the best; the highest that happened counts',
              it: 'attendi fino alla fine la migliore; conta la più alta avvenuta',
            },
          },
        ],
        default: 'first',
      }),
    ),
  },
  { anyOf: [{ required: ['event'] }, { required: ['predicate'] }], default: { event: '' } },
)

export const waitFor = defineNode({
  type: 'core.wait-for',
  version: 1,
  title: { en: 'Wait for', it: 'Attendi che' },
  description: {
    en: 'Holds the contact until it does something or a condition comes true, but no longer than a limit. In a loop, one event lets it pass once.',
    it: 'Trattiene il contatto finché fa qualcosa o finché una condizione vale, ma non oltre un limite. In un ciclo, un evento lo lascia passare una volta.',
  },
  category: 'timing',
  icon: 'clock-search',
  summary: {
    en: 'Wait[ for “{event}”][ with {where}][ or {also}][ until {predicate}] (limit: {timeout})',
    it: 'Attendi[ “{event}”][ con {where}][ o {also}][ finché {predicate}] (limite: {timeout})',
  },
  config,
  ports: {
    happened: { en: 'Happened', it: 'Avvenuto' },
    timeout: { en: 'Timed out', it: 'Tempo scaduto' },
  },
  portsFrom: { path: 'also', id: 'id', name: 'name' },
  traits: { waits: true },
  examples: [
    {
      say: { en: 'An order within a week', it: 'Un ordine entro una settimana' },
      config: { event: 'Order Completed', timeout: 'P7D' },
      given: { now: '2026-03-02T09:00:00Z' },
      expect: { wait: { until: '2026-03-09T09:00:00.000Z', then: 'timeout', awaits: ['happened'] } },
    },
    {
      say: { en: 'Already ordered since the journey began', it: 'Ha già ordinato da quando il percorso è iniziato' },
      config: { event: 'Order Completed', timeout: 'P7D' },
      given: {
        now: '2026-03-05T09:00:00Z',
        entry: { at: '2026-03-02T09:00:00Z' },
        events: [{ event: 'Order Completed', at: '2026-03-04T09:00:00Z', properties: { total: 80 } }],
      },
      expect: { leave: 'happened' },
    },
    {
      say: { en: 'The same, ignoring the past', it: 'Lo stesso, ignorando il passato' },
      config: { event: 'Order Completed', timeout: null, ifAlreadyTrue: 'ignore' },
      given: {
        now: '2026-03-05T09:00:00Z',
        entry: { at: '2026-03-02T09:00:00Z' },
        events: [{ event: 'Order Completed', at: '2026-03-04T09:00:00Z' }],
      },
      expect: { wait: { until: null, then: 'timeout', awaits: ['happened'] } },
    },
    {
      say: { en: 'A purchase, or at least a visit', it: 'Un acquisto, o almeno una visita' },
      config: {
        event: 'Order Completed',
        also: [{ id: 'visit', name: 'Visit', event: 'Page Viewed' }],
        timeout: 'P7D',
        mode: 'best',
      },
      given: {
        now: '2026-03-05T09:00:00Z',
        entry: { at: '2026-03-02T09:00:00Z' },
        events: [{ event: 'Page Viewed', at: '2026-03-04T09:00:00Z' }],
      },
      expect: { wait: { until: '2026-03-12T09:00:00.000Z', then: 'visit', awaits: ['happened', 'visit'], mode: 'best' } },
    },
    {
      say: { en: 'A till that reports a day late', it: 'Una cassa che comunica con un giorno di ritardo' },
      config: { event: 'Order Completed', timeout: 'P7D' },
      given: { now: '2026-03-02T09:00:00Z', usualDelays: { 'Order Completed': 'P1D' } },
      expect: {
        wait: { until: '2026-03-10T09:00:00.000Z', then: 'timeout', awaits: ['happened'] },
        because: {
          code: 'ALLOWS_FOR_LATE',
          values: { deadline: '2026-03-09T09:00:00.000Z', until: '2026-03-10T09:00:00.000Z' },
        },
      },
    },
  ],
  asks: (config) => (config.ifAlreadyTrue === 'ignore' ? [] : eventsIn(config).flatMap(questionsAsked)),
  decide(step) {
    const { timeout, mode, predicate, ifAlreadyTrue } = step.config
    const deadline = timeout === null ? null : elapse(step.enteredAt, timeout, step.zone.id)
    const looksBack = ifAlreadyTrue !== 'ignore'
    const events = eventsIn(step.config)
    const awaited = awaitsOf(step, events, looksBack ? sinceInstant(step) : step.enteredAt)
    // Only where something better could still come is anything held to the end of the time.
    const ranked = mode === 'best' && deadline !== null && awaited.length > 1

    const happened = looksBack ? alreadyTrue(step, events, predicate) : -1
    const door = awaited[happened]?.port
    if (door !== undefined && (!ranked || happened === 0))
      return step.leave(door, happened < events.length ? alreadyCame(events[happened]) : {})
    const awaits = door === undefined ? awaited : awaited.slice(0, happened + 1)
    const waiting = { then: door ?? 'timeout', awaits, mode: ranked ? 'best' : 'first' } as const
    const delay = Math.max(0, ...events.map(({ event }) => step.usualDelay(event)))
    const listening = awaits.flatMap((one) => ('event' in one ? [one.event] : []))
    const awaitedNow = {
      ...(listening.length === 0 ? {} : { events: [...new Set(listening)].join(', ') }),
      ...(awaits.length === listening.length ? {} : { condition: listening.length === 0 ? 'alone' : 'too' }),
    }
    if (deadline === null || delay === 0) return step.wait({ until: deadline, ...waiting, ...says(awaitedNow, deadline) })
    return step.wait({ until: deadline + delay, ...waiting, ...openForLate(awaits, deadline, delay, awaitedNow) })
  },
})

type Awaited = LookingBack & { event: string; port: string }

/** The events of a config, the best first. Made once for each published config. */
function eventsIn(asked: Static<typeof config>): readonly Awaited[] {
  let known = EVENTS.get(asked)
  if (known === undefined) {
    const { event, where, also = [], since = { from: 'entry' } } = asked
    const looking = (port: string, of: { event: string; where?: LookingBack['where'] }): Awaited => ({
      port,
      event: of.event,
      since,
      ...(of.where === undefined ? {} : { where: of.where }),
    })
    known = [
      ...(event === undefined ? [] : [looking('happened', where === undefined ? { event } : { event, where })]),
      ...also.map((one) => looking(one.id, one)),
    ]
    EVENTS.set(asked, known)
  }
  return known
}

const EVENTS = new WeakMap<Static<typeof config>, readonly Awaited[]>()

/** All that is listened for, the best first; a condition comes last. */
function awaitsOf(step: DecideStep<Static<typeof config>>, events: readonly Awaited[], since: Instant): Await[] {
  const awaits = events.map(({ event, where, port }): Await => (where ? { event, where, port, since } : { event, port, since }))
  const { predicate } = step.config
  return predicate === undefined ? awaits : [...awaits, { predicate, port: 'happened' }]
}

/** The place of the best that is true on arrival, or -1. */
function alreadyTrue(
  step: DecideStep<unknown>,
  events: readonly Awaited[],
  predicate: Static<typeof config>['predicate'],
): number {
  const happened = events.findIndex((event) => happenedBefore(step, event))
  // A condition that let the contact pass at this very instant is no news: coming back at once, it waits for something to happen.
  const left = step.passedAt(HERE_BEFORE)
  if (happened !== -1 || predicate === undefined || (left !== null && left > step.enteredAt)) return happened
  return step.holds(predicate) === 'yes' ? events.length : -1
}

/** What is waited for, and until when. */
function says(awaited: JsonObject, until: Instant | null) {
  const code = until === null ? 'WAITS_FOR_EVER' : 'WAITS_FOR'
  const values: JsonObject = until === null ? awaited : { ...awaited, until: isoOf(until) }
  return { effects: { because: { code, values } } }
}

function alreadyCame(awaited: Awaited | undefined): Effects {
  return awaited === undefined ? {} : { because: { code: 'CAME_BEFORE', values: { event: awaited.event } } }
}

/** The time is up at the deadline; what happened by then is waited for as long as its source usually takes to tell of it. */
function openForLate(awaits: readonly Await[], deadline: Instant, delay: number, awaited: JsonObject) {
  const values = { ...awaited, deadline: isoOf(deadline), until: isoOf(deadline + delay) }
  return {
    awaits: awaits.map((awaited): Await => ({ ...awaited, lateBy: delay })),
    effects: { because: { code: 'ALLOWS_FOR_LATE', values } },
  }
}

/** A block the journey never reached has no past to look back on: then only what comes from now on counts. */
function sinceInstant(step: DecideStep<Static<typeof config>>): Instant {
  const { since = { from: 'entry' } } = step.config
  return since.from === 'entry' ? step.entry.at : (step.passedAt(since.node) ?? step.enteredAt)
}

function SinceField(texts: FieldTexts<JsonObject>) {
  return Type.Unsafe<Since>({
    type: 'object',
    required: ['from'],
    additionalProperties: false,
    properties: {
      from: { type: 'string', enum: ['entry', 'message', 'node'] },
      node: { type: 'string', minLength: 1, maxLength: 100, 'x-widget': 'node' },
    },
    if: { properties: { from: { const: 'entry' } } },
    then: { properties: { from: true } },
    else: { required: ['node'] },
    ...annotate('since', texts),
  })
}
