import type { Finding } from '../finding.ts'
import { type NodeCheck, text } from './checking.ts'

/** An address that no web server can have: every call would fail. One that begins with a field is known only when it is filled in. */
export const checkWebAddresses: NodeCheck = ({ id, node }) => {
  const url = text(node.config, 'url')?.trim()
  if (node.type !== 'core.call-webhook' || !url || mayBeWeb(url)) return []
  const finding: Finding = {
    code: 'WEB_ADDRESS_INVALID',
    severity: 'error',
    node: id,
    path: '/url',
    message: {
      en: `“${url.slice(0, 80)}” is no web address; one begins with https:// or http://.`,
      it: `“${url.slice(0, 80)}” non è un indirizzo web; comincia con https:// o http://.`,
    },
    consequence: {
      en: 'No call could ever arrive; the flow cannot be published like this.',
      it: 'Nessuna chiamata potrebbe arrivare; così il flusso non si può pubblicare.',
    },
  }
  return [finding]
}

function mayBeWeb(url: string): boolean {
  const fixed = url.split('{')[0]!.toLowerCase() // split gives one part at least
  if (fixed !== url.toLowerCase()) return ['https://', 'http://'].some((web) => web.startsWith(fixed) || fixed.startsWith(web))
  return /^https?:\/\//.test(fixed) && URL.canParse(url)
}
