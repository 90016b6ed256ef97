import { Anchor, Button, Group, PasswordInput, SegmentedControl, Stack, Text, Title, useMantineColorScheme } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { changePassword, sessionQuery } from '../api/session.ts'
import { setLanguage } from '../i18n.ts'
import { sayDone, sayFault } from '../ui/notify.ts'
import { PageHead } from '../ui/page-head.tsx'
import classes from './pages.module.css'
import { SendingMode } from './sending-mode.tsx'

/** What can be set so far: how the pages look and speak, the password, and whether messages leave. */
export function SettingsPage() {
  const { t, i18n } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const session = useQuery(sessionQuery)
  return (
    <div className={classes.page} style={{ maxWidth: 720 }}>
      <PageHead title={t('settings.title')} />
      <Stack gap={20}>
        <section className={classes.card}>
          <Title order={2} fz={16} lh="24px" mb="md">
            {t('settings.appearance')}
          </Title>
          <Group gap="lg">
            <SegmentedControl
              aria-label={t('shell.language')}
              value={i18n.language}
              onChange={(next) => setLanguage(next === 'it' ? 'it' : 'en')}
              data={[
                { value: 'en', label: t('shell.english') },
                { value: 'it', label: t('shell.italian') },
              ]}
            />
            <SegmentedControl
              aria-label={t('shell.theme')}
              value={colorScheme}
              onChange={(next) => setColorScheme(next as 'light' | 'dark' | 'auto')}
              data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`shell.${value}`) }))}
            />
          </Group>
        </section>
        <SendingMode />
        <PasswordForm hasPassword={session.data?.user.hasPassword ?? true} />
        <section className={classes.card}>
          <Title order={2} fz={16} lh="24px" mb="xs">
            {t('settings.api')}
          </Title>
          <Text>
            {t('settings.apiExplain')}{' '}
            <Anchor href="/api/docs" underline="always">
              {t('settings.apiDocs')}
            </Anchor>
          </Text>
        </section>
      </Stack>
    </div>
  )
}

function PasswordForm({ hasPassword }: { hasPassword: boolean }) {
  const { t } = useTranslation()
  const change = useMutation({
    mutationFn: ({ password, current }: { password: string; current: string }) => changePassword(password, current),
    onSuccess: () => sayDone(t('settings.passwordChanged')),
    onError: sayFault,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    change.mutate({ password: String(form.get('password')), current: String(form.get('current') ?? '') })
    event.currentTarget.reset()
  }
  return (
    <section className={classes.card}>
      <Title order={2} fz={16} lh="24px" mb="xs">
        {t('settings.password')}
      </Title>
      {!hasPassword && (
        <Text size="sm" c="dimmed" mb="sm">
          {t('settings.noPassword')}
        </Text>
      )}
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          {hasPassword && (
            <PasswordInput name="current" label={t('settings.currentPassword')} autoComplete="current-password" w={220} />
          )}
          <PasswordInput
            name="password"
            label={t('settings.newPassword')}
            minLength={10}
            required
            autoComplete="new-password"
            w={220}
          />
          <Button type="submit" variant="default" loading={change.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      </form>
    </section>
  )
}
