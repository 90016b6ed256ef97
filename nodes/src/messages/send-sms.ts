import { defineNode, SmsContentField } from '@snodo/node-sdk'
import { Type } from 'typebox'
import { DEFAULT_PURPOSE, messageFields, messagePorts } from './message-fields.ts'

export const sendSms = defineNode({
  type: 'core.send-sms',
  version: 1,
  title: { en: 'Send SMS', it: 'Invia SMS' },
  description: {
    en: 'Sends a text message. Consent, frequency limits and quiet hours are judged at the moment of sending.',
    it: 'Invia un SMS. Consenso, limiti di frequenza e fasce di silenzio sono valutati al momento dell’invio.',
  },
  category: 'message',
  icon: 'message',
  summary: { en: '{content.body}[ ({expireIfLateBy})]', it: '{content.body}[ ({expireIfLateBy})]' },
  config: Type.Object({ content: SmsContentField({ title: { en: 'Content', it: 'Contenuto' } }), ...messageFields }),
  ports: messagePorts,
  traits: { sends: 'sms', optionalPorts: ['notSent', 'notDelivered'] },
  examples: [
    {
      say: { en: 'A reminder', it: 'Un promemoria' },
      config: { content: { body: 'Your coupon {{ vars.welcome.code }} expires tomorrow.' } },
      expect: { send: { channel: 'sms', purpose: 'marketing', expireIfLateBy: 'usual' } },
    },
  ],
  decide(step) {
    const { purpose = DEFAULT_PURPOSE, expireIfLateBy = 'usual', tag = null } = step.config
    return step.send({ channel: 'sms', purpose, expireIfLateBy, tag })
  },
})
