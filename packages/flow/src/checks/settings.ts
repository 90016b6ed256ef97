import { isZone } from '@snodo/base'
import type { Finding } from '../finding.ts'
import { reentryOf } from '../reentry.ts'
import type { FlowCheck } from './checking.ts'
import { unknownZone } from './names.ts'

/** Do the flow's own settings make sense together? */
export const checkSettings: FlowCheck = ({ document, document: { settings } }) => {
  const whole = reentryOf(document)
  const findings: Finding[] = []
  const { timeZone, reentry } = settings
  if (timeZone !== undefined && !isZone(timeZone)) findings.push({ ...unknownZone(timeZone), path: '/settings/timeZone' })
  if (whole.inside === 'parallel' && whole.key === undefined)
    findings.push({
      code: 'REENTRY_KEY_MISSING',
      severity: 'error',
      path: '/settings/reentry/key',
      message: {
        en: 'Parallel journeys need a key that tells them apart, such as the order’s number.',
        it: 'I percorsi paralleli hanno bisogno di una chiave che li distingua, come il numero dell’ordine.',
      },
      consequence: {
        en: 'Nobody could be inside twice; the flow cannot be published like this.',
        it: 'Nessuno potrebbe esserci due volte; così il flusso non si può pubblicare.',
      },
      fix: {
        label: { en: 'Ignore new events while inside', it: 'Ignora i nuovi eventi mentre è dentro' },
        edits: [{ do: 'setSettings', path: '/reentry/inside', value: 'ignore' }],
      },
    })
  if (reentry?.key && !/^(?:event\.)?(?:name$|properties\.[^.])/.test(reentry.key))
    findings.push({
      code: 'REENTRY_KEY_UNREADABLE',
      severity: 'error',
      path: '/settings/reentry/key',
      message: {
        en: `The key “${reentry.key}” is no property of an event; it is written like event.properties.order_id.`,
        it: `La chiave “${reentry.key}” non è una proprietà di un evento; si scrive come event.properties.order_id.`,
      },
      consequence: {
        en: 'It would be empty for everyone, and all orders or carts would count as one.',
        it: 'Sarebbe vuota per tutti, e tutti gli ordini o carrelli varrebbero come uno solo.',
      },
      fix: {
        label: { en: `Use event.properties.${reentry.key}`, it: `Usa event.properties.${reentry.key}` },
        edits: [{ do: 'setSettings', path: '/reentry/key', value: `event.properties.${reentry.key}` }],
      },
    })
  if (whole.mode === 'afterWindow' && whole.window === undefined)
    findings.push({
      code: 'REENTRY_WINDOW_MISSING',
      severity: 'error',
      path: '/settings/reentry/window',
      message: {
        en: 'It is not said after how long contacts may enter again.',
        it: 'Non è detto dopo quanto i contatti possono rientrare.',
      },
      consequence: { en: 'The flow cannot be published like this.', it: 'Così il flusso non si può pubblicare.' },
      fix: {
        label: { en: 'After 90 days', it: 'Dopo 90 giorni' },
        edits: [{ do: 'setSettings', path: '/reentry/window', value: 'P90D' }],
      },
    })
  if (reentry !== undefined && reentry.mode !== 'afterWindow' && reentry.window !== undefined)
    findings.push({
      code: 'REENTRY_WINDOW_IGNORED',
      severity: 'warning',
      path: '/settings/reentry/window',
      message: {
        en: `A time after which contacts may enter again is given (${reentry.window}), but the mode “${reentry.mode}” does not look at it.`,
        it: `È dato un tempo dopo cui i contatti possono rientrare (${reentry.window}), ma la modalità “${reentry.mode}” non lo considera.`,
      },
      consequence: {
        en: 'Contacts enter as if it were not there.',
        it: 'I contatti entrano come se non ci fosse.',
      },
      fix: {
        label: { en: 'Let it hold', it: 'Fallo valere' },
        edits: [{ do: 'setSettings', path: '/reentry/mode', value: 'afterWindow' }],
      },
    })
  return findings
}
