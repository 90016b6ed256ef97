import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, hello, lines, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/** Points for each sign of interest; who is hot becomes a task in the software of the sales staff, who stays cold is left alone. */
export function leadNurturing(language: Language): FlowDocument {
  const say = sayIn(language)
  const hot = { type: 'score', is: 'atLeast', value: 50 }
  return {
    format: 1,
    name: say({ en: 'Lead nurturing', it: 'Coltivare i contatti' }),
    settings: { timeZone: 'Europe/Rome', reentry: { mode: 'never' }, exits: [], goal: null },
    nodes: {
      start: block('core.event-happens', { event: 'Guide Downloaded' }, at(0, 0)),
      points: block('core.score', { points: 20 }, at(0, 1)),
      guide: block(
        'core.send-email',
        email(say({ en: 'How to use the guide', it: 'Come usare la guida' }), [
          hello(say),
          say({
            en: 'three pages of the guide are enough to begin with: here is which, and why.',
            it: 'per cominciare bastano tre pagine della guida: ecco quali, e perché.',
          }),
        ]),
        at(0, 2),
        say({ en: 'The guide', it: 'La guida' }),
      ),
      interest: block(
        'core.wait-for',
        { event: 'Demo Requested', predicate: hot, timeout: 'P5D', ifAlreadyTrue: 'continue' },
        at(0, 3),
        say({ en: 'Asks for a demo, or is hot', it: 'Chiede una demo, o è caldo' }),
      ),
      story: block(
        'core.send-email',
        email(say({ en: 'How others do it', it: 'Come fanno gli altri' }), [
          hello(say),
          say({
            en: 'a company like yours tells what changed in six months.',
            it: 'un’azienda come la tua racconta che cosa è cambiato in sei mesi.',
          }),
        ]),
        at(0.5, 4),
        say({ en: 'A customer’s story', it: 'La storia di un cliente' }),
      ),
      again: block(
        'core.wait-for',
        { event: 'Demo Requested', predicate: hot, timeout: 'P14D', ifAlreadyTrue: 'continue' },
        at(0.5, 5),
        say({ en: 'Still interested?', it: 'Ancora interessato?' }),
      ),
      task: block(
        'core.call-webhook',
        {
          url: 'https://crm.example.com/tasks',
          method: 'POST',
          body: '{ "title": "Call {{ contact.firstName }} {{ contact.lastName }}", "email": {{ contact.email | json }}, "phone": {{ contact.phone | json }} }',
        },
        at(-0.5, 6),
        say({ en: 'Task for sales', it: 'Attività per le vendite' }),
      ),
      handed: block('core.tag', { add: ['with-sales'], remove: ['cold'] }, at(-0.5, 7)),
      cold: block('core.tag', { add: ['cold'], remove: [] }, at(0.5, 7)),
      end: block('core.end', {}, at(0, 8)),
    },
    edges: lines(
      'start:started>points',
      'points:next>guide',
      'guide:sent>interest',
      'interest:happened>task',
      'interest:timeout>story',
      'story:sent>again',
      'again:happened>task',
      'again:timeout>cold',
      'task:done>handed',
      'task:failed>handed',
      'handed:next>end',
      'cold:next>end',
    ),
  }
}

export const leadNurturingSamples: readonly StarterSample[] = [
  {
    name: { en: 'Maria asks for a demo', it: 'Maria chiede una demo' },
    contact: { email: 'maria@example.com', phone: '+393331234567', attributes: { firstName: 'Maria', lastName: 'Rossi' } },
    then: [{ after: 'P2D', event: 'Demo Requested' }],
    path: ['start', 'points', 'guide', 'interest', 'task', 'handed', 'end'],
  },
  {
    name: { en: 'Luca was warm before and is hot now', it: 'Luca era già tiepido e ora è caldo' },
    contact: { email: 'luca@example.com', attributes: { firstName: 'Luca' }, scores: { default: 35 } },
    path: ['start', 'points', 'guide', 'interest', 'task', 'handed', 'end'],
  },
  {
    name: { en: 'Giulia only wanted the guide', it: 'Giulia voleva solo la guida' },
    contact: { email: 'giulia@example.com' },
    path: ['start', 'points', 'guide', 'interest', 'story', 'again', 'cold', 'end'],
  },
]
