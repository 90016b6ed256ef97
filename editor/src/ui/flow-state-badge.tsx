import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FlowState } from '../api/replies.ts'

const COLORS: Record<FlowState, string> = {
  draft: 'gray',
  live: 'green',
  paused: 'yellow',
  closed: 'ink',
  stopped: 'gray',
  archived: 'gray',
}

export function FlowStateBadge({ state }: { state: FlowState }) {
  const { t } = useTranslation()
  return (
    <Badge
      variant="light"
      color={COLORS[state] ?? 'gray'}
      data-testid="flow-state"
      style={{ flex: 'none', minWidth: 'max-content' }}
    >
      {state in COLORS ? t(`flowState.${state}`) : state}
    </Badge>
  )
}
