import { Anchor, Group, Loader, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { importsQuery } from '../../api/imports.ts'
import { ago } from '../../ui/moment.ts'
import classes from '../pages.module.css'

/** The latest imports, those under way too: an import that was left is found again here. */
export function RecentImports() {
  const { t } = useTranslation()
  const imports = useQuery(importsQuery)
  if (!imports.data || imports.data.length === 0) return null
  return (
    <section style={{ marginTop: 32 }}>
      <Title order={2} fz={16} lh="24px" mb="sm">
        {t('manyContacts.recent')}
      </Title>
      <Stack gap={0} className={classes.sheet}>
        {imports.data.map((each) => (
          <Group key={each.id} justify="space-between" px="md" py={10} className={classes.listRow} data-testid="recent-import">
            <Anchor component={Link} to="/contacts/import" search={{ id: each.id } as never} className={classes.rowLink}>
              {each.fileName}
            </Anchor>
            <Group gap="sm">
              {each.state === 'running' && <Loader size={14} color="gray" />}
              <Text size="sm" c={each.state === 'failed' ? 'var(--snodo-error)' : 'dimmed'}>
                {each.state === 'running'
                  ? t('manyContacts.recentRunning', { count: each.counts.rows })
                  : each.state === 'failed'
                    ? t('manyContacts.recentFailed')
                    : t('manyContacts.recentDone', { count: each.counts.rows })}
              </Text>
              <Text size="sm" c="dimmed">
                {ago(each.startedAt, Date.now())}
              </Text>
            </Group>
          </Group>
        ))}
      </Stack>
    </section>
  )
}
