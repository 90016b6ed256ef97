import { ActionIcon, Combobox, Tooltip, useCombobox } from '@mantine/core'
import { type KnownField, STANDARD_FIELDS } from '@snodo/content'
import { IconBraces } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKnownNames } from '../../api/known-names.ts'
import { currentLanguage } from '../../i18n.ts'
import classes from './content.module.css'
import { sampleOf, shownForQuery, useShownFor } from './shown-for.ts'

const GROUPS = {
  contact: 'content.groupContact',
  event: 'content.groupEvent',
  coupon: 'content.groupCoupon',
  sender: 'content.groupSender',
} as const

/** All fields there are to put into a text, each with what it is for whom the content is shown. */
export function FieldMenu({ onPick }: { onPick(path: string): void }) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const combobox = useCombobox({
    onDropdownOpen: () => combobox.focusSearchInput(),
    onDropdownClose: () => {
      setSearch('')
      combobox.resetSelectedOption()
    },
  })
  const language = currentLanguage()
  const fields = useFields()
  const shownFor = useShownFor((state) => state.contact)
  const person = useQuery(shownForQuery(shownFor))
  const wanted = search.trim().toLowerCase()
  const found = fields.filter(
    (field) => field.title[language].toLowerCase().includes(wanted) || field.path.toLowerCase().includes(wanted),
  )
  return (
    <Combobox
      store={combobox}
      width={300}
      position="bottom-end"
      withinPortal
      onOptionSubmit={(path) => {
        onPick(path)
        combobox.closeDropdown()
      }}
    >
      <Combobox.Target withAriaAttributes={false}>
        <Tooltip label={t('content.insertField')}>
          <ActionIcon
            size={28}
            aria-label={t('content.insertField')}
            aria-haspopup="listbox"
            aria-expanded={combobox.dropdownOpened}
            onClick={() => combobox.toggleDropdown()}
          >
            <IconBraces size={16} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Combobox.Target>
      <Combobox.Dropdown onKeyDown={(event) => event.stopPropagation()}>
        {combobox.dropdownOpened && (
          <>
            <Combobox.Search
              value={search}
              onChange={(event) => {
                setSearch(event.currentTarget.value)
                combobox.selectFirstOption()
              }}
              placeholder={t('content.findField')}
              aria-label={t('content.findField')}
            />
            <Combobox.Options mah={320} style={{ overflowY: 'auto' }} aria-label={t('content.insertField')}>
              {(Object.keys(GROUPS) as KnownField['group'][]).map((group) => {
                const inGroup = found.filter((field) => field.group === group)
                if (inGroup.length === 0) return null
                return (
                  <Combobox.Group key={group} label={t(GROUPS[group])}>
                    {inGroup.map((field) => (
                      <Combobox.Option key={field.path} value={field.path} className={classes.fieldOption}>
                        <span>{field.title[language]}</span>
                        <span className={classes.sampleValue}>{sampleOf(field.path, person.data ?? null)}</span>
                      </Combobox.Option>
                    ))}
                  </Combobox.Group>
                )
              })}
            </Combobox.Options>
          </>
        )}
      </Combobox.Dropdown>
    </Combobox>
  )
}

/** The standard fields, and what contacts of this workspace carry besides. */
function useFields(): KnownField[] {
  const { attributes } = useKnownNames()
  const standard = new Set(STANDARD_FIELDS.map((field) => field.path))
  const own = attributes
    .filter((name) => /^[A-Za-z_][\w-]*$/.test(name) && !standard.has(`contact.${name}`))
    .map((name): KnownField => ({ path: `contact.${name}`, group: 'contact', title: { en: name, it: name } }))
  return [...STANDARD_FIELDS, ...own]
}
