import { defineNode, EmailContentField } from '@snodo/node-sdk'
import { Type } from 'typebox'
import { DEFAULT_PURPOSE, messageFields, messagePorts } from './message-fields.ts'

export const sendEmail = defineNode({
  type: 'core.send-email',
  version: 1,
  title: { en: 'Send e-mail', it: 'Invia e-mail' },
  description: {
    en: 'Sends an e-mail. Consent, frequency limits and quiet hours are judged at the moment of sending.',
    it: 'Invia una e-mail. Consenso, limiti di frequenza e fasce di silenzio sono valutati al momento dell’invio.',
  },
  category: 'message',
  icon: 'mail',
  summary: { en: '{content.subject}[ ({expireIfLateBy})]', it: '{content.subject}[ ({expireIfLateBy})]' },
  config: Type.Object({ content: EmailContentField({ title: { en: 'Content', it: 'Contenuto' } }), ...messageFields }),
  ports: messagePorts,
  traits: { sends: 'email', optionalPorts: ['notSent', 'notDelivered'] },
  examples: [
    {
      say: { en: 'A welcome', it: 'Un benvenuto' },
      config: { content: { subject: 'Welcome {{ contact.firstName }}', body: 'Good to see you.' } },
      expect: { send: { channel: 'email', purpose: 'marketing', expireIfLateBy: 'usual' } },
    },
    {
      say: { en: 'A receipt, owed to the customer', it: 'Una ricevuta, dovuta al cliente' },
      config: { content: { subject: 'Your order', body: 'Thank you.' }, purpose: 'transactional', expireIfLateBy: 'P3D' },
      expect: { send: { channel: 'email', purpose: 'transactional', expireIfLateBy: 'P3D' } },
    },
  ],
  decide(step) {
    const { purpose = DEFAULT_PURPOSE, expireIfLateBy = 'usual', tag = null } = step.config
    return step.send({ channel: 'email', purpose, expireIfLateBy, tag })
  },
})
