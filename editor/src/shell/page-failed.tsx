import { Button, Center, Code, Stack, Text } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

/** What stands where a page failed to draw; the work is in the document store and on the server, so a reload is safe. */
export function PageFailed({ error }: ErrorComponentProps) {
  const { t } = useTranslation()
  return (
    <Center mih="60vh">
      <Stack align="center" gap="sm" maw={520}>
        <Text size="lg" role="alert">
          {t('common.crashed')}
        </Text>
        <Code block>{error instanceof Error ? error.message : String(error)}</Code>
        <Button onClick={() => window.location.reload()}>{t('common.reload')}</Button>
      </Stack>
    </Center>
  )
}
