import { ActionIcon, Button, SegmentedControl, TextInput, Tooltip } from '@mantine/core'
import { IconAdjustments } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowSummary } from '../api/replies.ts'
import type { CanvasMode } from '../canvas/canvas-mode.ts'
import { SaveStatus } from '../document/save-status.tsx'
import { useDocument, useFindings, useWorkbench } from '../document/workbench-context.ts'
import { useOnPhone } from '../outline/shown-view.ts'
import { ProblemChip } from '../problems/problem-list.tsx'
import { FlowStateBadge } from '../ui/flow-state-badge.tsx'
import classes from './flow-editor.module.css'
import { FlowMenu } from './flow-menu.tsx'

type FlowBarProps = {
  summary: FlowSummary
  mode: CanvasMode
  setMode(mode: CanvasMode): void
  publish(): void
  publishing: boolean
}

/** Name, saved state, modes, and one primary button. On a phone the name and what orders the flow; the rest stands below. */
export function FlowBar(props: FlowBarProps) {
  const { summary, mode } = props
  const phone = useOnPhone()
  return (
    <div className={classes.bar}>
      <FlowName />
      {phone ? (
        <FlowMenu summary={summary} />
      ) : (
        <>
          <FlowStateBadge state={summary.state} />
          <SaveStatus />
          <div className={classes.space} />
          <Modes {...props} />
          <div className={classes.space} />
          <Editing mode={mode} />
          <FlowMenu summary={summary} />
          <PublishButton {...props} />
        </>
      )}
    </div>
  )
}

/** On a phone: what the bar has no room for, under it. */
export function FlowBarBelow(props: FlowBarProps) {
  return (
    <div className={classes.below} data-testid="flow-below">
      <FlowStateBadge state={props.summary.state} />
      <SaveStatus />
      <div className={classes.space} />
      <Editing mode={props.mode} />
      <PublishButton {...props} />
    </div>
  )
}

/** The modes; on a phone they stand where the thumb is. */
export function Modes({ mode, setMode, fullWidth }: Pick<FlowBarProps, 'mode' | 'setMode'> & { fullWidth?: boolean }) {
  const { t } = useTranslation()
  return (
    <SegmentedControl
      size={fullWidth ? 'sm' : 'xs'}
      fullWidth={fullWidth ?? false}
      aria-label={t('editor.mode')}
      value={mode}
      onChange={(next) => setMode(next as CanvasMode)}
      data={[
        { value: 'edit', label: t('editor.edit') },
        { value: 'try', label: t('editor.try') },
        { value: 'live', label: t('editor.live') },
        { value: 'compare', label: t('editor.compare') },
      ]}
    />
  )
}

/** Problems and settings. Kept in place while they are of no use, so that the modes do not move under the hand that switches them. */
function Editing({ mode }: Pick<FlowBarProps, 'mode'>) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  return (
    <div className={classes.editing} data-away={mode !== 'edit' || undefined}>
      <ProblemChip />
      <Tooltip label={t('editor.settings')}>
        <ActionIcon
          size={32}
          aria-label={t('editor.settings')}
          onClick={() => bench.session.setState({ panel: 'settings', selected: new Set() })}
        >
          <IconAdjustments size={20} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}

function PublishButton({ publish, publishing }: Pick<FlowBarProps, 'publish' | 'publishing'>) {
  const { t } = useTranslation()
  const errors = useFindings((state) => state.errors)
  return (
    <Tooltip label={t('editor.publishBlocked')} disabled={errors === 0}>
      <Button size="xs" h={32} loading={publishing} onClick={publish} data-blocked={errors > 0 || undefined}>
        {t('editor.publish')}
      </Button>
    </Tooltip>
  )
}

/** The flow's name, renamed in place. */
function FlowName() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const name = useDocument((state) => state.document.name)
  const [text, setText] = useState(name)
  useEffect(() => setText(name), [name])
  const keep = () => {
    const next = text.trim()
    if (next === '' || next === name) setText(name)
    else bench.edit({ do: 'setName', name: next })
  }
  return (
    <TextInput
      className={classes.name}
      size="xs"
      aria-label={t('editor.rename')}
      value={text}
      maxLength={200}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setText(name)
      }}
    />
  )
}
