import { Spotlight, type SpotlightActionData } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { activeContext } from '../actions/active-context.ts'
import { onMac, sayChord } from '../actions/chord.ts'
import { keysOf } from '../actions/key-bindings.ts'
import { ACTIONS } from '../actions/registry.ts'
import { flowsQuery } from '../api/flows.ts'
import { nameOf, summaryOf } from '../canvas/summary-of.ts'
import { currentLanguage } from '../i18n.ts'

/** Mod+K: pages, flows, blocks of the open flow, and every action that can be done now. */
export function CommandPalette() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const flows = useQuery({ ...flowsQuery, refetchInterval: false })
  const context = useStore(activeContext, (state) => state.context)
  const language = currentLanguage()
  const pages: SpotlightActionData[] = [
    { id: 'page-flows', label: t('shell.flows'), onClick: () => void navigate({ to: '/flows' }) },
    { id: 'page-contacts', label: t('shell.contacts'), onClick: () => void navigate({ to: '/contacts' }) },
    { id: 'page-import', label: t('importing.title'), onClick: () => void navigate({ to: '/contacts/import' }) },
    { id: 'page-messages', label: t('shell.messages'), onClick: () => void navigate({ to: '/messages' }) },
    { id: 'page-settings', label: t('shell.settings'), onClick: () => void navigate({ to: '/settings' }) },
  ]
  const open: SpotlightActionData[] = (flows.data ?? []).map((flow) => ({
    id: `flow-${flow.id}`,
    label: flow.name,
    description: t('shell.flows'),
    onClick: () => void navigate({ to: '/flows/$flowId', params: { flowId: flow.id } }),
  }))
  const doable: SpotlightActionData[] = context
    ? ACTIONS.map((action) => ({
        id: `do-${action.id}`,
        label: t(action.label),
        rightSection: keysOf(action)
          .slice(0, 1)
          .map((chord) => sayChord(chord, onMac())),
        onClick: () => action.when(context) && action.run(context),
      }))
    : []
  const document = context?.bench.documents.store.getState().document
  const blocks: SpotlightActionData[] =
    context && document
      ? Object.entries(document.nodes).map(([id, node]) => ({
          id: `block-${id}`,
          label: nameOf(document, id, context.bench.manifests, language),
          description: summaryOf(document, id, context.bench.manifests, language),
          keywords: [id, node.type],
          onClick: () => {
            context.bench.session.setState({ selected: new Set([id]), active: id, panel: 'block', selectedLine: null })
            void context.flow.setCenter(node.at.x + 132, node.at.y + 36, {
              zoom: Math.max(0.7, context.flow.getZoom()),
              duration: 250,
            })
          },
        }))
      : []
  return (
    <Spotlight
      actions={[
        ...(doable.length > 0 ? [{ group: t('editor.canvas'), actions: [...blocks, ...doable] }] : []),
        { group: t('shell.navigation'), actions: pages },
        ...(open.length > 0 ? [{ group: t('shell.flows'), actions: open }] : []),
      ]}
      shortcut={['mod + K']}
      nothingFound={t('editor.noBlock')}
      limit={12}
      highlightQuery
      scrollable
      maxHeight={440}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t('shell.search'),
        'aria-label': t('shell.search'),
      }}
    />
  )
}
