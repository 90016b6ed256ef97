export { BLOCK_WORDS } from './block-words.ts'
export {
  Brand,
  BUTTON_RADIUS,
  type ButtonShape,
  contrast,
  FONTS,
  type FontName,
  NETWORK_NAMES,
  NETWORKS,
  type Network,
  readableOn,
  STANDARD_BRAND,
} from './brand.ts'
export { type ContentCheckOptions, checkContent, hasContentErrors } from './check-content.ts'
export { type Compiled, type CompiledEmail, type CompiledSms, compileSms } from './compiled.ts'
export type { ContentFinding, ContentFindingCode } from './content-finding.ts'
export { DESIGNS } from './designs/designs.ts'
export type { Design } from './designs/draw-design.ts'
export {
  type Align,
  allBlocks,
  type Block,
  type BlockOf,
  type BlockType,
  CONTENT_CHANNELS,
  type ContentChannel,
  ContentDocument,
  EmailContent,
  type LeafBlock,
  SmsContent,
} from './document.ts'
export {
  blockOf,
  changeBlock,
  duplicateBlock,
  insertBlock,
  isLeaf,
  moveBefore,
  moveBlock,
  type Place,
  placeOf,
  removeBlock,
} from './edit-content.ts'
export { fieldTitle, type KnownField, SAMPLE_CONTACT, SAMPLE_ENTRY, SAMPLE_VARS, STANDARD_FIELDS } from './fields.ts'
export { CONTENT_LIMITS } from './limits.ts'
export { type Chip, liquidPieces, type Piece, readChip, writeChip } from './liquid-text.ts'
export { BLOCK_TYPES, emptyContent, emptyEmail, emptySms, freeBlockId, LEAF_TYPES, newBlock } from './new-block.ts'
export { chipOf, isEmptyRich, type RichText, richHtml, richLinks, richPlain, richText } from './rich-text.ts'
export { type WrittenMjml, writeMjml } from './write-mjml.ts'
export { writePlain } from './write-plain.ts'
