import { AppShell, Burger, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionQuery } from '../api/session.ts'
import { Mark } from '../ui/mark.tsx'
import { faultWords } from '../ui/notify.ts'
import { PageFault, PageLoading } from '../ui/page-states.tsx'
import { AccountMenu } from './account-menu.tsx'
import { CommandPalette } from './command-palette.tsx'
import { Navigation } from './navigation.tsx'
import { PAGE_BAR_ID } from './page-bar.tsx'
import { SandboxRibbon } from './sandbox-ribbon.tsx'
import classes from './shell.module.css'
import { SKIP_LINKS_ID } from './skip-links.ts'
import { StopSending } from './stop-sending.tsx'

/** To the login, which leads back to where one was: told once, because on the way there the address is another one. */
function ToLogin({ from }: { from: string }) {
  const navigate = useNavigate()
  const [to] = useState(from)
  useEffect(() => void navigate({ to: '/login', search: { to }, replace: true }), [navigate, to])
  return null
}

/** Frame of every page: navigation, the sandbox ribbon, stop sending, and a bar pages may fill. */
export function Shell() {
  const { t } = useTranslation()
  const session = useQuery(sessionQuery)
  const [opened, { toggle, close }] = useDisclosure(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  const href = useRouterState({ select: (state) => state.location.href })
  const onCanvas = /^\/flows\/\d+$/.test(path)

  if (session.isPending) return <PageLoading />
  if (session.isError) return <PageFault {...faultWords(session.error)} onRetry={() => void session.refetch()} />
  if (session.data === null) return <ToLogin from={href} />
  const { sandbox, sendingStopped, user } = session.data
  const ribbon = sandbox || sendingStopped

  return (
    <AppShell
      header={{ height: ribbon ? 76 : 48 }}
      navbar={{ width: onCanvas ? 56 : 208, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={0}
      transitionDuration={0}
    >
      <a className="skip-link" href="#content">
        {t('shell.skipToContent')}
      </a>
      <div id={SKIP_LINKS_ID} />
      <AppShell.Header className={classes.header}>
        {ribbon && <SandboxRibbon sandbox={sandbox} stopped={sendingStopped} />}
        <Group className={classes.bar} gap="sm" wrap="nowrap">
          <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('shell.menu')} />
          <Group gap={10} wrap="nowrap" className={classes.brand} data-narrow={onCanvas || undefined}>
            <Mark size={24} />
            {!onCanvas && (
              <Text fw={650} size="lg" component="span" visibleFrom="sm">
                Snodo
              </Text>
            )}
          </Group>
          <div id={PAGE_BAR_ID} className={classes.slot} />
          <StopSending stopped={sendingStopped} />
          <AccountMenu user={user} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar}>
        <Navigation narrow={onCanvas && !opened} onChoose={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main} data-canvas={onCanvas || undefined}>
        <Outlet />
      </AppShell.Main>
      <CommandPalette />
    </AppShell>
  )
}
