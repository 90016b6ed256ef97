import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { sessionQuery, signOut } from '../api/session.ts'
import { setLanguage } from '../i18n.ts'
import { sayFault } from '../ui/notify.ts'

/** Language, appearance, signing out. */
export function AccountMenu({ user }: { user: { name: string; email: string } | null }) {
  const { t, i18n } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = async () => {
    try {
      await signOut()
      client.clear()
      client.setQueryData(sessionQuery.queryKey, null)
      await navigate({ to: '/login' })
    } catch (thrown) {
      sayFault(thrown)
    }
  }
  const chosen = (is: boolean) => (is ? <IconCheck size={16} aria-hidden /> : null)
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={t('shell.account')}>
          <IconUserCircle size={22} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {user && <Menu.Label>{user.email}</Menu.Label>}
        <Menu.Label>{t('shell.language')}</Menu.Label>
        {(['en', 'it'] as const).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => setLanguage(language)}
            rightSection={chosen(i18n.language === language)}
          >
            {language === 'en' ? t('shell.english') : t('shell.italian')}
          </Menu.Item>
        ))}
        <Menu.Label>{t('shell.theme')}</Menu.Label>
        <Menu.Item
          leftSection={<IconSun size={16} />}
          onClick={() => setColorScheme('light')}
          rightSection={chosen(colorScheme === 'light')}
        >
          {t('shell.light')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconMoon size={16} />}
          onClick={() => setColorScheme('dark')}
          rightSection={chosen(colorScheme === 'dark')}
        >
          {t('shell.dark')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconDeviceDesktop size={16} />}
          onClick={() => setColorScheme('auto')}
          rightSection={chosen(colorScheme === 'auto')}
        >
          {t('shell.auto')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
