import type { Block, BlockType, EmailContent, LeafBlock } from './document.ts'
import { LEAF_TYPES } from './new-block.ts'

/** Where a block stands: in the mail itself, or in a column of it. */
export type Place = { column: string | null; index: number }

/** The block of an id, wherever it stands. */
export function blockOf(document: EmailContent, id: string): Block | null {
  for (const block of document.blocks) {
    if (block.id === id) return block
    if (block.type === 'columns')
      for (const column of block.columns) for (const leaf of column.blocks) if (leaf.id === id) return leaf
  }
  return null
}

export function placeOf(document: EmailContent, id: string): Place | null {
  const index = document.blocks.findIndex((block) => block.id === id)
  if (index !== -1) return { column: null, index }
  for (const block of document.blocks) {
    if (block.type !== 'columns') continue
    for (const column of block.columns) {
      const at = column.blocks.findIndex((leaf) => leaf.id === id)
      if (at !== -1) return { column: column.id, index: at }
    }
  }
  return null
}

/** Puts a block at a place; columns stand in the mail only, so in a column nothing but a leaf does. */
export function insertBlock(document: EmailContent, block: Block, place: Place): EmailContent {
  if (place.column !== null && !isLeaf(block)) return document
  return inList(document, place.column, (blocks) => blocks.toSpliced(place.index, 0, block as never)) // a leaf where a column is meant
}

export function removeBlock(document: EmailContent, id: string): EmailContent {
  const place = placeOf(document, id)
  return place === null ? document : inList(document, place.column, (blocks) => blocks.toSpliced(place.index, 1))
}

/** One place up or down among those beside it; unchanged where it is the first or last already. */
export function moveBlock(document: EmailContent, id: string, step: 1 | -1): EmailContent {
  const place = placeOf(document, id)
  if (place === null) return document
  return inList(document, place.column, (blocks) => {
    const to = place.index + step
    const moved = blocks[place.index]
    if (moved === undefined || to < 0 || to >= blocks.length) return blocks
    return blocks.toSpliced(place.index, 1).toSpliced(to, 0, moved)
  })
}

/** To another place, as when it is dragged: `before` is the id it comes to stand before; null: at the end. */
export function moveBefore(document: EmailContent, id: string, before: string | null): EmailContent {
  const block = blockOf(document, id)
  if (block === null || id === before) return document
  const without = removeBlock(document, id)
  const place = before === null ? { column: null, index: without.blocks.length } : placeOf(without, before)
  if (place === null || (place.column !== null && !isLeaf(block))) return document
  return insertBlock(without, block, place)
}

/** A copy right behind it, all of its ids new. */
export function duplicateBlock(document: EmailContent, id: string, newId: string): EmailContent {
  const block = blockOf(document, id)
  const place = placeOf(document, id)
  if (block === null || place === null) return document
  const copy =
    block.type === 'columns'
      ? {
          ...block,
          id: newId,
          columns: block.columns.map((column, i) => ({
            id: `${newId}-${i}`,
            blocks: column.blocks.map((leaf, j) => ({ ...leaf, id: `${newId}-${i}-${j}` })),
          })),
        }
      : { ...block, id: newId }
  return insertBlock(document, copy, { ...place, index: place.index + 1 })
}

/** The same document with some members of a block changed. */
export function changeBlock(document: EmailContent, id: string, change: Record<string, unknown>): EmailContent {
  const changed = <Each extends Block>(block: Each): Each => (block.id === id ? { ...block, ...change } : block)
  return {
    ...document,
    blocks: document.blocks.map((block) =>
      block.type === 'columns' && block.id !== id
        ? { ...block, columns: block.columns.map((column) => ({ ...column, blocks: column.blocks.map(changed) })) }
        : changed(block),
    ),
  }
}

export function isLeaf(block: { type: BlockType }): block is LeafBlock {
  return (LEAF_TYPES as readonly string[]).includes(block.type)
}

function inList(document: EmailContent, column: string | null, change: (blocks: Block[]) => Block[]): EmailContent {
  if (column === null) return { ...document, blocks: change(document.blocks) }
  return {
    ...document,
    blocks: document.blocks.map((block) =>
      block.type === 'columns'
        ? {
            ...block,
            columns: block.columns.map((each) =>
              each.id === column ? { ...each, blocks: change(each.blocks as Block[]) as LeafBlock[] } : each,
            ),
          }
        : block,
    ),
  }
}
