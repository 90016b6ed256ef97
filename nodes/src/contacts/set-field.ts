import { AttributeField, defineNode, ValueField } from '@snodo/node-sdk'
import { Type } from 'typebox'

export const setField = defineNode({
  type: 'core.set-field',
  version: 1,
  title: { en: 'Set a field', it: 'Imposta un campo' },
  description: { en: 'Writes a value into the contact’s profile.', it: 'Scrive un valore nel profilo del contatto.' },
  category: 'contact',
  icon: 'forms',
  summary: { en: 'Set “{field}” to {value}', it: 'Imposta “{field}” a {value}' },
  config: Type.Object({
    field: AttributeField({ title: { en: 'Field', it: 'Campo' } }),
    value: ValueField({
      title: { en: 'Value', it: 'Valore' },
      help: {
        en: 'A text may hold fields such as {{ entry.total }}. Nothing (null) empties the field.',
        it: 'Un testo può contenere campi come {{ entry.total }}. Niente (null) svuota il campo.',
      },
      default: null,
    }),
  }),
  ports: { next: { en: 'Next', it: 'Avanti' } },
  examples: [
    {
      say: { en: 'Marks the contact as welcomed', it: 'Segna il contatto come accolto' },
      config: { field: 'stage', value: 'welcomed' },
      expect: { leave: 'next', intents: [{ do: 'setField', field: 'stage', value: 'welcomed' }] },
    },
  ],
  decide(step) {
    const { field, value } = step.config
    const filled = typeof value === 'string' && value.includes('{') ? step.fill(value) : value
    return step.leave('next', { intents: [{ do: 'setField', field, value: filled }] })
  },
})
