import { ActionIcon, Anchor, Button, Group, List, Menu, Modal, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { IconDots, IconListDetails, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { deleteList, type ListView, listQuery, listsQuery, saveList } from '../../api/lists.ts'
import { Crumbs } from '../../ui/crumbs.tsx'
import { dateOnly, number } from '../../ui/moment.ts'
import { faultWords, sayDone, sayFault } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyPage, PageFault, PageLoading } from '../../ui/page-states.tsx'
import classes from '../pages.module.css'

/** The lists people join: how many are on each, made, renamed and deleted. */
export function ListsPage() {
  const { t } = useTranslation()
  const lists = useQuery({ ...listsQuery, staleTime: 0 })
  const [editing, setEditing] = useState<ListView | 'new' | null>(null)
  const [doomed, setDoomed] = useState<ListView | null>(null)
  if (lists.isPending) return <PageLoading />
  if (lists.isError && !lists.data) return <PageFault {...faultWords(lists.error)} onRetry={() => void lists.refetch()} />
  const { items } = lists.data
  const newButton = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEditing('new')}>
      {t('lists.new')}
    </Button>
  )
  return (
    <div className={classes.page} style={{ maxWidth: 960 }}>
      <Crumbs to="/contacts" label={t('contacts.title')} />
      <PageHead title={t('lists.title')}>{items.length > 0 && newButton}</PageHead>
      {items.length === 0 ? (
        <EmptyPage
          icon={<IconListDetails size={48} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />}
          title={t('lists.none')}
          explain={t('lists.noneExplain')}
          example={t('lists.example')}
          action={newButton}
        />
      ) : (
        <div className={classes.sheet}>
          <Table verticalSpacing={10} horizontalSpacing={16} highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('lists.titleField')}</Table.Th>
                <Table.Th>{t('lists.name')}</Table.Th>
                <Table.Th w={130} ta="right">
                  {t('lists.members')}
                </Table.Th>
                <Table.Th w={150}>{t('lists.made')}</Table.Th>
                <Table.Th w={56} aria-label={t('common.more')} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((list) => (
                <Table.Tr key={list.name} data-testid="list-row">
                  <Table.Td>
                    <Anchor component={Link} to="/contacts" search={{ list: list.name } as never} className={classes.rowLink}>
                      {list.title}
                    </Anchor>
                  </Table.Td>
                  <Table.Td className={classes.soft}>{list.name}</Table.Td>
                  <Table.Td ta="right">{number(list.members)}</Table.Td>
                  <Table.Td className={classes.soft}>{dateOnly(list.createdAt)}</Table.Td>
                  <Table.Td>
                    <Menu position="bottom-end">
                      <Menu.Target>
                        <ActionIcon size={28} aria-label={t('lists.actionsFor', { name: list.title })}>
                          <IconDots size={18} />
                        </ActionIcon>
                      </Menu.Target>
                      <Menu.Dropdown>
                        <Menu.Item component={Link} to="/contacts" search={{ list: list.name } as never}>
                          {t('lists.see')}
                        </Menu.Item>
                        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setEditing(list)}>
                          {t('lists.rename')}
                        </Menu.Item>
                        <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => setDoomed(list)}>
                          {t('common.delete')}
                        </Menu.Item>
                      </Menu.Dropdown>
                    </Menu>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        title={
          <Title order={3}>
            {editing === 'new' || editing === null ? t('lists.new') : t('lists.renameTitle', { name: editing.title })}
          </Title>
        }
      >
        {editing !== null && <ListForm list={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      </Modal>
      <Modal
        opened={doomed !== null}
        onClose={() => setDoomed(null)}
        title={<Title order={3}>{t('lists.deleteTitle', { name: doomed?.title ?? '' })}</Title>}
      >
        {doomed !== null && <DeleteList list={doomed} onClose={() => setDoomed(null)} />}
      </Modal>
    </div>
  )
}

function ListForm({ list, onClose }: { list: ListView | null; onClose(): void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: ({ name, title }: { name: string; title: string }) => saveList(name, title === '' ? name : title),
    onSuccess: onClose,
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: listsQuery.queryKey }),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    save.mutate({ name: list?.name ?? String(form.get('name')).trim(), title: String(form.get('title')).trim() })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {list === null && (
          <TextInput
            name="name"
            label={t('lists.name')}
            description={t('lists.nameHelp')}
            required
            maxLength={200}
            pattern=".*\S.*"
            autoComplete="off"
            data-autofocus
          />
        )}
        <TextInput
          name="title"
          label={t('lists.titleField')}
          description={t('lists.titleHelp')}
          defaultValue={list?.title ?? ''}
          maxLength={200}
          autoComplete="off"
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** What speaks of the list is told before it goes; a published flow keeps it. */
function DeleteList({ list, onClose }: { list: ListView; onClose(): void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const detail = useQuery({ ...listQuery(list.name), staleTime: 0 })
  const remove = useMutation({
    mutationFn: () => deleteList(list.name),
    onSuccess: () => {
      sayDone(t('lists.deleted', { name: list.title }))
      onClose()
    },
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: listsQuery.queryKey }),
  })
  const uses = detail.data?.uses ?? []
  const needed = uses.some(({ published }) => published)
  return (
    <Stack>
      <Text>{t('lists.deleteExplain', { count: list.members })}</Text>
      {detail.data && uses.length === 0 && <Text c="dimmed">{t('lists.noUses')}</Text>}
      {uses.length > 0 && (
        <div>
          <Text size="sm" fw={500}>
            {t('lists.uses')}
          </Text>
          <List size="sm" mt={4}>
            {uses.map(({ flow, name, starts }) => (
              <List.Item key={flow}>
                <Anchor component={Link} to="/flows/$flowId" params={{ flowId: flow } as never} size="sm" onClick={onClose}>
                  {name}
                </Anchor>
                {starts && ` · ${t('lists.startsFlow')}`}
              </List.Item>
            ))}
          </List>
        </div>
      )}
      {needed && (
        <Text size="sm" role="alert">
          {t('lists.inUse')}
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('common.cancel')}
        </Button>
        <Button color="red" loading={remove.isPending} disabled={!detail.data || needed} onClick={() => remove.mutate()}>
          {t('common.delete')}
        </Button>
      </Group>
    </Stack>
  )
}
