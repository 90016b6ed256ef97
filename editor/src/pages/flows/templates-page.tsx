import { SegmentedControl, Text, TextInput } from '@mantine/core'
import type { Language } from '@snodo/base'
import { indexManifests, starterFlows } from '@snodo/flow'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { nodeTypesQuery } from '../../api/flows.ts'
import { currentLanguage } from '../../i18n.ts'
import { Crumbs } from '../../ui/crumbs.tsx'
import { faultWords } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { PageFault, PageLoading } from '../../ui/page-states.tsx'
import classes from '../pages.module.css'
import { TemplateCard } from './template-card.tsx'
import grid from './templates.module.css'
import { useStarter, useTextLanguage } from './use-starter.ts'

/** Flows already drawn: chosen by their picture, made in the workspace's language or the other one. */
export function TemplatesPage() {
  const { t } = useTranslation()
  const types = useQuery(nodeTypesQuery)
  const usual = useTextLanguage()
  const [asked, setAsked] = useState<Language | null>(null)
  const [search, setSearch] = useState('')
  const make = useStarter()
  const manifests = useMemo(() => indexManifests(types.data ?? []), [types.data])
  if (types.isPending) return <PageLoading />
  if (types.isError && !types.data) return <PageFault {...faultWords(types.error)} onRetry={() => void types.refetch()} />
  const language = asked ?? usual
  const screen = currentLanguage()
  const wanted = search.trim().toLowerCase()
  // One whose blocks this installation lacks could not be published.
  const offered = starterFlows.filter(
    (starter) =>
      Object.values(starter.document(language).nodes).every(({ type }) => manifests.has(type)) &&
      [starter.title[screen], starter.about[screen]].some((text) => text.toLowerCase().includes(wanted)),
  )
  return (
    <div className={classes.page}>
      <Crumbs to="/flows" label={t('flows.title')} />
      <PageHead title={t('templates.title')} note={t('templates.note')}>
        <TextInput
          placeholder={t('templates.search')}
          aria-label={t('templates.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          w={220}
        />
        <SegmentedControl
          aria-label={t('templates.language')}
          value={language}
          onChange={(value) => setAsked(value === 'it' ? 'it' : 'en')}
          data={[
            { value: 'en', label: t('shell.english') },
            { value: 'it', label: t('shell.italian') },
          ]}
        />
      </PageHead>
      <div className={grid.grid}>
        {offered.map((starter) => (
          <TemplateCard
            key={starter.id}
            starter={starter}
            language={language}
            manifests={manifests}
            busy={make.isPending && make.variables.starter.id === starter.id}
            onUse={() => make.mutate({ starter, language })}
          />
        ))}
      </div>
      {offered.length === 0 && (
        <Text c="dimmed" ta="center" p="lg">
          {t('templates.noMatch')}
        </Text>
      )}
    </div>
  )
}
