import type { EmailContent } from '@snodo/content'
import { useContentState } from './content-context.ts'

/** The e-mail that is open. */
export function useMail(): EmailContent {
  return useContentState((state) => state.document as EmailContent) // the page of e-mails opens nothing else
}

/** Brings the focus to a block once it is drawn. */
export function focusBlock(id: string): void {
  // After React has drawn what was changed in the same breath.
  setTimeout(() => document.querySelector<HTMLElement>(`[data-block="${CSS.escape(id)}"]`)?.focus(), 0)
}

/** Brings the focus into the settings: to a member's own field, or the first there is. */
export function focusField(name: string | null): void {
  setTimeout(() => {
    const panel = document.getElementById('content-panel')
    const named = name === null ? null : panel?.querySelector<HTMLElement>(`[data-field-name="${CSS.escape(name)}"]`)
    const first = panel?.querySelector<HTMLElement>('[data-field-name], [role="tabpanel"] input, [role="tabpanel"] textarea')
    const found = named ?? first
    found?.focus()
    found?.scrollIntoView({ block: 'nearest' })
  }, 0)
}
