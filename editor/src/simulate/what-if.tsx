import { ActionIcon, Button, Group, NumberInput, Popover, Stack, Text, TextInput } from '@mantine/core'
import type { JsonObject } from '@snodo/base'
import { IconEye, IconHandClick, IconShoppingCart, IconSparkles, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTrial, useWorkbench } from '../document/workbench-context.ts'
import { shortDateTime } from '../ui/moment.ts'
import { momentInside } from './read-trace.ts'
import { runTrial } from './run-trial.ts'

/** Adds something the contact does at the present position, and walks again from there. */
export function WhatIf() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const events = useTrial((state) => state.events)
  const [amount, setAmount] = useState(80)
  const [other, setOther] = useState('')
  const lastMessage = useTrial((state) => {
    for (let i = state.position; i >= 0; i--) {
      const step = state.trace?.steps[i]
      if (step?.message?.fate === 'sent') return step.node
    }
    return null
  })
  const add = (event: string, properties: JsonObject) => {
    const { trace, position, events: before } = bench.trial.getState()
    if (!trace) return
    const key = Math.max(0, ...before.map((each) => each.key)) + 1
    bench.trial.setState({ events: [...before, { key, event, at: momentInside(trace, position), properties }] })
    void runTrial(bench, true)
  }
  const remove = (key: number) => {
    bench.trial.setState({ events: events.filter((each) => each.key !== key) })
    void runTrial(bench, true)
  }
  return (
    <div>
      <Text size="sm" fw={550} mb={6}>
        {t('trying.whatIf')}
      </Text>
      <Group gap={6}>
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconShoppingCart size={16} aria-hidden />}
          onClick={() => add('Order Completed', { total: amount, currency: 'EUR' })}
        >
          {t('trying.bought')}
        </Button>
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconHandClick size={16} aria-hidden />}
          disabled={lastMessage === null}
          onClick={() => lastMessage && add('Message Clicked', { node: lastMessage })}
        >
          {t('trying.clicked')}
        </Button>
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconEye size={16} aria-hidden />}
          disabled={lastMessage === null}
          onClick={() => lastMessage && add('Message Opened', { node: lastMessage })}
        >
          {t('trying.opened')}
        </Button>
        <Popover width={260} trapFocus>
          <Popover.Target>
            <Button size="compact-md" variant="default" leftSection={<IconSparkles size={16} aria-hidden />}>
              {t('trying.other')}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <Stack gap="xs">
              <NumberInput
                label={t('trying.boughtFor')}
                min={0}
                value={amount}
                onChange={(next) => setAmount(Number(next) || 0)}
              />
              <TextInput
                label={t('trying.otherEvent')}
                value={other}
                onChange={(event) => setOther(event.currentTarget.value)}
                placeholder="Product Viewed"
              />
              <Button size="compact-md" disabled={other.trim() === ''} onClick={() => add(other.trim(), {})}>
                {t('trying.addEvent')}
              </Button>
            </Stack>
          </Popover.Dropdown>
        </Popover>
      </Group>
      {events.length > 0 && (
        <Stack gap={2} mt={8}>
          {events.map((each) => (
            <Group key={each.key} gap={6} wrap="nowrap" justify="space-between">
              <Text size="xs" c="dimmed" truncate>
                {each.event} · {shortDateTime(new Date(each.at).toISOString())}
              </Text>
              <ActionIcon size={24} aria-label={t('trying.removeEvent', { name: each.event })} onClick={() => remove(each.key)}>
                <IconX size={14} />
              </ActionIcon>
            </Group>
          ))}
        </Stack>
      )}
    </div>
  )
}
