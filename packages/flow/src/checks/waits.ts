import { durationMs, isDuration } from '@snodo/base'
import { widgetsIn } from '../annotations.ts'
import type { Finding } from '../finding.ts'
import type { NodeCheck } from './checking.ts'

const YEAR_MS = durationMs('P1Y')

/** Waits of any length work; one of more than a year is more often a slip than a wish. */
export const checkLongWaits: NodeCheck = ({ id, node, manifest }) => {
  if (!manifest.traits.waits) return []
  return widgetsIn(manifest, node.config, 'duration').flatMap(({ path, value }): Finding[] => {
    if (typeof value !== 'string' || !isDuration(value) || Math.abs(durationMs(value)) <= YEAR_MS) return []
    return [
      {
        code: 'WAIT_OVER_A_YEAR',
        severity: 'warning',
        node: id,
        path,
        message: { en: 'This is longer than a year.', it: 'È più lungo di un anno.' },
        consequence: {
          en: 'Contacts stay here that long; consents and contents may have changed by then.',
          it: 'I contatti restano qui tutto quel tempo; consensi e contenuti potrebbero essere cambiati.',
        },
      },
    ]
  })
}
