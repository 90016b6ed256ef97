import { type Static, Type } from 'typebox'
import { CONTENT_LIMITS } from './limits.ts'
import { type Chip, escapeAround, writeChip } from './liquid-text.ts'

/**
 * Formatted text as ProseMirror keeps it: paragraphs, lists, bold, italic, underline, links, and fields as chips. Whatever else a
 * document holds is left out when it is written, so that nothing foreign reaches a mail.
 */
export const RichText = Type.Object({ type: Type.Literal('doc'), content: Type.Array(Type.Unknown(), { maxItems: 500 }) })
export type RichText = Static<typeof RichText>

type RichNode = { type: string; text?: string; attrs?: Record<string, unknown>; content?: RichNode[]; marks?: RichMark[] }
type RichMark = { type: string; attrs?: Record<string, unknown> }

/** A text of plain paragraphs as a formatted one; `{{ … }}` becomes chips where it is one. */
export function richText(...paragraphs: string[]): RichText {
  return { type: 'doc', content: paragraphs.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })) }
}

export type RichLook = { link: string; paragraph: string }

/** As HTML, its Liquid as it was written. */
export function richHtml(doc: RichText, look: RichLook): string {
  return nodesOf(doc.content, CONTENT_LIMITS.depth)
    .map((node) => blockHtml(node, look, CONTENT_LIMITS.depth))
    .join('')
}

function blockHtml(node: RichNode, look: RichLook, depth: number): string {
  const inner = () => nodesOf(node.content, depth)
  if (node.type === 'paragraph') {
    const text = inner()
      .map((each) => inlineHtml(each, look))
      .join('')
    return `<p style="${look.paragraph}">${text === '' ? '&nbsp;' : text}</p>`
  }
  if (depth === 0) return ''
  const list = node.type === 'bulletList' ? 'ul' : node.type === 'orderedList' ? 'ol' : null
  if (list === null) return ''
  const items = inner()
    .filter((item) => item.type === 'listItem')
    .map(
      (item) =>
        `<li style="margin:0 0 6px">${nodesOf(item.content, depth)
          .map((each) => blockHtml(each, { ...look, paragraph: 'margin:0' }, depth - 1))
          .join('')}</li>`,
    )
  return `<${list} style="margin:0 0 16px;padding-left:24px">${items.join('')}</${list}>`
}

function inlineHtml(node: RichNode, look: RichLook): string {
  if (node.type === 'hardBreak') return '<br>'
  const bare = node.type === 'field' ? writeChip(chipOf(node)) : node.type === 'text' ? escapeAround(String(node.text ?? '')) : ''
  return (Array.isArray(node.marks) ? node.marks : []).reduce((html, mark) => markHtml(html, mark, look), bare)
}

function markHtml(html: string, mark: RichMark, look: RichLook): string {
  if (mark.type === 'bold') return `<strong>${html}</strong>`
  if (mark.type === 'italic') return `<em>${html}</em>`
  if (mark.type === 'underline') return `<u>${html}</u>`
  if (mark.type === 'strike') return `<s>${html}</s>`
  if (mark.type !== 'link') return html
  return `<a href="${hrefOf(String(mark.attrs?.href ?? ''))}" style="${look.link}">${html}</a>`
}

/** An address as it stands in an attribute, its Liquid as it was written. */
export function hrefOf(address: string): string {
  return escapeAround(address.trim())
}

export function chipOf(node: { attrs?: Record<string, unknown> | undefined }): Chip {
  const text = (name: string) => (typeof node.attrs?.[name] === 'string' ? node.attrs[name] : '')
  return { path: text('path'), filters: text('filters'), fallback: text('fallback') }
}

/** As plain text: paragraphs apart by an empty line, links with their address behind them. */
export function richPlain(doc: RichText): string {
  return nodesOf(doc.content, CONTENT_LIMITS.depth)
    .map((node) => blockPlain(node, '', CONTENT_LIMITS.depth))
    .join('\n\n')
    .trim()
}

function blockPlain(node: RichNode, indent: string, depth: number): string {
  if (node.type === 'paragraph') return nodesOf(node.content, depth).map(inlinePlain).join('')
  if (depth === 0 || (node.type !== 'bulletList' && node.type !== 'orderedList')) return ''
  return nodesOf(node.content, depth)
    .map((item, i) => {
      const sign = node.type === 'orderedList' ? `${i + 1}.` : '-'
      const inner = nodesOf(item.content, depth).map((each) => blockPlain(each, `${indent}  `, depth - 1))
      return `${indent}${sign} ${inner.join(`\n${indent}  `)}`
    })
    .join('\n')
}

function inlinePlain(node: RichNode): string {
  if (node.type === 'hardBreak') return '\n'
  if (node.type === 'field') return writeChip(chipOf(node))
  const text = String(node.text ?? '')
  const link = (node.marks ?? []).find((mark) => mark.type === 'link')
  const href = String(link?.attrs?.href ?? '').trim()
  return href === '' || href === text ? text : `${text} (${href})`
}

/** Every address a formatted text links to, with the words that carry it. */
export function richLinks(doc: RichText): { href: string; text: string }[] {
  const found: { href: string; text: string }[] = []
  walk(doc.content, CONTENT_LIMITS.depth, (node) => {
    const link = (node.marks ?? []).find((mark) => mark.type === 'link')
    if (link) found.push({ href: String(link.attrs?.href ?? ''), text: String(node.text ?? '') })
  })
  return found
}

/** True where there is nothing to read. */
export function isEmptyRich(doc: RichText): boolean {
  return richPlain(doc).replaceAll('\u00a0', ' ').trim() === ''
}

function walk(content: unknown, depth: number, look: (node: RichNode) => void): void {
  for (const node of nodesOf(content, depth)) {
    look(node)
    if (depth > 0) walk(node.content, depth - 1, look)
  }
}

function nodesOf(content: unknown, depth: number): RichNode[] {
  if (!Array.isArray(content) || depth < 0) return []
  return content
    .slice(0, CONTENT_LIMITS.pieces)
    .filter((node): node is RichNode => typeof node === 'object' && node !== null && typeof node.type === 'string')
}
