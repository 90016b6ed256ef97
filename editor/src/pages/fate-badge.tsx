import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MessageState } from '../api/replies.ts'
import { sayMessageState } from '../ui/say-state.ts'

const FATE_COLORS: Record<MessageState, string> = {
  due: 'gray',
  claimed: 'gray',
  handed: 'ink',
  sent: 'green',
  notSent: 'orange',
  notDelivered: 'red',
  unknown: 'orange',
  canceled: 'gray',
}

export function FateBadge({ state }: { state: MessageState }) {
  const { t } = useTranslation()
  return (
    <Badge variant="light" color={FATE_COLORS[state] ?? 'gray'} data-testid="message-state" style={{ flex: 'none' }}>
      {sayMessageState(t, state)}
    </Badge>
  )
}
