import { ActionIcon, Paper, Text, TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconSearch, IconX } from '@tabler/icons-react'
import { useReactFlow } from '@xyflow/react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument, useFindings, useSession, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { useView } from '../outline/shown-view.ts'
import { focusCanvas } from './focus-canvas.ts'
import classes from './search-box.module.css'
import { findInFlow, indexFlow, type SearchIndex } from './search-flow.ts'
import { NOTHING } from './session-store.ts'
import { nameOf } from './summary-of.ts'
import { centreOn } from './view.ts'

/** Finds blocks while it is open: marks every hit, and goes from one to the next. */
export function SearchBox() {
  const searching = useSession((state) => state.searching)
  return searching ? <OpenSearch /> : null
}

function OpenSearch() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const flow = useReactFlow()
  const view = useView()
  const document = useDocument((state) => state.document)
  const findings = useFindings((state) => state.byNode)
  const active = useSession((state) => state.active)
  const [query, setQuery] = useState('')
  const language = currentLanguage()
  const before = useRef<SearchIndex>(undefined)
  const index = useMemo(() => {
    before.current = indexFlow({ document, manifests: bench.manifests, findings, language }, before.current)
    return before.current
  }, [document, bench.manifests, findings, language])
  const hits = useMemo(() => findInFlow(index, query), [index, query])
  const at = active === null ? -1 : hits.indexOf(active)
  useEffect(() => {
    bench.session.setState({ hits: hits.length === 0 ? NOTHING : new Set(hits) })
  }, [hits, bench])
  useEffect(() => () => bench.session.setState({ hits: NOTHING }), [bench])

  const go = (step: 1 | -1) => {
    if (hits.length === 0) return
    const next = hits[at === -1 ? (step === 1 ? 0 : hits.length - 1) : (at + step + hits.length) % hits.length]!
    bench.session.setState({
      active: next,
      outlineRow: null,
      selected: new Set([next]),
      selectedLine: null,
      announcement: `${nameOf(document, next, bench.manifests, language)}. ${t('search.place', { at: hits.indexOf(next) + 1, count: hits.length })}`,
    })
    if (view === 'drawing') centreOn(flow, document.nodes[next]!.at)
  }
  const close = () => {
    bench.session.setState({ searching: false })
    focusCanvas()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      go(event.shiftKey ? -1 : 1)
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      close()
    }
  }
  const found =
    query.trim() === ''
      ? ''
      : hits.length === 0
        ? t('search.nothing')
        : t('search.place', { at: at === -1 ? '–' : at + 1, count: hits.length })
  return (
    <Paper
      className={classes.box}
      withBorder
      radius={10}
      shadow="md"
      p={6}
      role="search"
      data-testid="search"
      onKeyDown={onKeyDown}
    >
      <TextInput
        autoFocus
        className={classes.field}
        aria-label={t('search.title')}
        placeholder={t('search.hint')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <Text size="xs" c="dimmed" className={classes.found} role="status">
        {found}
      </Text>
      <ActionIcon size={28} aria-label={t('search.previous')} onClick={() => go(-1)}>
        <IconChevronUp size={18} />
      </ActionIcon>
      <ActionIcon size={28} aria-label={t('search.next')} onClick={() => go(1)}>
        <IconChevronDown size={18} />
      </ActionIcon>
      <ActionIcon size={28} aria-label={t('common.close')} onClick={close}>
        <IconX size={18} />
      </ActionIcon>
    </Paper>
  )
}
