import { Button, Center, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

export function PageNotFound() {
  const { t } = useTranslation()
  return (
    <Center mih="60vh">
      <Stack align="center" gap="sm">
        <Text size="lg">{t('common.notFound')}</Text>
        <Button component={Link} to="/flows" variant="light">
          {t('common.notFoundDo')}
        </Button>
      </Stack>
    </Center>
  )
}
