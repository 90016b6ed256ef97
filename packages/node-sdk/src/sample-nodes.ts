import { Type } from 'typebox'
import { defineNode } from './define-node.ts'
import { IntegerField } from './fields/plain-fields.ts'

/** A stranger's nodes, small and whole, for the kit's own tests. */

export const greet = defineNode({
  type: 'acme.greet',
  version: 2,
  title: { en: 'Greet', it: 'Saluta' },
  description: { en: 'Counts greetings.', it: 'Conta i saluti.' },
  category: 'contact',
  icon: 'hand-stop',
  summary: { en: 'Greet {times} times', it: 'Saluta {times} volte' },
  config: Type.Object({ times: IntegerField({ title: { en: 'Times', it: 'Volte' }, minimum: 1, default: 3 }) }),
  ports: { next: { en: 'Next', it: 'Avanti' }, unknown: { en: 'No name', it: 'Senza nome' } },
  needs: ['contact.attributes'],
  upgrades: { 1: (old) => ({ times: Number(old.count) }) },
  examples: [
    {
      say: { en: 'A known contact', it: 'Un contatto noto' },
      config: { times: 2 },
      given: { contact: { attributes: { firstName: 'Ada' } } },
      expect: { leave: 'next', intents: [{ do: 'addScore', score: 'greetings', points: 2 }] },
    },
    { say: { en: 'A stranger', it: 'Uno sconosciuto' }, config: { times: 2 }, expect: { leave: 'unknown' } },
  ],
  decide(step) {
    if (step.contact.attributes.firstName === undefined) return step.leave('unknown')
    return step.leave('next', { intents: [{ do: 'addScore', score: 'greetings', points: step.config.times }] })
  },
})

export const lookUp = defineNode({
  type: 'acme.look-up',
  version: 1,
  title: { en: 'Look up', it: 'Cerca' },
  description: { en: 'Asks another system.', it: 'Chiede a un altro sistema.' },
  category: 'decision',
  icon: 'search',
  summary: { en: 'Look up {limit}', it: 'Cerca {limit}' },
  config: Type.Object({ limit: IntegerField({ title: { en: 'Limit', it: 'Limite' }, default: 5 }) }),
  ports: { found: { en: 'Found', it: 'Trovato' } },
  needs: ['contact.email'],
  limits: { batchSize: 10, timeout: 'PT5S' },
  examples: [
    {
      say: { en: 'Somebody known', it: 'Qualcuno noto' },
      config: { limit: 5 },
      given: { contact: { email: 'ada@example.com' }, http: [{ status: 200 }] },
      expect: { leave: 'found' },
    },
  ],
  async act(batch, { http }) {
    await http.request({ url: 'https://example.com/' })
    return batch.settle((step) => step.leave('found', { set: { email: step.contact.email } }))
  },
})
