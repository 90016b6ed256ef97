import { type Block, fieldTitle, liquidPieces, readChip, richPlain } from '@snodo/content'
import {
  IconBoxMultiple,
  IconBrandInstagram,
  IconColumns,
  IconHeading,
  IconLayoutBottombar,
  IconPhoto,
  IconPointer,
  IconSeparator,
  IconShoppingBag,
  IconSpacingVertical,
  IconTicket,
  IconTypography,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { currentLanguage } from '../../i18n.ts'

/** The picture of each kind of block. */
export const BLOCK_ICONS: Record<Block['type'], ComponentType<{ size?: number; stroke?: number }>> = {
  heading: IconHeading,
  text: IconTypography,
  image: IconPhoto,
  button: IconPointer,
  divider: IconSeparator,
  spacer: IconSpacingVertical,
  columns: IconColumns,
  products: IconShoppingBag,
  coupon: IconTicket,
  logo: IconBoxMultiple,
  social: IconBrandInstagram,
  footer: IconLayoutBottombar,
}

/** The first words of a block, as they are read out. */
export function saysOf(block: Block): string {
  const text =
    block.type === 'heading' || block.type === 'footer'
      ? block.text
      : block.type === 'text'
        ? richPlain(block.doc)
        : block.type === 'button'
          ? block.label
          : block.type === 'image'
            ? block.alt
            : block.type === 'coupon'
              ? block.title
              : ''
  return sayChips(text).replace(/\s+/g, ' ').slice(0, 60).trim()
}

/** A text with its fields said by their names. */
export function sayChips(text: string): string {
  return liquidPieces(text)
    .map((piece) => {
      if (!piece.liquid) return piece.text
      const chip = readChip(piece.text)
      return chip === null ? '…' : fieldTitle(chip.path, currentLanguage())
    })
    .join('')
}
