import { Anchor, Badge, Button, Code, CopyButton, Group, Modal, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import type { ApiKeyView, CreatedApiKey } from '@snodo/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createKey, keysQuery, revokeKey } from '../../api/keys.ts'
import { dateOnly } from '../../ui/moment.ts'
import { faultWords, sayFault } from '../../ui/notify.ts'
import classes from '../pages.module.css'
import type { SectionProps } from './section-props.ts'
import { SectionHead } from './settings-form.tsx'

/** Keys of programs, made and taken back here; and the two that events are sent with. */
export function KeysSection({ workspace }: SectionProps) {
  const { t } = useTranslation()
  const { browser, server } = workspace.keys
  return (
    <Stack gap={20}>
      <section className={classes.card}>
        <SectionHead title={t('settingsSections.keys')} explain={t('accessKeys.explain')} />
        <Title order={3} mb="sm">
          {t('accessKeys.apiKeys')}
        </Title>
        <ApiKeys />
        <Text size="sm" mt="lg">
          {t('settings.apiExplain')}{' '}
          <Anchor href="/api/docs" underline="always" size="sm">
            {t('settings.apiDocs')}
          </Anchor>
        </Text>
      </section>
      <section className={classes.card}>
        <Title order={3} mb="sm">
          {t('accessKeys.eventKeys')}
        </Title>
        <Text size="sm" fw={500}>
          {t('accessKeys.browser')}
        </Text>
        <Text size="xs" c="dimmed" mb={6}>
          {t('accessKeys.browserHelp')}
        </Text>
        <Copied text={browser} />
        <Text size="sm" fw={500} mt="md">
          {t('accessKeys.server')}
        </Text>
        <Text size="xs" c="dimmed">
          {t('accessKeys.serverHelp', { hint: server })}
        </Text>
      </section>
    </Stack>
  )
}

function ApiKeys() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const keys = useQuery(keysQuery)
  const [made, setMade] = useState<CreatedApiKey | null>(null)
  const [leaving, setLeaving] = useState<ApiKeyView | null>(null)
  const again = () => client.invalidateQueries({ queryKey: keysQuery.queryKey })
  const create = useMutation({ mutationFn: createKey, onSuccess: setMade, onSettled: again })
  const revoke = useMutation({
    mutationFn: revokeKey,
    onSuccess: () => setLeaving(null),
    onError: sayFault,
    onSettled: again,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    create.mutate(String(new FormData(form).get('name')).trim(), { onSuccess: () => form.reset() })
  }
  return (
    <>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm" mb="md">
          <TextInput
            name="name"
            required
            maxLength={100}
            label={t('accessKeys.name')}
            placeholder={t('accessKeys.nameExample')}
            w={280}
            error={create.isError ? faultWords(create.error).detail : undefined}
          />
          <Button type="submit" loading={create.isPending}>
            {t('accessKeys.create')}
          </Button>
        </Group>
      </form>
      {keys.isError && (
        <Text role="alert" c="var(--snodo-error)" size="sm">
          {faultWords(keys.error).detail}
        </Text>
      )}
      {keys.data?.length === 0 && <Text c="dimmed">{t('accessKeys.none')}</Text>}
      {keys.data !== undefined && keys.data.length > 0 && (
        <Table verticalSpacing="sm" horizontalSpacing={0} aria-label={t('accessKeys.apiKeys')}>
          <Table.Tbody>
            {keys.data.map((key) => (
              <Table.Tr key={key.id} data-testid="api-key">
                <Table.Td>
                  <Text size="sm" fw={580} td={key.revokedAt === null ? undefined : 'line-through'}>
                    {key.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {t('accessKeys.madeBy', { when: dateOnly(key.createdAt), who: key.createdBy })}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Code>{key.hint}…</Code>
                </Table.Td>
                <Table.Td ta="right">
                  {key.revokedAt === null ? (
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={`${t('accessKeys.revoke')}: ${key.name}`}
                      onClick={() => setLeaving(key)}
                    >
                      {t('accessKeys.revoke')}
                    </Button>
                  ) : (
                    <Badge variant="light" color="gray">
                      {t('accessKeys.revoked', { when: dateOnly(key.revokedAt) })}
                    </Badge>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title={t('accessKeys.created', { name: made?.name ?? '' })}
        size="lg"
        closeOnClickOutside={false}
      >
        <Text mb="md">{t('accessKeys.onceOnly')}</Text>
        <Copied text={made?.key ?? ''} />
        <Group justify="flex-end" mt="lg">
          <Button onClick={() => setMade(null)}>{t('accessKeys.done')}</Button>
        </Group>
      </Modal>
      <Modal
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t('accessKeys.revokeTitle', { name: leaving?.name ?? '' })}
      >
        <Text mb="lg">{t('accessKeys.revokeExplain')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setLeaving(null)}>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={revoke.isPending} onClick={() => leaving && revoke.mutate(leaving.id)} data-autofocus>
            {t('accessKeys.revoke')}
          </Button>
        </Group>
      </Modal>
    </>
  )
}

function Copied({ text }: { text: string }) {
  const { t } = useTranslation()
  return (
    <Group gap="sm" wrap="nowrap">
      <Code block style={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }} data-testid="key-text">
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button variant="default" size="xs" onClick={copy} style={{ flex: 'none' }}>
            {copied ? t('accessKeys.copied') : t('accessKeys.copy')}
          </Button>
        )}
      </CopyButton>
    </Group>
  )
}
