import { FocusTrap, TextInput } from '@mantine/core'
import { useClickOutside } from '@mantine/hooks'
import type { Manifest } from '@snodo/flow'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addPicked, pickable } from '../canvas/deeds.ts'
import { focusCanvas } from '../canvas/focus-canvas.ts'
import type { PickerRequest } from '../canvas/session-store.ts'
import { useSession, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import classes from './palette.module.css'
import { groupTypes } from './type-list.ts'
import { TypeTile } from './type-tile.tsx'

/** Chooses the type of a block to add, where the "+" or the dropped line is; only types that may stand there. */
export function TypePicker() {
  const request = useSession((state) => state.picker)
  return request ? <OpenPicker key={JSON.stringify(request)} request={request} /> : null
}

function OpenPicker({ request }: { request: PickerRequest }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const language = currentLanguage()
  const [search, setSearch] = useState('')
  const [lit, setLit] = useState(0)
  const listId = useId()
  const litRef = useRef<HTMLButtonElement>(null)
  const groups = useMemo(() => {
    const types = pickable(request, bench.manifests.values())
    const firstStart = request.for === 'place' && Object.keys(bench.documents.store.getState().document.nodes).length === 0
    return groupTypes(firstStart ? types.filter((type) => type.kind === 'start') : types, search, language)
  }, [request, bench, search, language])
  const flat = groups.flatMap((group) => group.types)
  const close = () => bench.session.setState({ picker: null })
  const outside = useClickOutside<HTMLDivElement>(close)
  useEffect(() => {
    // Newer browsers answer with a promise, which React would take for a clean-up.
    void litRef.current?.scrollIntoView({ block: 'nearest' })
  })

  const choose = (manifest: Manifest) => {
    close()
    addPicked(bench, request, manifest)
    focusCanvas()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      close()
      focusCanvas()
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setLit((now) => (flat.length === 0 ? 0 : (now + (event.key === 'ArrowDown' ? 1 : flat.length - 1)) % flat.length))
    } else if (event.key === 'Enter' && flat[lit]) {
      event.preventDefault()
      choose(flat[lit])
    }
  }
  const left = Math.max(8, Math.min(request.screen.x - 144, window.innerWidth - 296))
  const top = Math.max(8, Math.min(request.screen.y, window.innerHeight - 380))
  return (
    <FocusTrap active>
      <div
        ref={outside}
        className={classes.picker}
        style={{ left, top }}
        role="dialog"
        aria-label={t('editor.addBlock')}
        data-testid="type-picker"
        onKeyDown={onKeyDown}
      >
        <div className={classes.pickerSearch}>
          <TextInput
            // The trap gives focus a moment later, and the first letter of who types at once would go to the canvas.
            autoFocus
            data-autofocus
            placeholder={t('editor.findBlock')}
            aria-label={t('editor.findBlock')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            role="combobox"
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={flat[lit] ? `${listId}-${flat[lit].type}` : undefined}
            onChange={(event) => {
              setSearch(event.currentTarget.value)
              setLit(0)
            }}
          />
        </div>
        <div className={classes.scroll} id={listId} role="listbox" aria-label={t('editor.palette')}>
          {groups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox, which no element is.
            <div key={group.category} role="group" aria-label={t(`categories.${group.category}`)}>
              <div className={classes.category}>{t(`categories.${group.category}`)}</div>
              {group.types.map((manifest) => {
                const isLit = flat[lit] === manifest
                return (
                  <button
                    type="button"
                    key={manifest.type}
                    id={`${listId}-${manifest.type}`}
                    ref={isLit ? litRef : null}
                    role="option"
                    aria-selected={isLit}
                    tabIndex={-1}
                    className={classes.type}
                    data-lit={isLit || undefined}
                    data-type={manifest.type}
                    onMouseEnter={() => setLit(flat.indexOf(manifest))}
                    onClick={() => choose(manifest)}
                  >
                    <TypeTile manifest={manifest} />
                    {manifest.title[language]}
                  </button>
                )
              })}
            </div>
          ))}
          {flat.length === 0 && <div className={classes.category}>{t('editor.noBlock')}</div>}
        </div>
        <div className={classes.describe}>{flat[lit]?.description[language]}</div>
      </div>
    </FocusTrap>
  )
}
