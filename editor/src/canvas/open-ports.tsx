import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import classes from './card.module.css'
import type { CardData } from './projection.ts'

/** A "+" under each branch nobody has drawn on from; its name beside it where there are several. */
export function OpenPorts({ id, data, title }: { id: string; data: CardData; title: string }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const drawn = new Set(data.drawn.split('\n'))
  const loud = data.ports.filter((port) => !port.quiet)
  const open = loud.filter((port) => !drawn.has(port.id))
  if (open.length === 0) return null
  return open.map((port) => {
    const name = port.title[currentLanguage()]
    return (
      <div key={port.id} className={classes.stub} style={{ left: port.x }}>
        <button
          type="button"
          tabIndex={-1}
          className={`${classes.plus} nodrag nopan`}
          aria-label={`${t('editor.addHere')}: ${title}, ${name}`}
          data-testid="add-after"
          onClick={(event) => {
            event.stopPropagation()
            const box = event.currentTarget.getBoundingClientRect()
            bench.session.setState({
              picker: { for: 'port', from: id, port: port.id, screen: { x: box.left + box.width / 2, y: box.bottom + 6 } },
            })
          }}
        >
          <IconPlus size={14} stroke={2} aria-hidden />
        </button>
        {loud.length > 1 && <span className={classes.stubName}>{name}</span>}
      </div>
    )
  })
}
