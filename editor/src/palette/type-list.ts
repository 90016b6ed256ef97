import type { Language } from '@snodo/base'
import type { Manifest, NodeCategory } from '@snodo/flow'

export const CATEGORY_ORDER: readonly NodeCategory[] = ['start', 'message', 'timing', 'decision', 'contact', 'end']

/** Types that match a search, by category in the order of the palette; what is named so comes before what only speaks of it. */
export function groupTypes(
  manifests: Iterable<Manifest>,
  search: string,
  language: Language,
): { category: NodeCategory; types: Manifest[] }[] {
  const wanted = fold(search)
  const found = [...manifests]
    .map((manifest) => ({ manifest, distance: distanceOf(manifest, wanted, language) }))
    .filter(({ distance }) => distance < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.distance - b.distance)
  return CATEGORY_ORDER.map((category) => found.filter(({ manifest }) => manifest.category === category))
    .filter((group) => group.length > 0)
    .sort((a, b) => a[0]!.distance - b[0]!.distance)
    .map((group) => ({ category: group[0]!.manifest.category, types: group.map(({ manifest }) => manifest) }))
}

/** 0: its name begins so; 1: a word of its name does; 2: its name, or what is said of it, holds the words; else infinite. */
function distanceOf(manifest: Manifest, wanted: string, language: Language): number {
  if (wanted === '') return 0
  const title = fold(manifest.title[language])
  if (title.startsWith(wanted)) return 0
  if (title.includes(` ${wanted}`)) return 1
  return fold(`${title} ${manifest.description[language]} ${manifest.title.en}`).includes(wanted) ? 2 : Number.POSITIVE_INFINITY
}

/** Without case and accents, as people type. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
