import { Anchor, Button, Center, Loader, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RequestFailed } from '../api/request.ts'
import { sessionQuery, signInWithPassword, signInWithToken } from '../api/session.ts'
import { Mark } from '../ui/mark.tsx'
import { faultWords } from '../ui/notify.ts'
import { usePageTitle } from '../ui/page-title.ts'

const route = getRouteApi('/login')

/** Signs in by the one-time link the server prints, or with a password. */
export function LoginPage() {
  const { t } = useTranslation()
  const { token, to } = route.useSearch()
  const navigate = useNavigate()
  usePageTitle(t('login.title'))
  const client = useQueryClient()
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(token !== undefined)
  const [byToken, setByToken] = useState(false)
  const tried = useRef<string | null>(null)

  const enter = useCallback(
    async (signIn: () => Promise<unknown>, refused: string) => {
      setBusy(true)
      setFault(null)
      try {
        await signIn()
        await client.fetchQuery({ ...sessionQuery, staleTime: 0 })
        // Where one was going; the page of an address has its own search.
        await (to === undefined ? navigate({ to: '/flows', replace: true }) : navigate({ href: to, replace: true }))
      } catch (thrown) {
        setBusy(false)
        const turnedDown = thrown instanceof RequestFailed && (thrown.status === 401 || thrown.status === 403)
        setFault(turnedDown ? refused : faultWords(thrown).detail || faultWords(thrown).title)
      }
    },
    [client, navigate, to],
  )

  // The link works once, so it is spent once, also under StrictMode's double effects.
  useEffect(() => {
    if (token === undefined || tried.current === token) return
    tried.current = token
    void enter(() => signInWithToken(token), t('login.linkFailed'))
  }, [token, enter, t])

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    if (byToken) void enter(() => signInWithToken(String(form.get('token')).trim()), t('login.linkFailed'))
    else void enter(() => signInWithPassword(String(form.get('email')).trim(), String(form.get('password'))), t('login.failed'))
  }

  return (
    <Center mih="100vh" p="md" bg="var(--snodo-canvas)" component="main">
      <Paper withBorder radius={16} p={32} w={400} maw="100%" bg="var(--snodo-card)">
        <form onSubmit={submit}>
          <Stack gap="md">
            <Mark size={40} />
            <Title order={1} fz={20} lh="28px">
              {busy && token !== undefined ? t('login.signingIn') : t('login.title')}
            </Title>
            {busy && token !== undefined ? (
              <Loader size="sm" color="gray" aria-label={t('login.signingIn')} />
            ) : (
              <>
                {fault && (
                  <Text role="alert" c="var(--snodo-error)" size="sm">
                    {fault}
                  </Text>
                )}
                {byToken ? (
                  <TextInput name="token" label={t('login.token')} required autoComplete="one-time-code" data-autofocus />
                ) : (
                  <>
                    <TextInput name="email" type="email" label={t('login.email')} required autoComplete="username" />
                    <PasswordInput name="password" label={t('login.password')} required autoComplete="current-password" />
                  </>
                )}
                <Button type="submit" loading={busy} fullWidth>
                  {t('login.signIn')}
                </Button>
                <Anchor component="button" type="button" size="sm" onClick={() => setByToken(!byToken)}>
                  {byToken ? t('login.usePassword') : t('login.useToken')}
                </Anchor>
                <Text size="sm" c="dimmed">
                  {t('login.linkHint')}
                </Text>
              </>
            )}
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
