import { Badge, Button, Group, NumberInput, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import type { ProviderView } from '@snodo/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionQuery } from '../../api/session.ts'
import { goLiveQuery, providersQuery, type Rate, tryProvider } from '../../api/workspace.ts'
import { shortDateTime } from '../../ui/moment.ts'
import { faultWords } from '../../ui/notify.ts'
import { sayChannel } from '../../ui/say-state.ts'
import classes from '../pages.module.css'
import type { SectionProps } from './section-props.ts'
import { type SettingsDraft, useSettingsDraft } from './settings-draft.ts'
import { SectionHead, SettingsForm } from './settings-form.tsx'

/** Who carries messages: how each is doing, in one sentence, how much it may carry, and a message to oneself to try it. */
export function ProvidersSection({ workspace }: SectionProps) {
  const { t } = useTranslation()
  const draft = useSettingsDraft(workspace.settings)
  const providers = useQuery(providersQuery)
  const session = useQuery(sessionQuery)
  const shown = providers.data?.filter((each) => each.provider !== 'sandbox') ?? []
  if (providers.isSuccess && shown.length === 0) {
    return (
      <section className={classes.card}>
        <SectionHead title={t('settingsSections.providers')} explain={t('providers.explain')} />
        <Text>{t('providers.none')}</Text>
      </section>
    )
  }
  return (
    <Stack gap={20}>
      <SettingsForm title={t('settingsSections.providers')} explain={t('providers.explain')} draft={draft}>
        {providers.isError && (
          <Text role="alert" c="var(--snodo-error)">
            {faultWords(providers.error).detail}
          </Text>
        )}
        {shown.map((provider) => (
          <OneProvider key={provider.provider} provider={provider} draft={draft} />
        ))}
        {draft.errors.providers && (
          <Text size="sm" c="var(--snodo-error)" role="alert">
            {draft.errors.providers}
          </Text>
        )}
      </SettingsForm>
      {(session.data?.providers ?? []).map((channel) => (
        <TryIt key={channel} channel={channel} />
      ))}
    </Stack>
  )
}

function OneProvider({ provider, draft }: { provider: ProviderView; draft: SettingsDraft }) {
  const { t } = useTranslation()
  const name =
    provider.provider === 'smtp'
      ? t('providers.smtp')
      : provider.provider === 'twilio-sms'
        ? t('providers.twilio')
        : provider.provider
  const rate = draft.values.providers[provider.provider] ?? {}
  const put = (change: Rate) => {
    const next = Object.fromEntries(Object.entries({ ...rate, ...change }).filter(([, most]) => most !== undefined))
    draft.put('providers', { ...draft.values.providers, [provider.provider]: next })
  }
  return (
    <div className={classes.ruleRow} data-testid="provider">
      <Group justify="space-between" align="flex-start">
        <Title order={3}>{name}</Title>
        <Standing provider={provider} />
      </Group>
      <Text size="sm" mb="sm">
        <Explained provider={provider} /> {t('providers.today', { count: provider.leasedToday })}.
      </Text>
      <Text size="sm" fw={500} mb={4}>
        {t('providers.budget')}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {(['perSecond', 'perMinute', 'perDay'] as const).map((unit) => (
          <NumberInput
            key={unit}
            label={t(`providers.${unit}`)}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            value={rate[unit] ?? ''}
            onChange={(next) => put({ [unit]: typeof next === 'number' ? next : undefined })}
          />
        ))}
      </SimpleGrid>
    </div>
  )
}

function stateOf(provider: ProviderView): 'well' | 'resting' | 'full' {
  if (provider.pausedUntil !== null && Date.parse(provider.pausedUntil) > Date.now()) return 'resting'
  return Date.parse(provider.availableAt) > Date.now() + 1_000 ? 'full' : 'well'
}

function Standing({ provider }: { provider: ProviderView }) {
  const { t } = useTranslation()
  const state = stateOf(provider)
  if (state === 'well')
    return (
      <Badge color="green" variant="light">
        {t('providers.well')}
      </Badge>
    )
  const until = shortDateTime(state === 'resting' ? (provider.pausedUntil ?? provider.availableAt) : provider.availableAt)
  return (
    <Badge color="orange" variant="light">
      {t(`providers.${state}`, { when: until })}
    </Badge>
  )
}

function Explained({ provider }: { provider: ProviderView }) {
  const { t } = useTranslation()
  const state = stateOf(provider)
  if (state === 'well') return t('providers.wellExplain')
  if (state === 'full') return t('providers.fullExplain')
  return `${t('providers.restingExplain', { count: provider.failures })}${provider.because ? ` (${provider.because})` : ''}`
}

function TryIt({ channel }: { channel: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const order = useMutation({
    mutationFn: (to: string) => tryProvider(channel, to),
    onSettled: () => client.invalidateQueries({ queryKey: goLiveQuery.queryKey }),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    order.mutate(String(new FormData(event.currentTarget).get('to')).trim())
  }
  const done = order.data
  return (
    <section className={classes.card}>
      <Title order={3}>
        {t('providers.try')} · {sayChannel(t, channel)}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('providers.tryExplain')}
      </Text>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <TextInput
            name="to"
            required
            label={channel === 'sms' ? t('providers.trySms') : t('providers.tryEmail')}
            type={channel === 'sms' ? 'tel' : 'email'}
            w={300}
          />
          <Button type="submit" variant="default" loading={order.isPending}>
            {t('providers.trySend')}
          </Button>
        </Group>
      </form>
      <div role="status">
        {done && (
          <Text size="sm" mt="sm" c={done.fate === 'accepted' ? undefined : 'var(--snodo-error)'} data-testid="try-result">
            {done.fate === 'accepted'
              ? t('providers.accepted')
              : t(done.fate === 'refused' ? 'providers.refused' : 'providers.away', { say: done.say })}
          </Text>
        )}
        {order.isError && (
          <Text size="sm" mt="sm" c="var(--snodo-error)">
            {faultWords(order.error).detail}
          </Text>
        )}
      </div>
    </section>
  )
}
