import { CronField, defineNode, PredicateField, TimeZoneField } from '@snodo/node-sdk'
import { Type } from 'typebox'

export const schedule = defineNode({
  type: 'core.schedule',
  version: 1,
  title: { en: 'On a schedule', it: 'A orari fissi' },
  description: {
    en: 'At each tick of the schedule, begins a journey for everyone in the audience.',
    it: 'A ogni scadenza del programma, avvia un percorso per tutti i contatti del pubblico scelto.',
  },
  category: 'start',
  icon: 'calendar-repeat',
  summary: {
    en: 'At “{cron}”[ ({timeZone})]: everyone who {audience}',
    it: 'A “{cron}”[ ({timeZone})]: chi {audience}',
  },
  config: Type.Object({
    cron: CronField({
      title: { en: 'When', it: 'Quando' },
      help: {
        en: 'Minute, hour, day of month, month, day of week: 0 9 * * 1 is every Monday at 09:00.',
        it: 'Minuto, ora, giorno del mese, mese, giorno della settimana: 0 9 * * 1 è ogni lunedì alle 09:00.',
      },
      default: '0 9 * * 1',
    }),
    timeZone: Type.Optional(
      TimeZoneField({
        title: { en: 'Time zone', it: 'Fuso orario' },
        help: { en: 'Empty: the zone of the flow.', it: 'Vuoto: il fuso del flusso.' },
        default: null,
      }),
    ),
    audience: PredicateField({ title: { en: 'Audience', it: 'Pubblico' } }),
  }),
  ports: { started: { en: 'Started', it: 'Avviato' } },
  examples: [
    {
      say: { en: 'Every Monday at nine, all with the tag vip', it: 'Ogni lunedì alle nove, tutti quelli con l’etichetta vip' },
      config: { cron: '0 9 * * 1', timeZone: 'Europe/Rome', audience: { type: 'tag', tag: 'vip' } },
      expect: { starts: [{ on: 'schedule', cron: '0 9 * * 1', timeZone: 'Europe/Rome', audience: { type: 'tag', tag: 'vip' } }] },
    },
  ],
  starts: ({ cron, timeZone = null, audience }) => [{ on: 'schedule', cron, timeZone, audience }],
})
