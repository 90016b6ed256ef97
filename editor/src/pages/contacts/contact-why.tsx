import { Select, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { contactName } from '../../api/contacts.ts'
import { reentryQuery } from '../../api/flow-previews.ts'
import { flowsQuery } from '../../api/flows.ts'
import type { ContactProfile } from '../../api/replies.ts'
import { currentLanguage } from '../../i18n.ts'
import classes from '../pages.module.css'
import { WhyAnswer } from '../why-answer.tsx'

/** Why somebody is in a flow, left it, was kept out or never came: of the flow one chooses, the latest of theirs to begin with. */
export function ContactWhy({ person }: { person: ContactProfile }) {
  const { t } = useTranslation()
  const flows = useQuery({ ...flowsQuery, refetchInterval: false })
  const [chosen, setChosen] = useState<string | null>(null)
  const published = (flows.data ?? []).filter((flow) => flow.version !== null)
  if (published.length === 0) return null
  const flow = chosen ?? person.journeys[0]?.flowId ?? null
  return (
    <section className={classes.card} data-testid="contact-why">
      <Title order={2} fz={16} lh="24px" mb="sm">
        {t('why.title')}
      </Title>
      <Stack gap="sm">
        <Select
          label={t('why.ofFlow', { name: contactName(person) ?? t('contacts.anonymous') })}
          placeholder={t('why.chooseFlow')}
          searchable
          allowDeselect={false}
          data={published.map((each) => ({ value: each.id, label: each.name }))}
          value={flow}
          onChange={setChosen}
        />
        {flow !== null && (
          <>
            <WhyAnswer contactId={person.id} asked={{ flow }} />
            <Reentry flow={flow} />
          </>
        )}
      </Stack>
    </section>
  )
}

function Reentry({ flow }: { flow: string }) {
  const reentry = useQuery(reentryQuery(flow))
  if (!reentry.data) return null
  return (
    <Text size="xs" c="dimmed">
      {reentry.data.words[currentLanguage()]}
    </Text>
  )
}
