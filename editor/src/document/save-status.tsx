import { Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconCloudUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import classes from '../pages/flow-editor.module.css'
import { useWorkbench } from './workbench-context.ts'

/** Saved, saving, offline with how many changes wait, or needs attention. */
export function SaveStatus() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const state = useStore(bench.autosave.state)
  const label =
    state.is === 'saved'
      ? t('saving.saved')
      : state.is === 'saving'
        ? t('saving.saving')
        : state.is === 'offline'
          ? t('saving.offline', { count: state.waiting })
          : t('saving.attention')
  const Icon =
    state.is === 'saved'
      ? IconCloudCheck
      : state.is === 'saving'
        ? IconCloudUp
        : state.is === 'offline'
          ? IconCloudOff
          : IconAlertTriangle
  const detail = state.is === 'attention' && state.because === 'refused' ? `${state.title}. ${state.detail}` : null
  return (
    <Tooltip label={detail ?? label} multiline maw={420}>
      <span className={classes.saved} data-state={state.is} data-testid="save-state" role="status">
        <Icon size={16} stroke={1.7} aria-hidden />
        <span>{label}</span>
      </span>
    </Tooltip>
  )
}
