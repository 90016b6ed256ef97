import { Menu } from '@mantine/core'
import { BLOCK_TYPES, type BlockType, freeBlockId, insertBlock, LEAF_TYPES, newBlock, type Place } from '@snodo/content'
import type { ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import { BLOCK_ICONS } from './block-names.ts'
import { useBrand, useContent } from './content-context.ts'
import { focusBlock, useMail } from './use-mail.ts'

/** The kinds of blocks there are, behind a button; what is chosen comes to stand at the place. */
export function AddBlock({ place, children }: { place: Place; children: ReactElement }) {
  const { t } = useTranslation()
  const store = useContent()
  const brand = useBrand()
  const mail = useMail()
  const types: readonly BlockType[] = place.column === null ? BLOCK_TYPES : LEAF_TYPES
  const add = (type: BlockType) => {
    const id = freeBlockId(mail)
    const made = newBlock(type, id, mail.language)
    const block = made.type === 'social' ? { ...made, links: brand.social } : made
    store.change(insertBlock(mail, block, place))
    store.select(id)
    focusBlock(id)
  }
  return (
    <Menu withinPortal position="bottom" width={220} returnFocus={false}>
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        {types.map((type) => {
          const Icon = BLOCK_ICONS[type]
          return (
            <Menu.Item key={type} leftSection={<Icon size={18} stroke={1.6} />} onClick={() => add(type)}>
              {t(`contentBlock.${type}`)}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
