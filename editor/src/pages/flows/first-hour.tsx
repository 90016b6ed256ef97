import { Button, Group, SegmentedControl, Text, Textarea, Title } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowSummary } from '../../api/replies.ts'
import { changeSetting, workspaceQuery } from '../../api/workspace.ts'
import { currentLanguage, setLanguage } from '../../i18n.ts'
import { sayFault } from '../../ui/notify.ts'
import classes from '../pages.module.css'

/** Who drew the flow a new installation begins with. */
const NEWCOMERS_FLOW = 'Snodo'

/**
 * The first thing a newcomer is asked: in which language, and for whom. Then the welcome flow that is already drawn opens, ready to
 * be tried. Gone for good once it is answered or put away, and never there where somebody has begun to work.
 */
export function FirstHour({ flows }: { flows: readonly FlowSummary[] }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const workspace = useQuery(workspaceQuery)
  const [done, setDone] = useLocalStorage({ key: 'snodo.first-hour', defaultValue: false, getInitialValueInEffect: false })
  const [company, setCompany] = useState('')
  const language = currentLanguage()
  const welcome = flows.find((flow) => flow.updatedBy === NEWCOMERS_FLOW)
  const begin = useMutation({
    mutationFn: async () => {
      await changeSetting('language', language)
      await changeSetting('timeZone', Intl.DateTimeFormat().resolvedOptions().timeZone)
      if (company.trim() !== '') await changeSetting('postalFooter', company.trim())
    },
    onSuccess: async () => {
      setDone(true)
      await navigate({ to: '/flows/$flowId', params: { flowId: welcome!.id }, search: { mode: 'try' } })
    },
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: workspaceQuery.queryKey }),
  })
  if (done || welcome === undefined || flows.length > 1 || workspace.data?.settings.postalFooter !== '') return null
  return (
    <section className={classes.card} style={{ marginBottom: 20 }} aria-labelledby="first-hour" data-testid="first-hour">
      <Title order={2} id="first-hour" fz={18} lh="26px">
        {t('firstHour.title')}
      </Title>
      <Text c="dimmed" mb="md" maw={640}>
        {t('firstHour.explain')}
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          begin.mutate()
        }}
      >
        <Group align="flex-start" gap="xl" mb="md">
          <div>
            <Text size="sm" fw={500} mb={4} id="first-hour-language">
              {t('firstHour.language')}
            </Text>
            <SegmentedControl
              aria-labelledby="first-hour-language"
              value={language}
              onChange={(value) => setLanguage(value === 'it' ? 'it' : 'en')}
              data={[
                { value: 'en', label: t('shell.english') },
                { value: 'it', label: t('shell.italian') },
              ]}
            />
          </div>
          <Textarea
            label={t('firstHour.company')}
            description={t('firstHour.companyHelp')}
            placeholder={t('firstHour.companyExample')}
            autosize
            minRows={2}
            maxLength={500}
            w={420}
            maw="100%"
            value={company}
            onChange={(event) => setCompany(event.currentTarget.value)}
          />
        </Group>
        <Group gap="sm">
          <Button type="submit" variant="light" loading={begin.isPending}>
            {t('firstHour.begin')}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setDone(true)}>
            {t('firstHour.later')}
          </Button>
        </Group>
      </form>
    </section>
  )
}
