import { ActionIcon, Group, Text, TextInput } from '@mantine/core'
import { IconSearch, IconX } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addFromPalette } from '../canvas/deeds.ts'
import { PALETTE_MIME } from '../canvas/flow-canvas.tsx'
import { useSession, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import classes from './palette.module.css'
import { groupTypes } from './type-list.ts'
import { TypeTile } from './type-tile.tsx'

/** Every block there is: dragged onto the canvas or a line, or clicked. */
export function Palette() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const open = useSession((state) => state.palette)
  const [search, setSearch] = useState('')
  const language = currentLanguage()
  const groups = useMemo(() => groupTypes(bench.manifests.values(), search, language), [bench, search, language])
  if (!open) return null
  return (
    <aside className={classes.palette} aria-label={t('editor.palette')} data-testid="palette">
      <div className={classes.head}>
        <Group justify="space-between" wrap="nowrap">
          <Text fw={620} size="sm">
            {t('editor.palette')}
          </Text>
          <ActionIcon size={24} aria-label={t('common.close')} onClick={() => bench.session.setState({ palette: false })}>
            <IconX size={16} />
          </ActionIcon>
        </Group>
        <TextInput
          placeholder={t('editor.findBlock')}
          aria-label={t('editor.findBlock')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <span className={classes.soft}>{t('editor.paletteHint')}</span>
      </div>
      <div className={classes.scroll}>
        {groups.map((group) => (
          <div key={group.category}>
            <div className={classes.category}>{t(`categories.${group.category}`)}</div>
            {group.types.map((manifest) => (
              <button
                type="button"
                key={manifest.type}
                className={classes.type}
                title={manifest.description[language]}
                draggable
                data-type={manifest.type}
                onDragStart={(event) => {
                  event.dataTransfer.setData(PALETTE_MIME, manifest.type)
                  event.dataTransfer.effectAllowed = 'copy'
                }}
                onClick={() => addFromPalette(bench, manifest)}
              >
                <TypeTile manifest={manifest} />
                {manifest.title[language]}
              </button>
            ))}
          </div>
        ))}
        {groups.length === 0 && <div className={classes.category}>{t('editor.noBlock')}</div>}
      </div>
    </aside>
  )
}
