import { Button, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useDocument, useWorkbench } from '../document/workbench-context.ts'
import { useMode } from './canvas-mode.ts'
import classes from './empty-canvas.module.css'

/** What an empty canvas says: one sentence, one button. */
export function EmptyCanvas() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const mode = useMode()
  const empty = useDocument((state) => Object.keys(state.document.nodes).length === 0)
  if (!empty || mode !== 'edit') return null
  return (
    <div className={classes.empty}>
      <Stack align="center" gap="sm" maw={420}>
        <Text fw={620} size="xl">
          {t('editor.emptyTitle')}
        </Text>
        <Text c="dimmed" ta="center">
          {t('editor.emptyExplain')}
        </Text>
        <Button
          size="md"
          leftSection={<IconPlus size={18} aria-hidden />}
          className={classes.button}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect()
            bench.session.setState({
              picker: { for: 'place', at: { x: 0, y: 0 }, screen: { x: box.left + box.width / 2, y: box.bottom + 8 } },
            })
          }}
        >
          {t('editor.emptyButton')}
        </Button>
      </Stack>
    </div>
  )
}
