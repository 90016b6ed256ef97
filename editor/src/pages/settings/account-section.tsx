import { Button, Group, PasswordInput, SegmentedControl, Stack, Text, Title, useMantineColorScheme } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { changePassword, sessionQuery } from '../../api/session.ts'
import { setLanguage } from '../../i18n.ts'
import { faultWords, sayDone } from '../../ui/notify.ts'
import classes from '../pages.module.css'

/** How the pages look and speak to whoever sits here, and their password. */
export function AccountSection() {
  const { t, i18n } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const session = useQuery(sessionQuery)
  return (
    <Stack gap={20}>
      <section className={classes.card}>
        <Title order={2} mb="md">
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
      <PasswordForm hasPassword={session.data?.user.hasPassword ?? true} />
    </Stack>
  )
}

function PasswordForm({ hasPassword }: { hasPassword: boolean }) {
  const { t } = useTranslation()
  const change = useMutation({
    mutationFn: ({ password, current }: { password: string; current: string; form: HTMLFormElement }) =>
      changePassword(password, current),
    onSuccess: (_, { form }) => {
      form.reset()
      sayDone(t('settings.passwordChanged'))
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const typed = new FormData(form)
    change.mutate({ password: String(typed.get('password')), current: String(typed.get('current') ?? ''), form })
  }
  return (
    <section className={classes.card}>
      <Title order={2} mb="xs">
        {t('settings.password')}
      </Title>
      {!hasPassword && (
        <Text size="sm" c="dimmed" mb="sm">
          {t('settings.noPassword')}
        </Text>
      )}
      <form onSubmit={submit}>
        <Stack gap="sm" maw={360}>
          {hasPassword && <PasswordInput name="current" label={t('settings.currentPassword')} autoComplete="current-password" />}
          <PasswordInput
            name="password"
            label={t('settings.newPassword')}
            minLength={10}
            required
            autoComplete="new-password"
            error={change.isError ? faultWords(change.error).detail : undefined}
          />
          <Group>
            <Button type="submit" loading={change.isPending}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </section>
  )
}
