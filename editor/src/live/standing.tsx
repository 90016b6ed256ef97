import { ActionIcon, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch, IconX } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { waitsQuery } from '../api/flow-previews.ts'
import { enrollmentsAt } from '../api/flows.ts'
import type { OrderFilter, OrderVerb } from '../api/orders.ts'
import { nameOf } from '../canvas/summary-of.ts'
import { useDocument, useLive, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { OrderDialog, type Ordering } from '../pages/control-room/order-dialog.tsx'
import { OrderMenu } from '../pages/control-room/order-menu.tsx'
import { number, shortDateTime } from '../ui/moment.ts'
import { faultWords } from '../ui/notify.ts'
import { BlockCauses } from './block-causes.tsx'
import { Figure } from './figure.tsx'
import { PeopleList } from './people-list.tsx'

/** Who stands at a block: searched by name, chosen one by one, and ordered to go on, all of them or those chosen. */
export function Standing({ flowId, node }: { flowId: string; node: string }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const name = useDocument((state) => nameOf(state.document, node, bench.manifests, currentLanguage()))
  const counts = useLive((state) => state.nodes[node])
  const [search, setSearch] = useState('')
  const [late] = useDebouncedValue(search.trim(), 250)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [ordering, setOrdering] = useState<Ordering | null>(null)
  const pages = useInfiniteQuery({
    queryKey: ['standing', flowId, node, late, counts?.inside ?? 0, counts?.failed ?? 0],
    queryFn: ({ pageParam }) => enrollmentsAt(flowId, node, pageParam, late),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  })
  const people = pages.data?.pages.flatMap((page) => page.items) ?? []
  const still = people.filter((journey) => chosen.has(journey.id))
  const order = (verb: OrderVerb) => {
    const filter: OrderFilter =
      still.length > 0 ? { flow: flowId, enrollments: still.map(({ id }) => id) } : { flow: flowId, node }
    setOrdering({ flowId, filter: still.length > 0 ? { ...filter, node } : filter, verb, about: name })
  }
  return (
    <Stack p={16} gap="md" data-testid="standing">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text fw={620} size="lg">
          {t('live.standing', { name })}
        </Text>
        <ActionIcon
          size={28}
          aria-label={t('common.close')}
          onClick={() => bench.session.setState({ selected: new Set(), panel: null })}
        >
          <IconX size={18} />
        </ActionIcon>
      </Group>
      <SimpleGrid cols={3}>
        <Figure label={t('live.inside')} value={counts?.inside ?? 0} />
        <Figure label={t('live.entered')} value={counts?.entered ?? 0} />
        <Figure label={t('live.failed')} value={counts?.failed ?? 0} bad={(counts?.failed ?? 0) > 0} />
      </SimpleGrid>
      <Wait flowId={flowId} node={node} />
      <BlockCauses flowId={flowId} node={node} />
      {((counts?.inside ?? 0) > 0 || people.length > 0 || search !== '') && (
        <TextInput
          placeholder={t('live.search')}
          aria-label={t('live.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {pages.isError && (
        <Text role="alert" c="var(--snodo-error)" size="sm">
          {faultWords(pages.error).detail}
        </Text>
      )}
      {pages.isSuccess && people.length === 0 && <Text c="dimmed">{t(late === '' ? 'live.nobody' : 'contacts.noMatch')}</Text>}
      {people.length > 0 && (
        <Group justify="space-between" gap="sm" wrap="nowrap">
          <Text size="sm" c="dimmed" role="status">
            {still.length > 0
              ? t('live.chosen', { count: still.length })
              : t('live.allHere', { count: counts?.inside ?? people.length, n: number(counts?.inside ?? people.length) })}
          </Text>
          <OrderMenu
            label={t('orders.many')}
            verbs={['retry', 'skip', 'move', 'hold', 'release', 'end']}
            about={name}
            onChoose={order}
          />
        </Group>
      )}
      <PeopleList
        people={people}
        chosen={chosen}
        onChoose={(id, on) => setChosen((before) => new Set(on ? [...before, id] : [...before].filter((each) => each !== id)))}
        more={pages}
      />
      <OrderDialog
        ordering={ordering}
        onClose={() => {
          setOrdering(null)
          setChosen(new Set())
        }}
      />
    </Stack>
  )
}

/** Until when whoever came here now would wait; nothing for a block that is no wait, or where it depends on the contact. */
function Wait({ flowId, node }: { flowId: string; node: string }) {
  const { t } = useTranslation()
  const version = useWorkbench().documents.store.getState().document
  const waits = useQuery(waitsQuery(flowId, version))
  const wait = waits.data?.[node]
  if (wait === undefined || wait.until === null) return null
  return (
    <Text size="sm" c="dimmed">
      {t('live.waitsUntil', { when: shortDateTime(wait.until, wait.zone), zone: wait.zone })}
    </Text>
  )
}
