import type { Words } from '@snodo/base'

/** A section of the screen's texts: every key carries both languages side by side, so none can be forgotten. */
export function words<const Section extends Record<string, Words>>(section: Section): Section {
  return section
}
