import { Anchor, Badge, Button, Group, Stack, TagsInput, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { changeTags, contactName, contactQuery } from '../../api/contacts.ts'
import { flowsQuery } from '../../api/flows.ts'
import type { ContactProfile } from '../../api/replies.ts'
import { Crumbs } from '../../ui/crumbs.tsx'
import { dateOnly, dateTime, shortDateTime } from '../../ui/moment.ts'
import { faultWords, sayFault } from '../../ui/notify.ts'
import { PageFault, PageLoading } from '../../ui/page-states.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { sayJourneyState } from '../../ui/say-state.ts'
import { identityKind } from '../../words/people.ts'
import classes from '../pages.module.css'
import { Consents } from './contact-consents.tsx'
import { ContactTimeline } from './contact-timeline.tsx'
import { ContactWhy } from './contact-why.tsx'
import { EraseContact } from './erase-contact.tsx'

const route = getRouteApi('/shell/contacts/$contactId')

/** One person: who they are, what they agreed to, where they stand, and all that happened. */
export function ContactPage() {
  const { t } = useTranslation()
  const { contactId } = route.useParams()
  const contact = useQuery(contactQuery(contactId))
  usePageTitle(contact.data ? (contactName(contact.data) ?? t('contacts.anonymous')) : t('contacts.title'))
  if (contact.isPending) return <PageLoading />
  if (contact.isError && !contact.data) return <PageFault {...faultWords(contact.error)} onRetry={() => void contact.refetch()} />
  const person = contact.data
  return (
    <div className={classes.page}>
      <Crumbs to="/contacts" label={t('contacts.title')} />
      <Group justify="space-between" mb="lg">
        <div>
          <Title order={1}>{contactName(person) ?? t('contacts.anonymous')}</Title>
          <Text c="dimmed" size="sm">
            {[person.email, person.phone].filter(Boolean).join(' · ')}
            {person.createdAt ? ` · ${t('contacts.created')} ${dateOnly(person.createdAt)}` : ''}
          </Text>
        </div>
        <Group gap="sm">
          <EraseContact id={person.id} name={contactName(person) ?? t('contacts.anonymous')} />
          <Button component="a" href={`/api/contacts/${person.id}/export`} download variant="default">
            {t('manyContacts.copy')}
          </Button>
          <Button component={Link} to="/messages" search={{ contact: person.id } as never} variant="default">
            {t('contacts.messagesOf')}
          </Button>
        </Group>
      </Group>
      <div className={classes.split} data-testid="contact-profile">
        <div className={classes.card}>
          <Title order={2} fz={16} lh="24px" mb="md">
            {t('contacts.timeline')}
          </Title>
          <ContactTimeline contactId={person.id} />
        </div>
        <Stack gap={20}>
          <Journeys person={person} />
          <ContactWhy person={person} />
          <div className={classes.card}>
            <Title order={2} fz={16} lh="24px" mb="sm">
              {t('contacts.identities')}
            </Title>
            <dl className={classes.facts} style={{ margin: 0 }}>
              {person.identities.map((identity) => (
                <Pair
                  key={`${identity.kind} ${identity.value}`}
                  name={
                    Object.hasOwn(identityKind, identity.kind) ? t(`identityKind.${identity.kind as 'email'}`) : identity.kind
                  }
                  value={identity.value}
                />
              ))}
            </dl>
          </div>
          <Consents person={person} />
          <Tags person={person} />
          <Attributes person={person} />
        </Stack>
      </div>
    </div>
  )
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}

function Journeys({ person }: { person: ContactProfile }) {
  const { t } = useTranslation()
  const flows = useQuery({ ...flowsQuery, refetchInterval: false })
  if (person.journeys.length === 0) return null
  return (
    <div className={classes.card}>
      <Title order={2} fz={16} lh="24px" mb="sm">
        {t('contacts.journeys')}
      </Title>
      <Stack gap="sm">
        {person.journeys.map((journey) => (
          <div key={journey.id}>
            <Anchor
              component={Link}
              to="/flows/$flowId"
              params={{ flowId: journey.flowId } as never}
              search={{ mode: 'live', node: journey.node } as never}
              size="sm"
              fw={580}
            >
              {flows.data?.find((flow) => flow.id === journey.flowId)?.name ?? journey.flowId}
            </Anchor>
            <Text size="xs" c="dimmed">
              {sayJourneyState(t, journey.state)} · {t('live.since', { when: shortDateTime(journey.enteredAt) })}
              {journey.dueAt ? ` · ${t('live.until', { when: shortDateTime(journey.dueAt) })}` : ''}
            </Text>
          </div>
        ))}
      </Stack>
    </div>
  )
}

function Tags({ person }: { person: ContactProfile }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: (tags: string[]) => changeTags(person.id, tags),
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: contactQuery(person.id).queryKey }),
  })
  return (
    <div className={classes.card}>
      <TagsInput
        label={t('contacts.tags')}
        value={change.isPending ? change.variables : person.tags}
        onChange={(tags) => change.mutate(tags)}
        acceptValueOnBlur
      />
      <Text size="sm" fw={500} mt="md" mb={6}>
        {t('contacts.lists')}
      </Text>
      <Group gap={6}>
        {person.lists.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('common.none')}
          </Text>
        )}
        {person.lists.map((list) => (
          <Badge key={list} variant="light" color="ink">
            {list}
          </Badge>
        ))}
      </Group>
    </div>
  )
}

function Attributes({ person }: { person: ContactProfile }) {
  const { t } = useTranslation()
  const known = Object.entries(person.attributes)
  const scores = Object.entries(person.scores)
  return (
    <div className={classes.card}>
      <Title order={2} fz={16} lh="24px" mb="sm">
        {t('contacts.attributes')}
      </Title>
      <dl className={classes.facts} style={{ margin: 0 }}>
        {scores.map(([name, value]) => (
          <Pair
            key={`score ${name}`}
            name={name === 'default' ? t('contacts.score') : `${t('contacts.score')} ${name}`}
            value={String(value)}
          />
        ))}
        {known.map(([name, value]) => (
          <Pair
            key={name}
            name={name}
            value={
              typeof value === 'string' ? (/^\d{4}-\d{2}-\d{2}T/.test(value) ? dateTime(value) : value) : JSON.stringify(value)
            }
          />
        ))}
        {person.lastSeenAt && <Pair name={t('contacts.lastSeen')} value={dateTime(person.lastSeenAt)} />}
      </dl>
    </div>
  )
}
