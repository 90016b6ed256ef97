import { Button, Group, Modal, Progress, Stack, TagsInput, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { countMarked, type MarkedWhom, markContacts } from '../../api/contacts.ts'
import { useKnownNames } from '../../api/known-names.ts'
import { number } from '../../ui/moment.ts'
import { sayDone, sayFault } from '../../ui/notify.ts'

/** Lists and tags for many contacts: how many first, then with a bar that tells how far it is. */
export function MarkContacts({ whom, onClose }: { whom: MarkedWhom | null; onClose(): void }) {
  const { t } = useTranslation()
  return (
    <Modal opened={whom !== null} onClose={onClose} title={<Title order={3}>{t('manyContacts.markTitle')}</Title>}>
      {whom !== null && <MarkForm whom={whom} onClose={onClose} />}
    </Modal>
  )
}

function MarkForm({ whom, onClose }: { whom: MarkedWhom; onClose(): void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const known = useKnownNames()
  const [join, setJoin] = useState<string[]>([])
  const [leave, setLeave] = useState<string[]>([])
  const [addTags, setAddTags] = useState<string[]>([])
  const [removeTags, setRemoveTags] = useState<string[]>([])
  const [seen, setSeen] = useState(0)
  const count = useQuery({ queryKey: ['contacts', 'marked', whom], queryFn: () => countMarked(whom), staleTime: 0 })
  const mark = useMutation({
    mutationFn: () => markContacts(whom, { join, leave, addTags, removeTags }, setSeen),
    onSuccess: (changed) => {
      sayDone(t('manyContacts.changed', { count: changed }))
      onClose()
    },
    onError: sayFault,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['contacts'] })
      await client.invalidateQueries({ queryKey: ['lists'] })
    },
  })
  const nothing = join.length + leave.length + addTags.length + removeTags.length === 0
  const matched = count.data?.matched ?? 0
  const field = (label: string, data: string[], value: string[], onChange: (value: string[]) => void) => (
    <TagsInput label={label} data={data} value={value} onChange={onChange} acceptValueOnBlur maxLength={200} />
  )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        mark.mutate()
      }}
    >
      <Stack>
        <Text role="status" data-testid="marked-count">
          {!count.data
            ? t('manyContacts.counting')
            : 'contacts' in whom
              ? t('manyContacts.markChosen', { count: matched })
              : count.data.more
                ? t('manyContacts.markMore', { count: matched })
                : t('manyContacts.markFound', { count: matched })}
        </Text>
        {field(t('manyContacts.join'), known.lists, join, setJoin)}
        {field(t('manyContacts.leave'), known.lists, leave, setLeave)}
        {field(t('manyContacts.addTags'), known.tags, addTags, setAddTags)}
        {field(t('manyContacts.removeTags'), known.tags, removeTags, setRemoveTags)}
        {join.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('manyContacts.begins')}
          </Text>
        )}
        {mark.isPending && (
          <div>
            <Progress
              value={matched === 0 ? 100 : Math.min(100, (100 * seen) / matched)}
              aria-label={t('manyContacts.markTitle')}
            />
            <Text size="sm" c="dimmed" mt={4}>
              {t('manyContacts.progress', { seen: number(seen) })}
            </Text>
          </div>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={mark.isPending} disabled={nothing || matched === 0}>
            {t('manyContacts.doIt')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
