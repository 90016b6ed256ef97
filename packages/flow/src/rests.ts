import { durationMs, isDuration } from '@snodo/base'
import type { FlowEdge } from './document.ts'
import type { GraphNode } from './draw-graph.ts'

/**
 * Whether a contact that takes this line has rested before it: `always`; `mostly`, but not where what is waited for is past or true
 * already when it comes; `never`. A loop needs a line of the first kind, else one contact goes round it without end in an instant.
 */
export type Rest = 'always' | 'mostly' | 'never'

export function restBefore({ node, manifest }: GraphNode, { port }: FlowEdge): Rest {
  if (manifest?.traits.waits !== true || node.off) return 'never'
  const { config } = node
  switch (node.type) {
    case 'core.wait':
      // The time of day is that of the next day for whoever goes round; a day of the week lasts all day.
      return isNoTime(config.duration) && (config.at === undefined || config.sameDayIfPast === 'proceed') ? 'never' : 'always'
    case 'core.wait-for':
      if (port === 'timeout') return isNoTime(config.timeout) ? 'never' : 'always'
      // An event opens a wait once, however often the contact comes round; a condition stays true.
      return port === 'happened' && config.predicate !== undefined && config.ifAlreadyTrue !== 'ignore' ? 'mostly' : 'always'
    case 'core.wait-until':
      if (port === 'past') return 'never'
      return config.ifPast === 'proceed' ? 'mostly' : 'always'
    default:
      return 'always'
  }
}

function isNoTime(length: unknown): boolean {
  return typeof length === 'string' && isDuration(length) && durationMs(length) <= 0
}
