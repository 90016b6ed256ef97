import { Button, Group, Modal, ScrollArea, Select, Stack, Text } from '@mantine/core'
import type { MigrationPlan } from '@snodo/protocol'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Migration, versionQuery } from '../api/flows.ts'
import type { FlowSummary } from '../api/replies.ts'
import { nameOf } from '../canvas/summary-of.ts'
import { useDocument, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { type Choice, migrationOf } from './migration-choices.ts'

type PlannedNode = MigrationPlan['nodes'][number]
type MigrationDialogProps = {
  plan: MigrationPlan | null
  summary: FlowSummary
  onClose(): void
  onPublish(migration: Migration): void
}

/** Publishing while people are inside: of each block that changes or goes, how many stand there and what becomes of them. */
export function MigrationDialog({ plan, summary, onClose, onPublish }: MigrationDialogProps) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const document = useDocument((state) => state.document)
  const live = useQuery({ ...versionQuery(summary.id, summary.version ?? 0), enabled: plan !== null && summary.version !== null })
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({})
  const name = (node: string) => {
    const known = document.nodes[node] ? document : (live.data?.document ?? document)
    return nameOf(known, node, bench.manifests, currentLanguage())
  }
  const nodes = (plan?.nodes ?? []).filter(asks)
  const options = ({ canCarry, waits }: PlannedNode) => [
    { value: 'stay', label: t('migration.stay') },
    ...(canCarry ? [{ value: 'carry', label: waits ? t('migration.carryKeep') : t('migration.carry') }] : []),
    ...(canCarry && waits ? [{ value: 'recompute', label: t('migration.carryRecompute') }] : []),
    { value: 'end', label: t('migration.end') },
    ...(plan?.targets ?? []).map((target) => ({ value: `to:${target}`, label: t('migration.moveTo', { name: name(target) }) })),
  ]
  return (
    <Modal opened={plan !== null} onClose={onClose} title={t('migration.title')} size={620}>
      <Text mb="md">{t('migration.explain')}</Text>
      <ScrollArea.Autosize mah="50vh">
        <Stack gap="md" data-testid="migration">
          {nodes.map((node) => (
            <Select
              key={node.node}
              label={name(node.node)}
              description={`${t(node.change === 'removed' ? 'migration.removed' : 'migration.changed')} · ${t('migration.inside', { count: node.inside })}`}
              data={options(node)}
              value={choices[node.node] ?? 'stay'}
              allowDeselect={false}
              onChange={(value) => value !== null && setChoices({ ...choices, [node.node]: value as Choice })}
            />
          ))}
        </Stack>
      </ScrollArea.Autosize>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button onClick={() => onPublish(migrationOf(nodes, choices))} data-autofocus>
          {t('editor.publish')}
        </Button>
      </Group>
    </Modal>
  )
}

/** Where nothing changes for those who stand there, nobody is asked. */
export function asks({ inside, change }: PlannedNode): boolean {
  return inside > 0 && change !== 'same'
}
