import { Badge, Checkbox, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { contactName } from '../../api/contacts.ts'
import type { ContactSummary } from '../../api/replies.ts'
import { dateOnly } from '../../ui/moment.ts'
import classes from '../pages.module.css'

const ROW = 52
const COLUMNS = {
  gridTemplateColumns: '20px minmax(150px, 1.2fr) minmax(180px, 1.4fr) minmax(120px, 0.8fr) minmax(100px, 1fr) 110px 110px',
}

type Props = {
  people: readonly ContactSummary[]
  chosen: ReadonlySet<string>
  onChoose(chosen: ReadonlySet<string>): void
  /** The last rows come into sight. */
  onEnd(): void
}

/** A row for each contact, of which only those in sight are drawn. */
export function ContactTable({ people, chosen, onChoose, onEnd }: Props) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: people.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  })
  const items = rows.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  const atEnd = lastShown >= people.length - 20
  useEffect(() => {
    if (atEnd) onEnd()
  }, [atEnd, onEnd])
  const choose = (id: string, on: boolean) => {
    const after = new Set(chosen)
    if (on) after.add(id)
    else after.delete(id)
    onChoose(after)
  }
  return (
    <div className={classes.sheet}>
      <div className={classes.virtualHead} style={COLUMNS}>
        <span />
        {(['name', 'email', 'phone', 'tags', 'created', 'lastSeen'] as const).map((column) => (
          <span key={column} className={classes.ellipsis}>
            {t(`contacts.${column}`)}
          </span>
        ))}
      </div>
      <div ref={scroller} className={classes.virtual}>
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const person = people[item.index]!
            const name = contactName(person)
            return (
              <div
                key={person.id}
                className={classes.virtualRow}
                data-chosen={chosen.has(person.id) || undefined}
                style={{ ...COLUMNS, height: ROW, transform: `translateY(${item.start}px)` }}
                data-testid="contact-row"
              >
                <Checkbox
                  size="xs"
                  checked={chosen.has(person.id)}
                  onChange={(event) => choose(person.id, event.currentTarget.checked)}
                  aria-label={t('manyContacts.choose', { name: name ?? t('contacts.anonymous') })}
                />
                <Link to="/contacts/$contactId" params={{ contactId: person.id }} className={classes.rowWhole}>
                  <Text component="span" size="sm" fw={580} truncate>
                    {name ?? <span className={classes.soft}>{t('contacts.anonymous')}</span>}
                  </Text>
                </Link>
                <span className={classes.ellipsis}>{person.email ?? ''}</span>
                <span className={classes.ellipsis}>{person.phone ?? ''}</span>
                <Group gap={4} wrap="nowrap" style={{ overflow: 'hidden' }}>
                  {person.tags.slice(0, 3).map((tag) => (
                    <Badge key={tag} variant="light" color="gray" size="sm" tt="none" fw={500}>
                      {tag}
                    </Badge>
                  ))}
                </Group>
                <span className={classes.soft}>{dateOnly(person.createdAt)}</span>
                <span className={classes.soft}>{dateOnly(person.lastSeenAt)}</span>
              </div>
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
  )
}
