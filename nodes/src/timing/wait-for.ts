import {
  type Await,
  annotate,
  ChoiceField,
  type DecideStep,
  DurationOrForeverField,
  defineNode,
  EventNameField,
  elapse,
  type FieldTexts,
  type Instant,
  type JsonObject,
  PredicateField,
} from '@snodo/node-sdk'
import { type Static, Type } from 'typebox'
import { happenedBefore, type Since } from './happened-before.ts'

const config = Type.Object(
  {
    event: Type.Optional(EventNameField({ title: { en: 'Event', it: 'Evento' } })),
    where: Type.Optional(PredicateField({ title: { en: 'Only if', it: 'Solo se' }, over: 'event' })),
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
          en: 'What came before this moment does not count.',
          it: 'Ciò che è avvenuto prima di questo momento non conta.',
        },
        default: { from: 'entry' },
      }),
    ),
    mode: Type.Optional(
      ChoiceField({
        title: { en: 'Leave', it: 'Esci' },
        options: [
          { value: 'first', title: { en: 'as soon as it happens', it: 'appena avviene' } },
          { value: 'best', title: { en: 'when the time is over', it: 'quando il tempo è scaduto' } },
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
    en: 'Holds the contact until it does something or a condition comes true, but no longer than a limit.',
    it: 'Trattiene il contatto finché fa qualcosa o finché una condizione vale, ma non oltre un limite.',
  },
  category: 'timing',
  icon: 'clock-search',
  summary: {
    en: 'Wait[ for “{event}”][ with {where}][ until {predicate}], at most {timeout}',
    it: 'Attendi[ “{event}”][ con {where}][ finché {predicate}], al massimo {timeout}',
  },
  config,
  ports: {
    happened: { en: 'Happened', it: 'Avvenuto' },
    timeout: { en: 'Timed out', it: 'Tempo scaduto' },
  },
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
      expect: { leave: 'happened', because: { code: 'alreadyHappened' } },
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
  ],
  decide(step) {
    const { timeout, mode = 'first', ifAlreadyTrue = 'continue' } = step.config
    const happened = ifAlreadyTrue === 'continue' && alreadyHappened(step)
    // With `best` the contact stays to the end of its time either way; only the door it will leave by is known sooner.
    const waitsOn = mode === 'best' && timeout !== null
    if (happened && !waitsOn) return step.leave('happened', { because: { code: 'alreadyHappened' } })
    const until = timeout === null ? null : elapse(step.enteredAt, timeout, step.zone.id)
    if (happened) return step.wait({ until, then: 'happened', effects: { because: { code: 'alreadyHappened' } } })
    return step.wait({ until, then: 'timeout', awaits: awaitsOf(step), mode: waitsOn ? 'best' : 'first' })
  },
})

function awaitsOf(step: DecideStep<Static<typeof config>>): Await[] {
  const { event, where, predicate, ifAlreadyTrue } = step.config
  const awaits: Await[] = []
  if (event !== undefined) {
    const since = ifAlreadyTrue === 'ignore' ? step.enteredAt : sinceInstant(step)
    awaits.push(where ? { event, where, port: 'happened', since } : { event, port: 'happened', since })
  }
  if (predicate !== undefined) awaits.push({ predicate, port: 'happened' })
  return awaits
}

function alreadyHappened(step: DecideStep<Static<typeof config>>): boolean {
  const { event, where, predicate, since } = step.config
  if (predicate !== undefined && step.holds(predicate) === 'yes') return true
  return event !== undefined && happenedBefore(step, event, where, since ?? { from: 'entry' })
}

/** A node the journey never reached has no past to look back on: then only what comes from now on counts. */
function sinceInstant(step: DecideStep<Static<typeof config>>): Instant {
  const since = step.config.since ?? { from: 'entry' }
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
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
    then: { properties: { from: true } },
    else: { required: ['node'] },
    ...annotate('since', texts),
  })
}
