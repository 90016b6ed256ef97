import type { Words } from '@snodo/base'
import { Type } from 'typebox'
import { annotate } from './annotate.ts'
import { TemplateField } from './rich-fields.ts'

/** What an e-mail says. Kept apart from the structure at publish, so a corrected text reaches everyone inside. */
export function EmailContentField(texts: { title: Words; help?: Words }) {
  return Type.Object(
    {
      // Both may be left to a content of the library; that a message has them is the checker's business.
      subject: Type.Optional(TemplateField({ title: { en: 'Subject', it: 'Oggetto' }, minLength: 0, maxLength: 500 })),
      preheader: Type.Optional(
        TemplateField({
          title: { en: 'Preview text', it: 'Testo di anteprima' },
          help: { en: 'Shown after the subject in the inbox.', it: 'Appare dopo l’oggetto nella casella di posta.' },
          minLength: 0,
          maxLength: 500,
        }),
      ),
      body: Type.Optional(TemplateField({ title: { en: 'Body', it: 'Testo' }, lines: 'many', minLength: 0, maxLength: 500_000 })),
      template: LibraryContent(),
    },
    { ...annotate('content', texts), additionalProperties: false },
  )
}

export function SmsContentField(texts: { title: Words; help?: Words }) {
  return Type.Object(
    {
      body: Type.Optional(TemplateField({ title: { en: 'Text', it: 'Testo' }, lines: 'many', minLength: 0, maxLength: 1600 })),
      template: LibraryContent(),
    },
    { ...annotate('content', texts), additionalProperties: false },
  )
}

/** The id of a content of the library, in place of texts of the block's own. */
const LibraryContent = () =>
  Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      'x-widget': 'text',
      'x-title': { en: 'Content', it: 'Contenuto' } satisfies Words,
    }),
  )
