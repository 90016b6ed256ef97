import { allBlocks, type Block, type EmailContent } from './document.ts'
import { richLinks, richPlain } from './rich-text.ts'

/** A text of an e-mail that may hold Liquid, and where it stands. */
export type PlacedText = { block: string | null; field: string; text: string }

/** Every text of an e-mail that is filled in. */
export function textsOf(document: EmailContent): PlacedText[] {
  const own: PlacedText[] = [
    { block: null, field: 'subject', text: document.subject },
    { block: null, field: 'preheader', text: document.preheader },
    ...(document.text === null ? [] : [{ block: null, field: 'text', text: document.text }]),
  ]
  const inBlocks = allBlocks(document).flatMap((block) =>
    Object.entries(textsIn(block)).map(([field, text]) => ({ block: block.id, field, text })),
  )
  return [...own, ...inBlocks].filter(({ text }) => text.includes('{'))
}

function textsIn(block: Block): Record<string, string> {
  if (block.type === 'text')
    return { doc: richPlain(block.doc), ...Object.fromEntries(richLinks(block.doc).map(({ href }, i) => [`link${i}`, href])) }
  if (block.type === 'heading' || block.type === 'footer') return { text: block.text }
  if (block.type === 'image') return { src: block.src, alt: block.alt, href: block.href }
  if (block.type === 'button') return { label: block.label, href: block.href }
  if (block.type === 'coupon') return { title: block.title, code: block.code, note: block.note }
  if (block.type === 'products') return { label: block.label }
  if (block.type === 'social') return Object.fromEntries(block.links.map(({ network, href }) => [network, href]))
  return {}
}

/** A link of an e-mail, and where it stands. */
export type PlacedLink = { block: string; field: string; href: string; called: string; needed: boolean }

/** Every link of an e-mail; `needed`: without an address it says nothing at all. */
export function linksOf(document: EmailContent): PlacedLink[] {
  return allBlocks(document).flatMap((block): PlacedLink[] => {
    if (block.type === 'button') return [{ block: block.id, field: 'href', href: block.href, called: block.label, needed: true }]
    if (block.type === 'image') return [{ block: block.id, field: 'href', href: block.href, called: block.alt, needed: false }]
    if (block.type === 'text')
      return richLinks(block.doc).map(({ href, text }) => ({ block: block.id, field: 'doc', href, called: text, needed: true }))
    if (block.type === 'social')
      return block.links.map(({ network, href }) => ({ block: block.id, field: 'links', href, called: network, needed: true }))
    return []
  })
}
