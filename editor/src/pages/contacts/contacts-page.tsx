import { Badge, Button, Group, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch, IconUpload, IconUsers } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { contactName, contactPages } from '../../api/contacts.ts'
import { dateOnly } from '../../ui/moment.ts'
import { faultWords } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyPage, PageFault, PageLoading } from '../../ui/page-states.tsx'
import classes from '../pages.module.css'

const ROW = 52
const COLUMNS = { gridTemplateColumns: 'minmax(160px, 1.2fr) minmax(180px, 1.4fr) minmax(120px, 0.8fr) minmax(100px, 1fr) 110px' }

/** Everyone, searched as one types; however many there are, only the rows on the screen are drawn. */
export function ContactsPage() {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [late] = useDebouncedValue(search.trim(), 250)
  const pages = useInfiniteQuery({ ...contactPages(late), placeholderData: (before) => before })
  const people = pages.data?.pages.flatMap((page) => page.items) ?? []
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: people.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  })
  const items = rows.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= people.length - 20) void fetchNextPage()
  }, [lastShown, people.length, hasNextPage, isFetchingNextPage, fetchNextPage])

  if (pages.isPending) return <PageLoading />
  if (pages.isError && people.length === 0) return <PageFault {...faultWords(pages.error)} onRetry={() => void pages.refetch()} />
  const nobody = people.length === 0 && late === ''
  const importButton = (
    <Button
      component={Link}
      to="/contacts/import"
      variant={nobody ? 'filled' : 'default'}
      leftSection={<IconUpload size={18} aria-hidden />}
    >
      {t('contacts.importCsv')}
    </Button>
  )
  return (
    <div className={classes.page}>
      <PageHead title={t('contacts.title')}>
        {!nobody && (
          <>
            <TextInput
              w={380}
              maw="100%"
              placeholder={t('contacts.search')}
              aria-label={t('contacts.search')}
              leftSection={<IconSearch size={16} aria-hidden />}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
            {importButton}
          </>
        )}
      </PageHead>
      {nobody ? (
        <EmptyPage
          icon={<IconUsers size={48} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />}
          title={t('contacts.none')}
          explain={t('contacts.noneExplain')}
          action={importButton}
        />
      ) : (
        <div className={classes.sheet}>
          <div className={classes.virtualHead} style={COLUMNS}>
            {(['name', 'email', 'phone', 'tags', 'created'] as const).map((column) => (
              <span key={column}>{t(`contacts.${column}`)}</span>
            ))}
          </div>
          <div ref={scroller} className={classes.virtual}>
            <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
              {items.map((item) => {
                const person = people[item.index]!
                return (
                  <Link
                    key={person.id}
                    to="/contacts/$contactId"
                    params={{ contactId: person.id }}
                    className={classes.virtualRow}
                    style={{ ...COLUMNS, height: ROW, transform: `translateY(${item.start}px)` }}
                    data-testid="contact-row"
                  >
                    <Text component="span" size="sm" fw={580} truncate>
                      {contactName(person) ?? <span className={classes.soft}>{t('contacts.anonymous')}</span>}
                    </Text>
                    <span className={classes.ellipsis}>{person.email ?? ''}</span>
                    <span className={classes.ellipsis}>{person.phone ?? ''}</span>
                    <Group gap={4} wrap="nowrap" style={{ overflow: 'hidden' }}>
                      {person.tags.slice(0, 3).map((tag) => (
                        <Badge key={tag} variant="light" color="gray" size="sm">
                          {tag}
                        </Badge>
                      ))}
                    </Group>
                    <span className={classes.soft}>{dateOnly(person.createdAt)}</span>
                  </Link>
                )
              })}
            </div>
            {people.length === 0 && (
              <Text c="dimmed" p="lg" ta="center">
                {t('contacts.noMatch')}
              </Text>
            )}
          </div>
        </div>
      )}
    </div>
  )
}
