import type { NodeCategory } from '@snodo/flow'
import type { ComponentType } from 'react'
import * as icons from './glyph-list.ts'

export type Glyph = ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>

const FALLBACK: Record<NodeCategory, Glyph> = {
  start: icons.IconBolt,
  timing: icons.IconClock,
  decision: icons.IconArrowsSplit2,
  message: icons.IconMessage,
  contact: icons.IconUser,
  end: icons.IconFlag,
}

/** The glyph a manifest names (Tabler, kebab-case); one we do not carry falls back to its category's. */
export function glyphFor(icon: string, category: NodeCategory): Glyph {
  const name = `Icon${icon
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')}`
  return (icons as unknown as Record<string, Glyph>)[name] ?? FALLBACK[category] ?? icons.IconSquare
}
