import { Badge, Text } from '@mantine/core'
import type { GoLiveStep } from '@snodo/protocol'
import { IconCircleCheck, IconCircleDashed, IconHelpCircle } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { goLiveFound } from '../../words/go-live.ts'
import classes from '../pages.module.css'

const ICONS = { done: IconCircleCheck, open: IconCircleDashed, unknown: IconHelpCircle }

/** One step before going live: whether it is done, why it matters, what was found, and where it is done. */
export function GoLiveRow({ step, action }: { step: GoLiveStep; action?: ReactNode }) {
  const { t } = useTranslation()
  const Icon = ICONS[step.state]
  return (
    <li className={classes.checkRow} data-state={step.state} data-testid={`go-live-${step.id}`}>
      <Icon size={22} stroke={1.7} aria-hidden />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text fw={580}>
          {t(`goLiveStep.${step.id}`)}{' '}
          <Badge variant="light" color={step.state === 'done' ? 'green' : step.state === 'open' ? 'gray' : 'yellow'} ml={6}>
            {t(`goLive.${step.state}`)}
          </Badge>
        </Text>
        <Text size="sm" c="dimmed">
          {t(`goLiveStep.${step.id}Why`)}
        </Text>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {sayFound(t, step)}
        </Text>
      </div>
      {action}
    </li>
  )
}

function sayFound(t: TFunction, { code, values }: GoLiveStep): string {
  const key = code.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  if (!Object.hasOwn(goLiveFound, key)) return code
  return t(`goLiveFound.${key as keyof typeof goLiveFound}`, values as { domain?: string }) // each code has the values its words name
}
