import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, type SpotlightActionData } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { activeContext } from '../actions/active-context.ts'
import { onMac, sayChord } from '../actions/chord.ts'
import { keysOf } from '../actions/key-bindings.ts'
import { ACTIONS } from '../actions/registry.ts'
import { contactName, contactsQuery } from '../api/contacts.ts'
import { flowsQuery } from '../api/flows.ts'
import { nameOf, summaryOf } from '../canvas/summary-of.ts'
import { currentLanguage } from '../i18n.ts'
import { SETTINGS_SECTIONS } from '../pages/settings/sections.ts'
import { PLACES } from './places.ts'

/** Mod+K: pages, flows, contacts, blocks of the open flow, and every action that can be done now. */
export function CommandPalette() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const flows = useQuery({ ...flowsQuery, refetchInterval: false })
  const context = useStore(activeContext, (state) => state.context)
  const language = currentLanguage()
  const pages: SpotlightActionData[] = [
    ...PLACES.map(({ to, label }) => ({ id: `page-${to}`, label: t(label), onClick: () => void navigate({ to: to as never }) })),
    ...SETTINGS_SECTIONS.map((section) => ({
      id: `settings-${section}`,
      label: t(`settingsSections.${section}`),
      description: t('shell.settings'),
      onClick: () => void navigate({ to: '/settings/$section', params: { section } }),
    })),
  ]
  const [query, setQuery] = useState('')
  const [late] = useDebouncedValue(query.trim(), 200)
  const people = useQuery({ ...contactsQuery({ search: late, limit: 5 }), enabled: late.length >= 2 })
  const found: SpotlightActionData[] = (late.length >= 2 ? (people.data?.items ?? []) : []).map((person) => ({
    id: `contact-${person.id}`,
    label: contactName(person) ?? t('contacts.anonymous'),
    description: person.email ?? person.phone ?? t('shell.contacts'),
    // The server has found them already, maybe by what is not shown here.
    keywords: [query],
    onClick: () => void navigate({ to: '/contacts/$contactId', params: { contactId: person.id } }),
  }))
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
        ...(found.length > 0 ? [{ group: t('shell.contacts'), actions: found }] : []),
      ]}
      query={query}
      onQueryChange={setQuery}
      clearQueryOnClose
      shortcut={['mod + K']}
      nothingFound={t('shell.nothingFound')}
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
