import type { Words } from '@snodo/base'
import { Type } from 'typebox'
import { annotate } from './annotate.ts'
import { TemplateField } from './rich-fields.ts'

/** What an e-mail says. Kept apart from the structure at publish, so a corrected text reaches everyone inside. */
export function EmailContentField(texts: { title: Words; help?: Words }) {
  return Type.Object(
    {
      subject: TemplateField({ title: { en: 'Subject', it: 'Oggetto' }, maxLength: 500 }),
      preheader: Type.Optional(
        TemplateField({
          title: { en: 'Preview text', it: 'Testo di anteprima' },
          help: { en: 'Shown after the subject in the inbox.', it: 'Appare dopo l’oggetto nella casella di posta.' },
          minLength: 0,
          maxLength: 500,
        }),
      ),
      body: TemplateField({ title: { en: 'Body', it: 'Testo' }, lines: 'many', maxLength: 500_000 }),
      template: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 200,
          'x-widget': 'text',
          'x-title': { en: 'Template', it: 'Modello' } satisfies Words,
        }),
      ),
    },
    { ...annotate('content', texts), additionalProperties: false },
  )
}

export function SmsContentField(texts: { title: Words; help?: Words }) {
  return Type.Object(
    { body: TemplateField({ title: { en: 'Text', it: 'Testo' }, lines: 'many', maxLength: 1600 }) },
    { ...annotate('content', texts), additionalProperties: false },
  )
}
