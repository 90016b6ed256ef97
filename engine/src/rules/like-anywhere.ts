/** A text as a pattern of `ilike` that finds it anywhere, its own percent signs and underscores meant as such. */
export function likeAnywhere(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
