import { ActionIcon, Alert, Button, Group, Slider, Stack, Text, Tooltip } from '@mantine/core'
import { IconPlayerPlay, IconPlayerTrackNext, IconPlayerTrackPrev } from '@tabler/icons-react'
import { useReactFlow } from '@xyflow/react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useTrial, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { sayBecause } from '../ui/say-because.ts'
import { runTrial } from './run-trial.ts'
import classes from './trial.module.css'
import { TrialContactForm } from './trial-contact-form.tsx'
import { TrialPath } from './trial-path.tsx'
import { WhatIf } from './what-if.tsx'

/** Try mode: one contact, a turned clock, the path it walks, and what would happen if it did something else. */
export function TrialPanel() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const running = useTrial((state) => state.running)
  const fault = useTrial((state) => state.fault)
  const trace = useTrial((state) => state.trace)
  const kept = trace !== null && trace.steps.length === 0
  return (
    <Stack p={16} gap="md" data-testid="trial-panel">
      <div>
        <Text fw={620} size="lg">
          {t('trying.title')}
        </Text>
        <Text size="xs" c="dimmed">
          {t('trying.explain')}
        </Text>
      </div>
      <TrialContactForm />
      <Button
        leftSection={<IconPlayerPlay size={16} aria-hidden />}
        loading={running}
        onClick={() => void runTrial(bench, false)}
        data-testid="trial-run"
      >
        {trace ? t('trying.again') : t('trying.run')}
      </Button>
      {fault && (
        <Alert color="red" title={fault.title} role="alert">
          {fault.detail}
        </Alert>
      )}
      {kept && (
        <Alert color="gray">
          {t('trying.notEntered', { reason: sayBecause(trace.because, currentLanguage()) || trace.outcome })}
        </Alert>
      )}
      {trace && !kept && (
        <>
          <div className={classes.controls}>
            <Position />
            <WhatIf />
          </div>
          <TrialPath />
        </>
      )}
    </Stack>
  )
}

/** A slider with a step for each visit; the canvas follows it. */
function Position() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const flow = useReactFlow()
  const position = useTrial((state) => state.position)
  const steps = useTrial((state) => state.trace?.steps)
  const total = steps?.length ?? 0
  const node = steps?.[position]?.node
  useEffect(() => {
    const at = node === undefined ? undefined : bench.documents.store.getState().document.nodes[node]?.at
    if (at) void flow.setCenter(at.x + 132, at.y + 60, { zoom: flow.getZoom(), duration: 250 })
  }, [node, bench, flow])
  const go = (to: number) => bench.trial.setState({ position: Math.max(0, Math.min(total - 1, to)) })
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" mb={4}>
        <Text size="sm" fw={550}>
          {t('trying.position', { n: position + 1, total })}
        </Text>
        <Group gap={2}>
          <Tooltip label={t('trying.previous')}>
            <ActionIcon size={28} aria-label={t('trying.previous')} disabled={position === 0} onClick={() => go(position - 1)}>
              <IconPlayerTrackPrev size={16} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('trying.next')}>
            <ActionIcon size={28} aria-label={t('trying.next')} disabled={position >= total - 1} onClick={() => go(position + 1)}>
              <IconPlayerTrackNext size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      <Slider
        min={0}
        max={Math.max(1, total - 1)}
        step={1}
        value={position}
        onChange={go}
        disabled={total < 2}
        label={null}
        thumbLabel={t('trying.slider')}
        size={4}
        thumbSize={18}
      />
    </div>
  )
}
