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
import { happenedBefore, questionsAsked, type Since } from './happened-before.ts'

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
        title: { en: 'With both an event and a condition', it: 'Con un evento e una condizione insieme' },
        options: [
          { value: 'first', title: { en: 'leave by whichever comes first', it: 'esci con il primo dei due' } },
          {
            value: 'best',
            title: {
              en: 'give the event all the time; the condition counts at the end',
              it: 'lascia all’evento tutto il tempo; la condizione conta alla fine',
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
    en: 'Holds the contact until it does something or a condition comes true, but no longer than a limit.',
    it: 'Trattiene il contatto finché fa qualcosa o finché una condizione vale, ma non oltre un limite.',
  },
  category: 'timing',
  icon: 'clock-search',
  summary: {
    en: 'Wait[ for “{event}”][ with {where}][ until {predicate}] (limit: {timeout})',
    it: 'Attendi[ “{event}”][ con {where}][ finché {predicate}] (limite: {timeout})',
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
  ],
  asks: (config) => (config.event === undefined || config.ifAlreadyTrue === 'ignore' ? [] : questionsAsked(config)),
  decide(step) {
    const { event, where, predicate, timeout, mode, ifAlreadyTrue } = step.config
    const until = timeout === null ? null : elapse(step.enteredAt, timeout, step.zone.id)
    const looksBack = ifAlreadyTrue !== 'ignore'
    if (looksBack && happenedBefore(step)) return step.leave('happened')

    const awaits: Await[] = []
    if (event !== undefined) {
      const from = looksBack ? sinceInstant(step) : step.enteredAt
      awaits.push(where ? { event, where, port: 'happened', since: from } : { event, port: 'happened', since: from })
    }
    // Only where an event could still do better is the condition held to the end of the time.
    const ranked = mode === 'best' && event !== undefined && until !== null
    if (looksBack && predicate !== undefined && step.holds(predicate) === 'yes')
      return ranked ? step.wait({ until, then: 'happened', awaits }) : step.leave('happened')
    if (predicate !== undefined) awaits.push({ predicate, port: 'happened' })
    return step.wait({ until, then: 'timeout', awaits, mode: ranked ? 'best' : 'first' })
  },
})

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
