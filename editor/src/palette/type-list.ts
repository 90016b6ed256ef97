import type { Language } from '@snodo/base'
import type { Manifest, NodeCategory } from '@snodo/flow'

export const CATEGORY_ORDER: readonly NodeCategory[] = ['start', 'message', 'timing', 'decision', 'contact', 'end']

/** Types that match a search, by category in the order of the palette. */
export function groupTypes(
  manifests: Iterable<Manifest>,
  search: string,
  language: Language,
): { category: NodeCategory; types: Manifest[] }[] {
  const wanted = fold(search)
  const found = [...manifests].filter(
    (manifest) =>
      wanted === '' ||
      fold(`${manifest.title[language]} ${manifest.description[language]} ${manifest.title.en}`).includes(wanted),
  )
  return CATEGORY_ORDER.flatMap((category) => {
    const types = found.filter((manifest) => manifest.category === category)
    return types.length > 0 ? [{ category, types }] : []
  })
}

/** Without case and accents, as people type. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
