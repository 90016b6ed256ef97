import { SimpleGrid, Table, Text } from '@mantine/core'
import type { ImportCounts } from '@snodo/protocol'
import { useTranslation } from 'react-i18next'
import type { Reject } from '../../api/imports.ts'
import { number } from '../../ui/moment.ts'
import classes from '../pages.module.css'

/** How many lines became what. */
export function ImportFigures({ counts }: { counts: ImportCounts }) {
  const { t } = useTranslation()
  const figures = [
    { label: t('importing.rows'), value: counts.rows },
    { label: t('importing.created'), value: counts.created },
    { label: t('importing.updated'), value: counts.updated },
    { label: t('importing.unchanged'), value: counts.unchanged },
    { label: t('importing.refused'), value: counts.rejected, bad: counts.rejected > 0 },
    { label: t('importing.consentsGranted'), value: counts.consentsGranted },
    ...(counts.consentsKept > 0 ? [{ label: t('importing.consentsKept'), value: counts.consentsKept }] : []),
  ]
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md" data-testid="import-figures">
      {figures.map((figure) => (
        <div key={figure.label}>
          <Text size="xs" c="dimmed">
            {figure.label}
          </Text>
          <div className={classes.figure} style={figure.bad ? { color: 'var(--snodo-error)' } : undefined}>
            {number(figure.value)}
          </div>
        </div>
      ))}
    </SimpleGrid>
  )
}

/** Lines that were refused, each with its reason. */
export function RejectTable({ rejects }: { rejects: readonly Reject[] }) {
  const { t } = useTranslation()
  if (rejects.length === 0) return null
  return (
    <Table mt="md" verticalSpacing={6} data-testid="import-rejects">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={80}>{t('importing.line')}</Table.Th>
          <Table.Th>{t('importing.reason')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rejects.map((reject) => (
          <Table.Tr key={`${reject.line} ${reject.code}`}>
            <Table.Td>{number(reject.line)}</Table.Td>
            <Table.Td>{reject.reason}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
