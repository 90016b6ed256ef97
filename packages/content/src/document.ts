import type { Language } from '@snodo/base'
import { type Static, type TProperties, Type } from 'typebox'
import { SocialLinks } from './brand.ts'
import { CONTENT_LIMITS } from './limits.ts'
import { RichText } from './rich-text.ts'

const strict = { additionalProperties: false } as const
const Id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' })
/** One line of text that may hold Liquid fields. */
const Line = Type.String({ maxLength: CONTENT_LIMITS.line })
const Address = Type.String({ maxLength: CONTENT_LIMITS.address })
const Align = Type.Unsafe<Align>({ type: 'string', enum: ['left', 'center', 'right'] })
export type Align = 'left' | 'center' | 'right'

function block<const Name extends string, Own extends TProperties>(type: Name, own: Own) {
  return Type.Object({ id: Id, type: Type.Literal(type), ...own }, strict)
}

const HeadingBlock = block('heading', {
  text: Line,
  level: Type.Unsafe<1 | 2 | 3>({ type: 'integer', enum: [1, 2, 3] }),
  align: Align,
})
const TextBlock = block('text', { doc: RichText, align: Align })
const ImageBlock = block('image', {
  src: Address,
  alt: Line,
  /** Says nothing by itself: read aloud, it is passed over. */
  decorative: Type.Boolean(),
  href: Address,
  /** Share of the room it stands in, in per cent. */
  width: Type.Integer({ minimum: 10, maximum: 100 }),
  align: Align,
})
const ButtonBlock = block('button', { label: Line, href: Address, align: Align, wide: Type.Boolean() })
const DividerBlock = block('divider', {})
const SpacerBlock = block('spacer', { height: Type.Integer({ minimum: 4, maximum: 200 }) })
const LogoBlock = block('logo', { align: Align })

/** What may stand in a column too. */
const LEAVES = [HeadingBlock, TextBlock, ImageBlock, ButtonBlock, DividerBlock, SpacerBlock] as const
export const LeafBlock = Type.Union([...LEAVES])
export type LeafBlock = Static<typeof LeafBlock>

const ColumnsBlock = block('columns', {
  columns: Type.Array(Type.Object({ id: Id, blocks: Type.Array(LeafBlock, { maxItems: CONTENT_LIMITS.columnBlocks }) }, strict), {
    minItems: 2,
    maxItems: CONTENT_LIMITS.columns,
  }),
})
const ProductsBlock = block('products', {
  /** The list in the event, by its path. */
  from: Type.String({ pattern: '^[A-Za-z_][\\w-]*(\\.[\\w-]+)+$', maxLength: 200 }),
  limit: Type.Integer({ minimum: 1, maximum: 12 }),
  image: Type.Boolean(),
  price: Type.Boolean(),
  /** Empty: no button. */
  label: Line,
})
const CouponBlock = block('coupon', { title: Line, code: Line, note: Line })
const SocialBlock = block('social', { links: SocialLinks, align: Align })
const FooterBlock = block('footer', { text: Line, align: Align })

export const Block = Type.Union([...LEAVES, LogoBlock, ColumnsBlock, ProductsBlock, CouponBlock, SocialBlock, FooterBlock])
export type Block = Static<typeof Block>
export type BlockType = Block['type']
export type BlockOf<Name extends BlockType> = Extract<Block, { type: Name }>

const language = Type.Unsafe<Language>({ type: 'string', enum: ['en', 'it'] })

/** An e-mail as it is written: blocks from top to bottom. */
export const EmailContent = Type.Object(
  {
    format: Type.Literal(1),
    channel: Type.Literal('email'),
    language,
    subject: Line,
    preheader: Line,
    blocks: Type.Array(Block, { maxItems: CONTENT_LIMITS.blocks }),
    /** The plain-text part where somebody wrote one; null: made from the blocks. */
    text: Type.Union([Type.String({ maxLength: CONTENT_LIMITS.text }), Type.Null()]),
  },
  strict,
)
export type EmailContent = Static<typeof EmailContent>

export const SmsContent = Type.Object(
  {
    format: Type.Literal(1),
    channel: Type.Literal('sms'),
    language,
    body: Type.String({ maxLength: CONTENT_LIMITS.sms }),
    /** Said below the text: how one ends it. Empty: nothing is. */
    optOut: Line,
  },
  strict,
)
export type SmsContent = Static<typeof SmsContent>

export const ContentDocument = Type.Union([EmailContent, SmsContent])
export type ContentDocument = EmailContent | SmsContent
export type ContentChannel = ContentDocument['channel']

export const CONTENT_CHANNELS: readonly ContentChannel[] = ['email', 'sms']

/** All blocks in reading order, those in columns after their columns. */
export function allBlocks(document: EmailContent): Block[] {
  return document.blocks.flatMap((each) =>
    each.type === 'columns' ? [each, ...each.columns.flatMap((column) => column.blocks as Block[])] : [each],
  )
}
