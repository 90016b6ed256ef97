import { defineNode, NumberField, ScoreField } from '@snodo/node-sdk'
import { Type } from 'typebox'

export const score = defineNode({
  type: 'core.score',
  version: 1,
  title: { en: 'Score', it: 'Punteggio' },
  description: {
    en: 'Adds points to a score of the contact, or takes them away.',
    it: 'Aggiunge punti a un punteggio del contatto, o ne toglie.',
  },
  category: 'contact',
  icon: 'star',
  summary: { en: 'Score {points} points[ on “{score}”]', it: 'Punteggio: {points} punti[ su “{score}”]' },
  config: Type.Object({
    points: NumberField({
      title: { en: 'Points', it: 'Punti' },
      help: { en: 'Negative to take away.', it: 'Negativi per togliere.' },
      minimum: -1_000_000,
      maximum: 1_000_000,
      default: 10,
    }),
    score: Type.Optional(
      ScoreField({
        title: { en: 'Which score', it: 'Quale punteggio' },
        help: { en: 'Empty: the workspace’s own.', it: 'Vuoto: quello generale.' },
      }),
    ),
  }),
  ports: { next: { en: 'Next', it: 'Avanti' } },
  examples: [
    {
      say: { en: 'Ten points', it: 'Dieci punti' },
      config: { points: 10 },
      expect: { leave: 'next', intents: [{ do: 'addScore', score: 'default', points: 10 }] },
    },
    {
      say: { en: 'Five fewer for engagement', it: 'Cinque in meno per l’interesse' },
      config: { points: -5, score: 'engagement' },
      expect: { leave: 'next', intents: [{ do: 'addScore', score: 'engagement', points: -5 }] },
    },
  ],
  decide: (step) =>
    step.leave('next', { intents: [{ do: 'addScore', score: step.config.score ?? 'default', points: step.config.points }] }),
})
