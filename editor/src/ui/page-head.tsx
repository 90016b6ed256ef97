import { Group, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { usePageTitle } from './page-title.ts'

export function PageHead({ title, note, children }: { title: string; note?: string | undefined; children?: ReactNode }) {
  usePageTitle(title)
  return (
    <Group justify="space-between" mb="lg" gap="md" wrap="wrap">
      <Group gap="sm" align="baseline">
        <Title order={1}>{title}</Title>
        {note && (
          <Text c="dimmed" size="sm">
            {note}
          </Text>
        )}
      </Group>
      <Group gap="sm">{children}</Group>
    </Group>
  )
}
