import { Button, Group, Modal, Radio, ScrollArea, Select, Stack, Text } from '@mantine/core'
import type { MigrationPlan } from '@snodo/protocol'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type PublishAnswers, versionQuery } from '../api/flows.ts'
import type { FlowSummary } from '../api/replies.ts'
import { nameOf } from '../canvas/summary-of.ts'
import { useDocument, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { ReasonField } from '../ui/reason-field.tsx'
import { type Choice, migrationOf } from './migration-choices.ts'

type PlannedNode = MigrationPlan['nodes'][number]

type PublishQuestionProps = {
  /** Null: nothing is asked. */
  plan: MigrationPlan | null
  /** An earlier version is to be the live one again; absent: the draft is published. */
  rollBackTo?: number
  summary: FlowSummary
  busy?: boolean
  onClose(): void
  onAnswer(answers: PublishAnswers): void
}

/**
 * What publishing, or rolling back, has to ask: of each block that changes or goes, how many stand there and what becomes of them;
 * and whether a flow that lets nobody in is to open again.
 */
export function PublishQuestion({ plan, rollBackTo, summary, busy = false, onClose, onAnswer }: PublishQuestionProps) {
  const { t } = useTranslation()
  const nodes = (plan?.nodes ?? []).filter(asks)
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({})
  const [opens, setOpens] = useState<'keep' | 'open'>('keep')
  const [reason, setReason] = useState('')
  const name = useNames(summary, plan !== null, rollBackTo)
  const rollsBack = rollBackTo !== undefined
  const { state } = summary
  const answer = () =>
    onAnswer({
      ...(nodes.length > 0 || rollsBack ? { migration: migrationOf(nodes, choices) } : {}),
      ...(opens === 'open' ? { reopen: true } : {}),
      ...(rollsBack ? { reason: reason.trim() } : {}),
    })
  return (
    <Modal opened={plan !== null} onClose={onClose} title={titleOf()} size={620}>
      <Stack gap="md">
        {rollsBack && <Text>{t('migration.rollBackExplain')}</Text>}
        {nodes.length > 0 && (
          <>
            <Text>{t('migration.explain')}</Text>
            <ScrollArea.Autosize mah="45vh">
              <Stack gap="md" data-testid="migration">
                {nodes.map((node) => (
                  <Select
                    key={node.node}
                    label={name(node.node)}
                    description={described(node)}
                    data={options(node)}
                    value={choices[node.node] ?? 'stay'}
                    allowDeselect={false}
                    onChange={(value) => value !== null && setChoices({ ...choices, [node.node]: value as Choice })}
                  />
                ))}
              </Stack>
            </ScrollArea.Autosize>
          </>
        )}
        {isShut(summary) && (
          <Radio.Group
            label={t(state === 'closed' ? 'migration.isClosed' : 'migration.isStopped')}
            value={opens}
            onChange={(value) => setOpens(value === 'open' ? 'open' : 'keep')}
          >
            <Stack gap="xs" mt="xs">
              <Radio value="keep" label={t(state === 'closed' ? 'migration.keepClosed' : 'migration.keepStopped')} />
              <Radio value="open" label={t('migration.reopen')} />
            </Stack>
          </Radio.Group>
        )}
        {rollsBack && <ReasonField value={reason} onChange={setReason} />}
      </Stack>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button onClick={answer} loading={busy} disabled={rollsBack && reason.trim() === ''} data-autofocus>
          {rollsBack ? t('migration.rollBack') : t('editor.publish')}
        </Button>
      </Group>
    </Modal>
  )

  function titleOf(): string {
    if (rollBackTo !== undefined) return t('migration.rollBackTitle', { version: rollBackTo })
    return nodes.length > 0 ? t('migration.title') : t('migration.shutTitle')
  }

  function described({ change, inside, held, failed }: PlannedNode): string {
    return [
      t(change === 'removed' ? 'migration.removed' : 'migration.changed'),
      t('migration.inside', { count: inside }),
      ...(held > 0 ? [t('migration.held', { count: held })] : []),
      ...(failed > 0 ? [t('migration.failed', { count: failed })] : []),
    ].join(' · ')
  }

  /** Of a changed wait the due time is what is asked about; it is kept unless somebody says otherwise. */
  function options({ canCarry, waits, change }: PlannedNode) {
    return [
      { value: 'stay', label: waits && change === 'changed' ? t('migration.stayKeep') : t('migration.stay') },
      ...(canCarry ? [{ value: 'carry', label: waits ? t('migration.carryKeep') : t('migration.carry') }] : []),
      ...(canCarry && waits ? [{ value: 'recompute', label: t('migration.carryRecompute') }] : []),
      { value: 'end', label: t('migration.end') },
      ...(plan?.targets ?? []).map((target) => ({ value: `to:${target}`, label: t('migration.moveTo', { name: name(target) }) })),
    ]
  }
}

/** Blocks by name, whichever of the drawings they are in: the one at hand, the live one, the one that is rolled back to. */
function useNames({ id, version }: FlowSummary, asked: boolean, rollBackTo: number | undefined): (node: string) => string {
  const bench = useWorkbench()
  const document = useDocument((state) => state.document)
  const live = useQuery({ ...versionQuery(id, version ?? 0), enabled: asked && version !== null })
  const earlier = useQuery({ ...versionQuery(id, rollBackTo ?? 0), enabled: asked && rollBackTo !== undefined })
  return (node) => {
    const known = [document, live.data?.document, earlier.data?.document].find((drawing) => drawing?.nodes[node] !== undefined)
    return nameOf(known ?? document, node, bench.manifests, currentLanguage())
  }
}

/** Where nothing changes for those who stand there, nobody is asked. */
export function asks({ inside, change }: PlannedNode): boolean {
  return inside > 0 && change !== 'same'
}

/** Nobody is let in: publishing keeps it so unless somebody says otherwise. */
export function isShut({ state }: FlowSummary): boolean {
  return state === 'closed' || state === 'stopped'
}
