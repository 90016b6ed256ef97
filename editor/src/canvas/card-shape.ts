import type { NodeCategory } from '@snodo/flow'
import { CARD } from './sizes.ts'

/** The outline of a card by category: the kind of a block is told by its shape too, not by colour alone. */
export const CARD_PATHS: Record<NodeCategory, string> = {
  start: rounded(36, 12, 12, 36),
  timing: rounded(12, 12, 12, 12),
  decision: cut(14),
  message: rounded(12, 12, 12, 12),
  contact: rounded(12, 12, 12, 12),
  end: rounded(36, 36, 36, 36),
}

/** A card whose corners are rounded by so much: top left, top right, bottom right, bottom left. */
function rounded(tl: number, tr: number, br: number, bl: number): string {
  const { width: w, height: h } = CARD
  const o = 0.5
  return `M${tl + o},${o}H${w - tr - o}A${tr},${tr} 0 0 1 ${w - o},${tr + o}V${h - br - o}A${br},${br} 0 0 1 ${w - br - o},${h - o}H${bl + o}A${bl},${bl} 0 0 1 ${o},${h - bl - o}V${tl + o}A${tl},${tl} 0 0 1 ${tl + o},${o}Z`
}

function cut(by: number): string {
  const { width: w, height: h } = CARD
  const o = 0.5
  return `M${by},${o}H${w - by}L${w - o},${by}V${h - by}L${w - by},${h - o}H${by}L${o},${h - by}V${by}Z`
}

/** Slanted lines over a card that is switched off: told without colour too. */
export const HATCH = Array.from({ length: 19 }, (_, i) => `M${12 + i * 12},64l24,-56`).join('')

/** The corner of a card something is wrong with: of an error it is larger and bears a sign, so that colour is not all that tells. */
export const FLAGS = {
  error: 'M231,0.5H252A12,12 0 0 1 263.5,12V33Z',
  warning: 'M244,0.5H252A12,12 0 0 1 263.5,12V20Z',
} as const
export const FLAG_SIGN = 'M255,7.5v6.5M255,17.5v0.5'
