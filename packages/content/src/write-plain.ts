import { BLOCK_WORDS } from './block-words.ts'
import type { Brand } from './brand.ts'
import { NETWORK_NAMES } from './brand.ts'
import type { Block, BlockOf, BlockType, EmailContent } from './document.ts'
import { richPlain } from './rich-text.ts'

/** The mail as plain text, its Liquid as it was written: for those who read, or hear, without pictures. */
export function writePlain(document: EmailContent, brand: Brand): string {
  return document.blocks
    .map((block) => plainOf(block, document, brand))
    .filter((text) => text.trim() !== '')
    .join('\n\n')
    .concat('\n')
}

function plainOf(block: Block, document: EmailContent, brand: Brand): string {
  return PLAIN[block.type](block as never, document, brand) // the table has the writer of this very type
}

type Plain = { [Type in BlockType]: (block: BlockOf<Type>, document: EmailContent, brand: Brand) => string }

const PLAIN: Plain = {
  heading: ({ text, level }) => (level === 1 ? `${text}\n${'='.repeat(Math.min(text.length, 60))}` : text),
  text: ({ doc }) => richPlain(doc),
  image: ({ alt, decorative, href }) => (decorative || alt === '' ? '' : href === '' ? `[${alt}]` : `[${alt}] ${href}`),
  button: ({ label, href }) => `${label}: ${href}`,
  divider: () => '---',
  spacer: () => '',
  logo: (_block, _document, brand) => brand.name,
  columns: ({ columns }, document, brand) =>
    columns
      .flatMap((column) => column.blocks.map((block) => plainOf(block, document, brand)))
      .filter((text) => text.trim() !== '')
      .join('\n\n'),
  products({ from, limit, price }) {
    const cost = price ? '{% if product.price != blank %}, {{ product.price | money: entry.currency }}{% endif %}' : ''
    return `{% for product in ${from} limit: ${limit} %}- {{ product.name }}${cost}{% if product.url != blank %} {{ product.url }}{% endif %}\n{% endfor %}`
  },
  coupon: ({ title, code, note }) => [title, code, note].filter((line) => line !== '').join('\n'),
  social: ({ links }) =>
    links
      .filter(({ href }) => href !== '')
      .map(({ network, href }) => `${NETWORK_NAMES[network]}: ${href}`)
      .join('\n'),
  footer({ text }, { language }, brand) {
    const said = text === '' ? brand.footer : text
    return [
      ...(said === '' ? [] : [said]),
      '{% if sender.postal != blank %}{{ sender.postal }}{% endif %}',
      `{% if unsubscribeUrl %}${BLOCK_WORDS.unsubscribe[language]}: {{ unsubscribeUrl }}{% endif %}`,
    ].join('\n')
  },
}
