import { LatenessField, PurposeField, TextField } from '@snodo/node-sdk'
import { Type } from 'typebox'

/** Ports of every block that sends: its fate picks one. */
export const messagePorts = {
  sent: { en: 'Sent', it: 'Inviato' },
  notSent: { en: 'Not sent', it: 'Non inviato' },
  notDelivered: { en: 'Not delivered', it: 'Non recapitato' },
}

/** What the purpose is when the author says nothing. */
export const DEFAULT_PURPOSE = 'marketing'

export const messageFields = {
  purpose: Type.Optional(
    PurposeField({
      title: { en: 'Purpose', it: 'Finalità' },
      help: {
        en: 'The contact must have granted it on this channel. Transactional messages skip frequency limits and quiet hours.',
        it: 'Il contatto deve averla concessa su questo canale. I messaggi transazionali saltano limiti di frequenza e fasce di silenzio.',
      },
      default: DEFAULT_PURPOSE,
    }),
  ),
  expireIfLateBy: Type.Optional(
    LatenessField({
      title: { en: 'Do not send if later than', it: 'Non inviare se in ritardo di oltre' },
      help: {
        en: 'Nothing chosen: 24 hours; 12 hours after a cart; that day only where the flow begins on a birthday.',
        it: 'Se non scegli: 24 ore; 12 ore dopo un carrello; solo quel giorno se il flusso inizia da un compleanno.',
      },
    }),
  ),
  tag: Type.Optional(
    TextField({
      title: { en: 'Kind of message', it: 'Tipo di messaggio' },
      help: {
        en: 'A name of your own, such as offer: frequency limits may count messages of one kind apart.',
        it: 'Un nome a piacere, per esempio offerta: i limiti di frequenza possono contare a parte i messaggi di un tipo.',
      },
      maxLength: 60,
    }),
  ),
}
