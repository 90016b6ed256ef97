import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import type { ActionContext } from '../actions/action.ts'
import { actionNamed } from '../actions/registry.ts'
import { focusCanvas } from '../canvas/focus-canvas.ts'
import { SKIP_LINKS_ID } from '../shell/skip-links.ts'

/** Offered before anything else on the page: who does not see the drawing reads the flow as a tree. */
export function OutlineSkipLink({ context }: { context: ActionContext }) {
  const { t } = useTranslation()
  const place = document.getElementById(SKIP_LINKS_ID)
  if (!place) return null
  return createPortal(
    <button
      type="button"
      className="skip-link"
      onClick={() => (context.view === 'outline' ? focusCanvas() : actionNamed('outline').run(context))}
    >
      {t('outline.skip')}
    </button>,
    place,
  )
}
