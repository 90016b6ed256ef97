import type { IsoDuration } from '@snodo/base'
import type { FlowDocument } from './document.ts'
import { startOf } from './reentry.ts'

/** How late a message may be: so long, or until the end of the day it is meant for. */
export type Lateness = IsoDuration | 'thatDay'

export const THAT_DAY = 'thatDay'

const USUAL: Lateness = 'P1D'

/** Events about a cart: tomorrow's reminder of it is for something else. */
const CART: ReadonlySet<unknown> = new Set(['Cart Viewed', 'Product Added', 'Product Removed', 'Checkout Started'])

/** How late messages of a flow may be that say nothing of it themselves: what suits its start (semantics rule 21). */
export function usualLateness(document: Pick<FlowDocument, 'nodes'>): Lateness {
  const start = startOf(document)
  if (start?.type === 'core.date-arrives' && start.config.yearly !== false) return THAT_DAY
  if (start?.type === 'core.event-happens' && CART.has(start.config.event)) return 'PT12H'
  return USUAL
}
