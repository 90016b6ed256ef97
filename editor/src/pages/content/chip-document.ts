import { chipOf, liquidPieces, readChip, writeChip } from '@snodo/content'
import type { JSONContent } from '@tiptap/core'

/** A text with Liquid as the document of a field's editor: lines as paragraphs, fields as chips, other Liquid as the text it is. */
export function chipDocument(text: string): JSONContent {
  return {
    type: 'doc',
    content: text.split('\n').map((line) => {
      const content = piecesOf(line)
      return content.length === 0 ? { type: 'paragraph' } : { type: 'paragraph', content }
    }),
  }
}

function piecesOf(line: string): JSONContent[] {
  return liquidPieces(line).map((piece) => {
    const chip = piece.liquid ? readChip(piece.text) : null
    return chip === null ? { type: 'text', text: piece.text } : { type: 'field', attrs: chip }
  })
}

/** The text such a document says. */
export function chipText(document: JSONContent): string {
  return (document.content ?? [])
    .map((paragraph) =>
      (paragraph.content ?? [])
        .map((node) => {
          if (node.type === 'field') return writeChip(chipOf(node))
          return node.type === 'hardBreak' ? '\n' : (node.text ?? '')
        })
        .join(''),
    )
    .join('\n')
}

/** Formatted text in which fields written as Liquid became chips; the very same where there are none. */
export function withChips<Node extends JSONContent>(node: Node): Node {
  if (!Array.isArray(node.content)) return node
  const content = node.content.flatMap((child: JSONContent): JSONContent[] => {
    if (child.type !== 'text' || !child.text?.includes('{{')) return [withChips(child)]
    return piecesOf(child.text).map((piece) => (child.marks ? { ...piece, marks: child.marks } : piece))
  })
  return { ...node, content }
}
