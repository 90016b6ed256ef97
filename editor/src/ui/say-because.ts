import type { Language } from '@snodo/base'
import { type BecauseNames, readBecause, sayBecause as sayStored } from '@snodo/protocol'

/** A reason in words, its instants in the zone given or the browser's; empty where there is none. */
export function sayBecause(because: unknown, language: Language, names: BecauseNames = {}): string {
  const stored = readBecause(because)
  if (stored === null) return ''
  return sayStored(stored, language, { ...names, zone: names.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone })
}
