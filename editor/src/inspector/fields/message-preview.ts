import { isFault, type JsonObject } from '@snodo/base'
import { prepareHtmlBody, renderTemplate } from '@snodo/templates'
import { useDeferredValue, useMemo } from 'react'
import { useDocument, useTrial } from '../../document/workbench-context.ts'
import { currentLanguage } from '../../i18n.ts'
import type { TrialContact } from '../../simulate/trial-store.ts'

export type Preview = { subject: string; preheader: string; html: string | null; text: string; name: string }

/** A message as the sample contact of Try mode would get it, by the same renderer that sends. */
export function usePreview(content: Record<string, unknown>, isEmail: boolean): Preview {
  const contact = useTrial((state) => state.contact)
  const zone = useDocument((state) => state.document.settings.timeZone ?? 'UTC')
  const late = useDeferredValue(JSON.stringify(content))
  return useMemo(
    () => preview(JSON.parse(late) as Record<string, unknown>, contact, isEmail, zone),
    [late, contact, isEmail, zone],
  )
}

function preview(content: Record<string, unknown>, contact: TrialContact, isEmail: boolean, zone: string): Preview {
  const scope: JsonObject = {
    contact: { ...contact.attributes, firstName: contact.firstName, email: contact.email, phone: contact.phone },
    entry: {},
    vars: {},
    unsubscribeUrl: '#',
  }
  const fill = (text: unknown, escaping: 'html' | 'none') => {
    if (typeof text !== 'string' || text === '') return ''
    try {
      return renderTemplate(text, scope, { escape: escaping, zone, language: currentLanguage() })
    } catch (thrown) {
      // Half-written Liquid; the field underlines it, and the preview shows the text as it stands.
      if (!isFault(thrown)) throw thrown
      return text
    }
  }
  const body = typeof content.body === 'string' ? content.body : ''
  return {
    subject: fill(content.subject, 'none'),
    preheader: fill(content.preheader, 'none'),
    html: isEmail ? fill(prepareHtmlBody(body), 'html') : null,
    text: isEmail ? '' : fill(body, 'none'),
    name: contact.firstName || contact.email,
  }
}
