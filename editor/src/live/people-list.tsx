import { Anchor, Badge, Checkbox, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { EnrollmentView } from '../api/replies.ts'
import { currentLanguage } from '../i18n.ts'
import { shortDateTime } from '../ui/moment.ts'
import { sayBecause } from '../ui/say-because.ts'
import { sayJourneyState } from '../ui/say-state.ts'

const ROW = 60
/** So many are drawn at once; the rest are scrolled to. */
const SHOWN = 8

type Props = {
  people: readonly EnrollmentView[]
  chosen: ReadonlySet<string>
  onChoose: (id: string, on: boolean) => void
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}

/** Those who stand somewhere, however many: only the rows on the screen are drawn, and further ones are read as one scrolls. */
export function PeopleList({ people, chosen, onChoose, more }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: people.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
  })
  const items = rows.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = more
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= people.length - 10) void fetchNextPage()
  }, [lastShown, people.length, hasNextPage, isFetchingNextPage, fetchNextPage])
  return (
    <div ref={scroller} style={{ maxHeight: ROW * SHOWN, overflow: 'auto' }}>
      <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {items.map((item) => {
          const journey = people[item.index]
          if (journey === undefined) return null
          return (
            <div
              key={journey.id}
              style={{
                position: 'absolute',
                left: 0,
                right: 0,
                height: ROW,
                transform: `translateY(${item.start}px)`,
                borderBottom: '1px solid var(--snodo-border)',
                display: 'flex',
                alignItems: 'center',
              }}
            >
              <Journey journey={journey} chosen={chosen.has(journey.id)} onChoose={(on) => onChoose(journey.id, on)} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Journey(props: { journey: EnrollmentView; chosen: boolean; onChoose: (on: boolean) => void }) {
  const { t } = useTranslation()
  const { journey } = props
  const who = journey.contact.name ?? t('contacts.anonymous')
  const stuck = journey.state === 'failed' || journey.state === 'held'
  const until = journey.dueAt ? t('live.until', { when: shortDateTime(journey.dueAt) }) : t('live.awaiting')
  const more = stuck ? sayBecause(journey.because, currentLanguage()) : until
  return (
    <>
      <Checkbox
        aria-label={t('live.choose', { name: who })}
        checked={props.chosen}
        onChange={(event) => props.onChoose(event.currentTarget.checked)}
        mr={12}
      />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Group justify="space-between" wrap="nowrap" gap={8}>
          <Anchor
            component={Link}
            to="/contacts/$contactId"
            params={{ contactId: journey.contactId } as never}
            size="sm"
            fw={580}
            truncate
          >
            {who}
          </Anchor>
          {journey.state !== 'active' && (
            <Badge color={journey.state === 'failed' ? 'red' : 'gray'} variant="light" style={{ flex: 'none' }}>
              {sayJourneyState(t, journey.state)}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" truncate>
          {[t('live.since', { when: shortDateTime(journey.nodeEnteredAt) }), more].filter((part) => part !== '').join(' · ')}
        </Text>
      </div>
    </>
  )
}
