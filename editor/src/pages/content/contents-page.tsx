import { ActionIcon, Badge, Button, Group, Menu, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { STANDARD_BRAND } from '@snodo/content'
import type { ContentSummary } from '@snodo/protocol'
import { IconCopy, IconDots, IconMailOpened, IconPalette, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { brandQuery, contentQuery, contentsQuery, createContent, deleteContent } from '../../api/contents.ts'
import { dateOnly } from '../../ui/moment.ts'
import { faultWords, sayDone, sayFault } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyPage, PageFault, PageLoading } from '../../ui/page-states.tsx'
import pages from '../pages.module.css'
import classes from './content.module.css'
import { NewContent } from './new-content.tsx'
import { Thumbnail } from './thumbnail.tsx'

/** The library: what messages say, each with how it looks, its state and the flows that send it. */
export function ContentsPage() {
  const { t } = useTranslation()
  const contents = useQuery(contentsQuery)
  const [opened, { open, close }] = useDisclosure(false)
  const [search, setSearch] = useState('')
  const [channel, setChannel] = useState('all')
  if (contents.isPending) return <PageLoading />
  if (contents.isError) return <PageFault {...faultWords(contents.error)} onRetry={() => void contents.refetch()} />
  const { items } = contents.data
  const wanted = search.trim().toLowerCase()
  const shown = items.filter(
    (item) =>
      (channel === 'all' || item.channel === channel) &&
      (item.name.toLowerCase().includes(wanted) || item.says.toLowerCase().includes(wanted)),
  )
  const button = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
      {t('content.new')}
    </Button>
  )
  return (
    <div className={pages.page}>
      <PageHead title={t('content.title')}>
        <Button component={Link} to="/content/brand" variant="default" leftSection={<IconPalette size={18} aria-hidden />}>
          {t('content.openBrand')}
        </Button>
        {items.length > 0 && button}
      </PageHead>
      {items.length === 0 ? (
        <EmptyPage
          icon={<IconMailOpened size={48} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />}
          title={t('content.none')}
          explain={t('content.noneExplain')}
          example={t('content.noneExample')}
          action={button}
        />
      ) : (
        <>
          <Group mb="lg" gap="md">
            <TextInput
              w={300}
              maw="100%"
              aria-label={t('content.filter')}
              placeholder={t('content.filter')}
              leftSection={<IconSearch size={16} aria-hidden />}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
            <SegmentedControl
              aria-label={t('content.channel')}
              value={channel}
              onChange={setChannel}
              data={[
                { value: 'all', label: t('content.all') },
                { value: 'email', label: t('content.email') },
                { value: 'sms', label: t('content.sms') },
              ]}
            />
          </Group>
          {shown.length === 0 && <Text c="dimmed">{t('content.noMatch')}</Text>}
          <ul className={classes.grid}>
            {shown.map((item) => (
              <Tile key={item.id} item={item} />
            ))}
          </ul>
        </>
      )}
      <NewContent opened={opened} onClose={close} />
    </div>
  )
}

function Tile({ item }: { item: ContentSummary }) {
  const { t } = useTranslation()
  const detail = useQuery({ ...contentQuery(item.id), staleTime: 30_000 })
  const brand = useQuery(brandQuery)
  return (
    <li className={classes.tile} data-testid="content-tile">
      {detail.data ? (
        <Thumbnail document={detail.data.document} brand={brand.data ?? STANDARD_BRAND} />
      ) : (
        <div className={classes.thumb} />
      )}
      <Stack gap={4} p="sm">
        <Link to="/content/$contentId" params={{ contentId: item.id }} className={classes.tileLink}>
          {item.name}
        </Link>
        <Group gap={6}>
          <Badge size="sm" variant="light" color="gray">
            {t(`content.${item.channel}`)}
          </Badge>
          <Badge size="sm" variant="light" color={item.version === null ? 'gray' : 'green'}>
            {item.version === null ? t('content.neverPublished') : t('content.version', { number: item.version })}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed" pr={32} lineClamp={2}>
          {item.uses.length === 0
            ? t('content.unused')
            : `${t('content.usedIn', { count: item.uses.length })}: ${item.uses.map((use) => use.name).join(', ')}`}{' '}
          · {dateOnly(item.updatedAt)}
        </Text>
      </Stack>
      <TileMenu item={item} />
    </li>
  )
}

function TileMenu({ item }: { item: ContentSummary }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const renew = () => client.invalidateQueries({ queryKey: ['contents'] })
  const copy = useMutation({
    mutationFn: async () => {
      const { document } = await client.fetchQuery(contentQuery(item.id))
      return createContent(t('content.copyOf', { name: item.name }), document)
    },
    onSuccess: (made) => navigate({ to: '/content/$contentId', params: { contentId: made.id } }),
    onError: sayFault,
    onSettled: renew,
  })
  const remove = useMutation({
    mutationFn: () => deleteContent(item.id),
    onSuccess: () => sayDone(t('content.deleted', { name: item.name })),
    onError: sayFault,
    onSettled: async () => {
      setAsking(false)
      await renew()
    },
  })
  return (
    <div className={classes.tileMenu}>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon size={28} aria-label={t('content.actionsFor', { name: item.name })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => copy.mutate()}>
            {t('content.duplicate')}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAsking(true)}>
            {t('content.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={
          <Text fw={620} size="lg">
            {t('content.deleteTitle', { name: item.name })}
          </Text>
        }
      >
        <Stack gap="md">
          <Text size="sm">{t('content.deleteExplain')}</Text>
          <Group justify="flex-end">
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
              {t('content.delete')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </div>
  )
}
