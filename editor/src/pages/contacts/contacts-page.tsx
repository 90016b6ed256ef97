import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { IconDots, IconDownload, IconListDetails, IconPlus, IconTag, IconUpload, IconUsers } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ContactFilter, contactPages, exportUrl, type MarkedWhom } from '../../api/contacts.ts'
import { faultWords } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyPage, PageFault, PageLoading } from '../../ui/page-states.tsx'
import classes from '../pages.module.css'
import { AddContact } from './add-contact.tsx'
import { ContactFilters } from './contact-filters.tsx'
import { ContactTable } from './contact-table.tsx'
import { MarkContacts } from './mark-contacts.tsx'

const route = getRouteApi('/shell/contacts')

/** Everyone, searched as one types and filtered; however many there are, only the rows on the screen are drawn. */
export function ContactsPage() {
  const { t } = useTranslation()
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const [search, setSearch] = useState(filter.search ?? '')
  const [late] = useDebouncedValue(search.trim(), 250)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [marking, setMarking] = useState<MarkedWhom | null>(null)
  const [adding, add] = useDisclosure(false)
  const show = (next: ContactFilter) => void navigate({ search: next, replace: true })
  // What is typed comes into the address when the typing rests; an address that changes by itself does not undo the typing.
  useEffect(() => {
    if (late !== (filter.search ?? '')) {
      const { search: _before, ...rest } = filter
      void navigate({ search: late === '' ? rest : { ...rest, search: late }, replace: true })
    }
  }, [late])
  const pages = useInfiniteQuery({ ...contactPages(filter), placeholderData: (before) => before })
  const people = pages.data?.pages.flatMap((page) => page.items) ?? []

  if (pages.isPending) return <PageLoading />
  if (pages.isError && people.length === 0) return <PageFault {...faultWords(pages.error)} onRetry={() => void pages.refetch()} />
  const nobody = people.length === 0 && Object.keys(filter).length === 0
  const importButton = (
    <Button component={Link} to="/contacts/import" variant="default" leftSection={<IconUpload size={18} aria-hidden />}>
      {t('contacts.importCsv')}
    </Button>
  )
  const addButton = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={add.open}>
      {t('manyContacts.add')}
    </Button>
  )
  return (
    <div className={classes.page}>
      <PageHead title={t('contacts.title')}>
        {!nobody && (
          <>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon size={36} variant="default" aria-label={t('manyContacts.more')}>
                  <IconDots size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconTag size={16} />} onClick={() => setMarking({ search: filter })}>
                  {t('manyContacts.mark')}
                </Menu.Item>
                <Menu.Item component="a" href={exportUrl(filter)} download leftSection={<IconDownload size={16} />}>
                  {t('manyContacts.export')}
                </Menu.Item>
                <Menu.Item component={Link} to="/contacts/lists" leftSection={<IconListDetails size={16} />}>
                  {t('lists.title')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
            {importButton}
            {addButton}
          </>
        )}
      </PageHead>
      {nobody ? (
        <EmptyPage
          icon={<IconUsers size={48} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />}
          title={t('contacts.none')}
          explain={t('contacts.noneExplain')}
          action={
            <Group gap="sm">
              {importButton}
              {addButton}
            </Group>
          }
        />
      ) : (
        <>
          {chosen.size === 0 ? (
            <ContactFilters
              filter={filter}
              search={search}
              onSearch={setSearch}
              onChange={(next) => {
                setSearch(next.search ?? '')
                show(next)
              }}
            />
          ) : (
            <Group gap="sm" mb="md" mih={36} role="toolbar" aria-label={t('manyContacts.chosen', { count: chosen.size })}>
              <Text fw={580}>{t('manyContacts.chosen', { count: chosen.size })}</Text>
              <Button
                variant="default"
                leftSection={<IconTag size={16} aria-hidden />}
                onClick={() => setMarking({ contacts: [...chosen] })}
              >
                {t('manyContacts.mark')}
              </Button>
              <Button variant="subtle" onClick={() => setChosen(new Set())}>
                {t('manyContacts.chooseNone')}
              </Button>
            </Group>
          )}
          <ContactTable
            people={people}
            chosen={chosen}
            onChoose={setChosen}
            onEnd={() => {
              if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage()
            }}
          />
        </>
      )}
      <AddContact opened={adding} onClose={add.close} />
      <MarkContacts
        whom={marking}
        onClose={() => {
          setMarking(null)
          setChosen(new Set())
        }}
      />
    </div>
  )
}
