import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { allBlocks, type Block, type BlockOf, FONTS, type LeafBlock, moveBefore, placeOf } from '@snodo/content'
import { IconArrowDown, IconArrowUp, IconCopy, IconPlus, IconTrash } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chordOf } from '../../actions/chord.ts'
import { AddBlock } from './add-block.tsx'
import { saysOf } from './block-names.ts'
import { BlockView } from './block-view.tsx'
import classes from './content.module.css'
import { contentActionFor } from './content-actions.ts'
import { useBrand, useContent, useContentState } from './content-context.ts'
import { useMail } from './use-mail.ts'

/** The e-mail as its blocks: one tab stop, arrows go from block to block, and what is in focus is what the panel changes. */
export function BlockList() {
  const { t } = useTranslation()
  const mail = useMail()
  const brand = useBrand()
  const { colors, fonts } = brand
  return (
    <div className={classes.work} style={{ paddingTop: 32 }}>
      {mail.blocks.length > 0 && (
        <ol
          className={classes.mail}
          style={{ background: colors.panel, color: colors.text, fontFamily: FONTS[fonts.body].stack }}
          aria-label={t('content.mail')}
          data-testid="mail-blocks"
        >
          {mail.blocks.map((block) => (
            <PlacedBlock key={block.id} block={block} />
          ))}
        </ol>
      )}
      <div className={classes.addLast}>
        <AddBlock place={{ column: null, index: mail.blocks.length }}>
          <Button
            variant={mail.blocks.length === 0 ? 'light' : 'default'}
            leftSection={<IconPlus size={16} aria-hidden />}
            data-testid="add-block"
          >
            {t('content.addBlock')}
          </Button>
        </AddBlock>
      </div>
    </div>
  )
}

function PlacedBlock({ block }: { block: Block | LeafBlock }) {
  const { t } = useTranslation()
  const store = useContent()
  const brand = useBrand()
  const mail = useMail()
  const selected = useContentState((state) => state.selected === block.id)
  const [over, setOver] = useState(false)
  const order = allBlocks(mail)
  const n = order.findIndex((each) => each.id === block.id) + 1
  const tabStop = useContentState((state) =>
    state.selected === null || !order.some((each) => each.id === state.selected) ? n === 1 : state.selected === block.id,
  )
  const said = saysOf(block)
  const names = { type: t(`contentBlock.${block.type}`), n, count: order.length }
  const keys = (event: KeyboardEvent) => {
    const action = contentActionFor(chordOf(event, /Mac/.test(navigator.userAgent)), 'block')
    if (!action?.when(store)) return
    event.preventDefault()
    event.stopPropagation()
    action.run(store)
  }
  return (
    <li
      className={classes.block}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAGGED)) return
        event.preventDefault()
        event.stopPropagation()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        event.stopPropagation()
        setOver(false)
        store.change(moveBefore(mail, event.dataTransfer.getData(DRAGGED), block.id))
      }}
    >
      <button
        type="button"
        className={classes.overlay}
        data-block={block.id}
        data-selected={selected || undefined}
        aria-current={selected || undefined}
        aria-label={said === '' ? t('content.blockBare', names) : t('content.blockOf', { ...names, says: said })}
        tabIndex={tabStop ? 0 : -1}
        draggable
        onDragStart={(event) => event.dataTransfer.setData(DRAGGED, block.id)}
        onFocus={() => store.select(block.id)}
        onClick={() => store.select(block.id)}
        onKeyDown={keys}
      />
      {block.type === 'columns' ? (
        <Columns block={block} />
      ) : (
        <div inert>
          <BlockView block={block} brand={brand} />
        </div>
      )}
      {selected && <Tools block={block} />}
    </li>
  )
}

const DRAGGED = 'application/x-snodo-block'

function Columns({ block }: { block: BlockOf<'columns'> }) {
  const { t } = useTranslation()
  return (
    <div className={classes.columns}>
      {block.columns.map((column, i) => (
        <div key={column.id} className={classes.column}>
          <ol className={classes.column} aria-label={t('content.column', { n: i + 1 })}>
            {column.blocks.map((leaf) => (
              <PlacedBlock key={leaf.id} block={leaf} />
            ))}
          </ol>
          <div className={classes.addColumn}>
            <AddBlock place={{ column: column.id, index: column.blocks.length }}>
              <Button size="compact-xs" variant="default" leftSection={<IconPlus size={12} aria-hidden />}>
                {t('content.dropHere')}
              </Button>
            </AddBlock>
          </div>
        </div>
      ))}
    </div>
  )
}

/** What can be done with the block in hand, for the mouse as for the keys. */
function Tools({ block }: { block: Block | LeafBlock }) {
  const { t } = useTranslation()
  const store = useContent()
  const mail = useMail()
  const place = placeOf(mail, block.id)
  const tools = [
    { id: 'move-up', label: t('content.moveUp'), icon: IconArrowUp },
    { id: 'move-down', label: t('content.moveDown'), icon: IconArrowDown },
    { id: 'duplicate', label: t('content.duplicate'), icon: IconCopy },
    { id: 'delete', label: t('content.delete'), icon: IconTrash },
  ] as const
  return (
    <>
      <div className={classes.tools} data-beside={place?.column === null || undefined}>
        {tools.map(({ id, label, icon: Icon }) => {
          const action = contentActionFor(id, 'named')
          return (
            <Tooltip key={id} label={label}>
              <ActionIcon size={28} aria-label={label} disabled={!action?.when(store)} onClick={() => action?.run(store)}>
                <Icon size={16} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          )
        })}
      </div>
      {place !== null && (
        <div className={classes.between}>
          <AddBlock place={{ ...place, index: place.index + 1 }}>
            <ActionIcon size={26} radius="xl" variant="filled" color="ink" aria-label={t('content.addBelow')} data-add-below>
              <IconPlus size={16} />
            </ActionIcon>
          </AddBlock>
        </div>
      )}
    </>
  )
}
