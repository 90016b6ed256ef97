import type { Language } from '@snodo/base'
import { BLOCK_WORDS } from './block-words.ts'
import type { Block, BlockOf, BlockType, ContentDocument, EmailContent, SmsContent } from './document.ts'
import { richText } from './rich-text.ts'

/** A block as it is when it is put in, in the language of the mail. */
export function newBlock<Name extends BlockType>(type: Name, id: string, language: Language): BlockOf<Name> {
  const made: { [Type in BlockType]: Omit<BlockOf<Type>, 'id' | 'type'> } = {
    heading: { text: BLOCK_WORDS.heading[language], level: 2, align: 'left' },
    text: { doc: richText(BLOCK_WORDS.text[language]), align: 'left' },
    image: { src: '', alt: '', decorative: false, href: '', width: 100, align: 'center' },
    button: { label: BLOCK_WORDS.button[language], href: '', align: 'center', wide: false },
    divider: {},
    spacer: { height: 24 },
    logo: { align: 'center' },
    columns: {
      columns: [
        { id: `${id}a`, blocks: [] },
        { id: `${id}b`, blocks: [] },
      ],
    },
    products: { from: 'entry.products', limit: 4, image: true, price: true, label: BLOCK_WORDS.view[language] },
    coupon: {
      title: BLOCK_WORDS.coupon[language],
      code: '{{ vars.coupon.code }}',
      note: `${BLOCK_WORDS.valid[language]} {{ vars.coupon.validUntil | date: 'long' }}`,
    },
    social: { links: [], align: 'center' },
    footer: { text: '', align: 'center' },
  }
  return { id, type, ...made[type] } as unknown as BlockOf<Name> // the table has the members of this very type
}

export const BLOCK_TYPES: readonly BlockType[] = [
  'heading',
  'text',
  'image',
  'button',
  'divider',
  'spacer',
  'columns',
  'products',
  'coupon',
  'logo',
  'social',
  'footer',
]

/** What may stand in a column. */
export const LEAF_TYPES = ['heading', 'text', 'image', 'button', 'divider', 'spacer'] as const satisfies readonly BlockType[]

/** An id no block or column of the document has. */
export function freeBlockId(document: EmailContent): string {
  const taken = new Set(
    document.blocks.flatMap((each) =>
      each.type === 'columns'
        ? [each.id, ...each.columns.flatMap((column) => [column.id, ...column.blocks.map((block) => block.id)])]
        : [each.id],
    ),
  )
  for (let n = taken.size + 1; ; n++) if (![...taken].some((id) => id === `b${n}` || id.startsWith(`b${n}-`))) return `b${n}`
}

/** A mail with nothing in it but what every mail needs. */
export function emptyEmail(language: Language): EmailContent {
  const blocks: Block[] = [newBlock('logo', 'b1', language), newBlock('text', 'b2', language), newBlock('footer', 'b3', language)]
  return { format: 1, channel: 'email', language, subject: '', preheader: '', blocks, text: null }
}

export function emptySms(language: Language): SmsContent {
  return { format: 1, channel: 'sms', language, body: '', optOut: BLOCK_WORDS.optOut[language] }
}

export function emptyContent(channel: ContentDocument['channel'], language: Language): ContentDocument {
  return channel === 'email' ? emptyEmail(language) : emptySms(language)
}
