import { Button, Group, Select, Text } from '@mantine/core'
import { IconMail, IconMessage } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { contactName, contactQuery } from '../api/contacts.ts'
import { flowsQuery } from '../api/flows.ts'
import { messagePages } from '../api/messages.ts'
import type { MessageState, MessageView } from '../api/replies.ts'
import { currentLanguage } from '../i18n.ts'
import { shortDateTime } from '../ui/moment.ts'
import { faultWords } from '../ui/notify.ts'
import { PageHead } from '../ui/page-head.tsx'
import { EmptyPage, PageFault, PageLoading } from '../ui/page-states.tsx'
import { sayBecause } from '../ui/say-because.ts'
import { sayMessageState } from '../ui/say-state.ts'
import { FateBadge } from './fate-badge.tsx'
import { MessageReader } from './message-reader.tsx'
import classes from './pages.module.css'

const route = getRouteApi('/shell/messages')
const STATES: MessageState[] = ['due', 'claimed', 'handed', 'sent', 'notSent', 'notDelivered', 'unknown', 'canceled']

/** The send ledger: each message with its fate and the reason, and how it was read. */
export function MessagesPage() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const flows = useQuery({ ...flowsQuery, refetchInterval: false })
  const { contact, flow, channel, state } = search
  const pages = useInfiniteQuery(messagePages({ contact, flow, channel, state }))
  const list = pages.data?.pages.flatMap((page) => page.items) ?? []
  const filtered = contact !== undefined || flow !== undefined || channel !== undefined || state !== undefined
  const put = (change: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const chosen =
    list.find((message) => message.id === search.message) ?? (search.message === undefined ? list[0] : undefined) ?? null

  if (pages.isPending) return <PageLoading />
  if (pages.isError && list.length === 0) return <PageFault {...faultWords(pages.error)} onRetry={() => void pages.refetch()} />
  return (
    <div className={classes.page} style={{ maxWidth: 1280 }}>
      <PageHead title={t('messages.title')}>
        <Select
          aria-label={t('messages.flow')}
          placeholder={t('messages.allFlows')}
          data={(flows.data ?? []).map((each) => ({ value: each.id, label: each.name }))}
          value={flow ?? null}
          clearable
          searchable
          w={200}
          onChange={(next) => put({ flow: next ?? undefined })}
        />
        <Select
          aria-label={t('messages.channel')}
          placeholder={t('messages.allChannels')}
          data={[
            { value: 'email', label: t('channels.email') },
            { value: 'sms', label: t('channels.sms') },
          ]}
          value={channel ?? null}
          clearable
          w={150}
          onChange={(next) => put({ channel: next ?? undefined })}
        />
        <Select
          aria-label={t('messages.state')}
          placeholder={t('messages.allStates')}
          data={STATES.map((each) => ({ value: each, label: sayMessageState(t, each) }))}
          value={state ?? null}
          clearable
          w={170}
          onChange={(next) => put({ state: next ?? undefined })}
        />
      </PageHead>
      {list.length === 0 && !filtered ? (
        <EmptyPage
          icon={<IconMail size={48} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />}
          title={t('messages.none')}
          explain={t('messages.noneExplain')}
        />
      ) : (
        <div className={classes.split}>
          <div className={classes.sheet} data-testid="message-list">
            {list.map((message) => (
              <MessageRow
                key={message.id}
                message={message}
                chosen={message.id === chosen?.id}
                onChoose={() => put({ message: message.id })}
              />
            ))}
            {list.length === 0 && (
              <Text c="dimmed" p="lg" ta="center">
                {t('messages.noMatch')}
              </Text>
            )}
            {pages.hasNextPage && (
              <Group justify="center" p="sm">
                <Button variant="subtle" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                  {t('common.loadMore')}
                </Button>
              </Group>
            )}
          </div>
          <div className={classes.card} style={{ position: 'sticky', top: 96 }}>
            {chosen ? <MessageReader message={chosen} /> : <Text c="dimmed">{t('messages.choose')}</Text>}
          </div>
        </div>
      )}
    </div>
  )
}

function MessageRow({ message, chosen, onChoose }: { message: MessageView; chosen: boolean; onChoose: () => void }) {
  const Icon = message.channel === 'sms' ? IconMessage : IconMail
  const text =
    message.subject ??
    (typeof message.rendered?.text === 'string' ? message.rendered.text : null) ??
    (typeof message.rendered?.body === 'string' ? message.rendered.body : '')
  const because = sayBecause(message.because, currentLanguage())
  return (
    <button
      type="button"
      className={classes.messageRow}
      data-chosen={chosen || undefined}
      aria-pressed={chosen}
      onClick={onChoose}
      data-testid="message-row"
    >
      <Icon size={18} stroke={1.6} aria-hidden />
      <span style={{ minWidth: 0, flex: 1 }}>
        <Text component="span" display="block" size="sm" fw={580} truncate>
          {text || '—'}
        </Text>
        <Text component="span" display="block" size="xs" c="dimmed" truncate>
          {message.to ?? <Recipient contactId={message.contactId} />}
          {because ? ` · ${because}` : ''}
        </Text>
      </span>
      <span style={{ textAlign: 'right', flex: 'none' }}>
        <FateBadge state={message.state} />
        <Text component="span" display="block" size="xs" c="dimmed" mt={2}>
          {shortDateTime(message.settledAt ?? message.createdAt)}
        </Text>
      </span>
    </button>
  )
}

/** Who a message was for that was never given an address: by name, as everywhere else. */
function Recipient({ contactId }: { contactId: string }) {
  const { t } = useTranslation()
  const contact = useQuery({ ...contactQuery(contactId), refetchInterval: false, staleTime: 60_000 })
  return contact.data ? (contactName(contact.data) ?? t('contacts.anonymous')) : '…'
}
