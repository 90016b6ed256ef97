import { ActionIcon, Group, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { focusCanvas } from '../canvas/focus-canvas.ts'
import { useWorkbench } from './workbench-context.ts'

/** What stands on top of a panel beside the drawing; closed, it gives the keyboard back to the drawing. */
export function PanelHead({ title }: { title: string }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const close = () => {
    bench.session.setState({ panel: null })
    focusCanvas()
  }
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text fw={620} size="lg">
        {title}
      </Text>
      <ActionIcon size={28} aria-label={t('common.close')} onClick={close}>
        <IconX size={18} />
      </ActionIcon>
    </Group>
  )
}
