import { expect, test } from 'vitest'
import {
  allBlocks,
  blockOf,
  duplicateBlock,
  type EmailContent,
  emptyEmail,
  freeBlockId,
  insertBlock,
  moveBefore,
  moveBlock,
  newBlock,
  readChip,
  removeBlock,
  writeChip,
} from './index.ts'

const columns = {
  ...newBlock('columns', 'two', 'en'),
  columns: [
    { id: 'left', blocks: [newBlock('heading', 'l1', 'en'), newBlock('text', 'l2', 'en')] },
    { id: 'right', blocks: [newBlock('button', 'r1', 'en')] },
  ],
}
const mail: EmailContent = {
  ...emptyEmail('en'),
  blocks: [newBlock('heading', 'h', 'en'), columns, newBlock('footer', 'f', 'en')],
}
const ids = (document: EmailContent) => allBlocks(document).map((block) => block.id)

test('a block moves among those beside it, and stays where it is at either end', () => {
  expect(ids(moveBlock(mail, 'h', 1))).toEqual(['two', 'l1', 'l2', 'r1', 'h', 'f'])
  expect(ids(moveBlock(mail, 'l2', -1))).toEqual(['h', 'two', 'l2', 'l1', 'r1', 'f'])
  expect(ids(moveBlock(mail, 'h', -1))).toEqual(ids(mail))
  expect(ids(moveBlock(mail, 'l2', 1))).toEqual(ids(mail))
})

test('a block is dragged into a column where it may stand there, and nowhere where it may not', () => {
  expect(ids(moveBefore(mail, 'h', 'r1'))).toEqual(['two', 'l1', 'l2', 'h', 'r1', 'f'])
  expect(ids(moveBefore(mail, 'r1', 'h'))).toEqual(['r1', 'h', 'two', 'l1', 'l2', 'f'])
  expect(moveBefore(mail, 'f', 'r1')).toBe(mail)
  expect(moveBefore(mail, 'two', 'l1')).toBe(mail)
})

test('a copy of columns has ids of its own throughout, and a removed block takes what it holds with it', () => {
  const copied = duplicateBlock(mail, 'two', freeBlockId(mail))
  expect(new Set(ids(copied)).size).toBe(ids(copied).length)
  expect(ids(copied)).toHaveLength(10)
  expect(ids(removeBlock(mail, 'two'))).toEqual(['h', 'f'])
  const leaf = newBlock('divider', 'new', 'en')
  expect(blockOf(insertBlock(mail, leaf, { column: 'right', index: 0 }), 'new')).toEqual(leaf)
})

test.each([
  '{{ contact.firstName }}',
  "{{ contact.firstName | default: 'friend' }}",
  '{{ contact.firstName | default: "l\'amico" }}',
  "{{ vars.coupon.validUntil | date: 'long' }}",
  "{{ entry.total | money: 'EUR' | default: 'little' }}",
  '{{ unsubscribeUrl }}',
])('%s is a chip, and is written back as it was', (liquid) => {
  expect(writeChip(readChip(liquid)!)).toBe(liquid)
})

test('Liquid that says more than one field is no chip', () => {
  for (const liquid of [
    '{% if contact.vip %}',
    '{{ contact.first_name | append: contact.last_name }',
    "{{ 'x' }}",
    '{{ total }}',
  ])
    expect([liquid, readChip(liquid)]).toEqual([liquid, null])
})
