import { Button, Center, Loader, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

export function PageLoading() {
  const { t } = useTranslation()
  return (
    <Center mih="50vh" role="status" aria-label={t('common.loading')}>
      <Loader size="sm" color="gray" />
    </Center>
  )
}

export function PageFault({ title, detail, onRetry }: { title: string; detail: string; onRetry?: () => void }) {
  const { t } = useTranslation()
  return (
    <Center mih="50vh" p="lg">
      <Stack align="center" gap="xs" maw={480} role="alert">
        <Text fw={600} size="lg">
          {title}
        </Text>
        <Text c="dimmed" ta="center">
          {detail}
        </Text>
        {onRetry && (
          <Button variant="light" onClick={onRetry} mt="xs">
            {t('common.retry')}
          </Button>
        )}
      </Stack>
    </Center>
  )
}

/** An empty page teaches: one sentence, one button, one example. */
export function EmptyPage(props: { icon: ReactNode; title: string; explain: string; example?: string; action?: ReactNode }) {
  return (
    <Center mih="52vh" p="lg">
      <Stack align="center" gap="sm" maw={480}>
        {props.icon}
        <Text fw={620} size="xl" ta="center">
          {props.title}
        </Text>
        <Text c="dimmed" ta="center" size="lg">
          {props.explain}
        </Text>
        {props.action}
        {props.example && (
          <Text c="dimmed" ta="center" size="sm" mt="xs">
            {props.example}
          </Text>
        )}
      </Stack>
    </Center>
  )
}
