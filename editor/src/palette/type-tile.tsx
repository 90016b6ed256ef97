import type { Manifest } from '@snodo/flow'
import { glyphFor } from '../canvas/glyphs.ts'
import classes from './palette.module.css'

/** The small glyph of a type, in the colour and shape of its category. */
export function TypeTile({ manifest }: { manifest: Pick<Manifest, 'icon' | 'category'> }) {
  const Glyph = glyphFor(manifest.icon, manifest.category)
  return (
    <span className={classes.tile} data-category={manifest.category}>
      <Glyph size={18} stroke={1.7} aria-hidden />
    </span>
  )
}
