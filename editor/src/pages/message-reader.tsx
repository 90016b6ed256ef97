import { Anchor, Group, SegmentedControl, Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { flowsQuery } from '../api/flows.ts'
import type { MessageView } from '../api/replies.ts'
import { currentLanguage } from '../i18n.ts'
import { MessageFrame } from '../ui/message-frame.tsx'
import { dateTime } from '../ui/moment.ts'
import { sayBecause } from '../ui/say-because.ts'
import { channels } from '../words/inspector.ts'
import { FateBadge } from './fate-badge.tsx'
import { MessageWhy } from './message-why.tsx'
import classes from './pages.module.css'

/** One message as it was received, with its fate and the reason in words. */
export function MessageReader({ message }: { message: MessageView }) {
  const { t } = useTranslation()
  const flows = useQuery({ ...flowsQuery, refetchInterval: false })
  const [as, setAs] = useState<'html' | 'text'>('html')
  const part = (name: string) => (typeof message.rendered?.[name] === 'string' ? (message.rendered[name] as string) : null)
  const html = part('html')
  const text = part('text') ?? part('body')
  const because = sayBecause(message.because, currentLanguage())
  const flow = flows.data?.find((each) => each.id === message.flowId)
  return (
    <Stack gap="md" data-testid="message-reader">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Title order={2} fz={16} lh="24px">
          {message.subject ??
            (Object.hasOwn(channels, message.channel) ? t(`channels.${message.channel as 'sms'}`) : message.channel)}
        </Title>
        <FateBadge state={message.state} />
      </Group>
      <dl className={classes.facts} style={{ margin: 0 }}>
        <dt>{t('messages.to')}</dt>
        <dd>
          <Anchor component={Link} to="/contacts/$contactId" params={{ contactId: message.contactId } as never} size="sm">
            {message.to ?? message.contactId}
          </Anchor>
        </dd>
        {message.flowId !== null && (
          <>
            <dt>{t('messages.flow')}</dt>
            <dd>
              <Anchor
                component={Link}
                to="/flows/$flowId"
                params={{ flowId: message.flowId } as never}
                search={{ node: message.node } as never}
                size="sm"
              >
                {flow?.name ?? message.flowId}
              </Anchor>
            </dd>
          </>
        )}
        <dt>{t('messages.purpose')}</dt>
        <dd>{message.purpose}</dd>
        <dt>{t('messages.when')}</dt>
        <dd>{dateTime(message.settledAt ?? message.createdAt)}</dd>
        {because && (
          <>
            <dt>{t('messages.reason')}</dt>
            <dd>{because}</dd>
          </>
        )}
      </dl>
      {message.flowId !== null && (
        <MessageWhy key={message.id} contactId={message.contactId} messageId={message.id} state={message.state} />
      )}
      {html && text && (
        <SegmentedControl
          size="xs"
          aria-label={t('messages.rendered')}
          value={as}
          onChange={(next) => setAs(next === 'text' ? 'text' : 'html')}
          data={[
            { value: 'html', label: t('messages.rendered') },
            { value: 'text', label: t('messages.text') },
          ]}
        />
      )}
      <MessageFrame
        title={message.subject ?? t('messages.rendered')}
        html={as === 'html' ? html : null}
        text={text}
        height={420}
      />
    </Stack>
  )
}
