import { ActionIcon, Button, Group, Input, NumberInput, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import type { Predicate } from '@snodo/audience'
import type { Json, JsonObject } from '@snodo/base'
import { appendPointer, type EventCondition, type FlowEdit } from '@snodo/flow'
import { IconChevronDown, IconChevronUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useWorkbench } from '../../document/workbench-context.ts'
import { percent } from '../../ui/moment.ts'
import { ConditionFields } from '../event-condition.tsx'
import { type FieldProps, fieldId, isRecord, useFieldOwner } from '../field.ts'
import { PredicateEditor } from './predicate-field.tsx'

/** Branches of a decision: each a name and a condition, a share, or an event waited for. The id of a branch never changes, so its line stays. */
export function BranchesField({ path, value, label, help, required, error, schema }: FieldProps) {
  const owner = useFieldOwner()
  const bench = useWorkbench()
  const { t } = useTranslation()
  const branches = (Array.isArray(value) ? value : []).filter(isRecord)
  const item = isRecord(schema.items) && isRecord(schema.items.properties) ? schema.items.properties : {}
  const byShare = Object.hasOwn(item, 'share')
  const byEvent = Object.hasOwn(item, 'event')
  const least = typeof schema.minItems === 'number' ? schema.minItems : 1
  const total = branches.reduce((sum, branch) => sum + (Number(branch.share) || 0), 0)

  const swap = (i: number, j: number) => {
    owner.write(path, branches.with(i, branches[j]!).with(j, branches[i]!))
    owner.rest()
  }
  const add = () => {
    const id = freshBranchId(branches)
    const name = t('inspector.branchNamed', { n: branches.length + 1 })
    owner.write(path, [
      ...branches,
      byShare ? { id, name, share: 50 } : byEvent ? { id, name, event: '' } : { id, name, when: { type: 'all', of: [] } },
    ])
    owner.rest()
  }
  /** A branch goes with its line: both are one step, so that undo brings both back. */
  const remove = (i: number) => {
    const node = owner.node
    const port = branches[i]?.id
    if (node === null || typeof port !== 'string') return
    const edits: FlowEdit[] = [{ do: 'setConfig', id: node, path, value: branches.toSpliced(i, 1) as Json }]
    const line = bench.documents.store.getState().document.edges.find((edge) => edge.from === node && edge.port === port)
    if (line) edits.unshift({ do: 'disconnect', from: node, port })
    bench.edit({
      do: 'compound',
      edits,
      label: { en: `Delete branch “${String(branches[i]?.name)}”`, it: `Elimina il ramo “${String(branches[i]?.name)}”` },
    })
  }
  return (
    <Input.Wrapper label={label} description={help} required={required} error={error} labelElement="div">
      <Stack gap={12} mt={6} id={fieldId(owner.node, path)} tabIndex={-1}>
        {branches.map((branch, i) => {
          const at = appendPointer(path, i)
          const name = String(branch.name ?? '')
          return (
            <div
              key={String(branch.id)}
              style={{ border: '1px solid var(--snodo-border)', borderRadius: 10, padding: 10 }}
              data-testid="branch"
            >
              <Group gap={4} wrap="nowrap" mb={8}>
                <TextInput
                  aria-label={t('inspector.branchName')}
                  value={name}
                  maxLength={80}
                  style={{ flex: 1 }}
                  onChange={(event) => owner.write(`${at}/name`, event.currentTarget.value)}
                  onBlur={owner.rest}
                />
                <Tooltip label={t('inspector.moveUp')}>
                  <ActionIcon
                    size={28}
                    aria-label={`${t('inspector.moveUp')}: ${name}`}
                    disabled={i === 0}
                    onClick={() => swap(i, i - 1)}
                  >
                    <IconChevronUp size={16} />
                  </ActionIcon>
                </Tooltip>
                <Tooltip label={t('inspector.moveDown')}>
                  <ActionIcon
                    size={28}
                    aria-label={`${t('inspector.moveDown')}: ${name}`}
                    disabled={i === branches.length - 1}
                    onClick={() => swap(i, i + 1)}
                  >
                    <IconChevronDown size={16} />
                  </ActionIcon>
                </Tooltip>
                <ActionIcon
                  size={28}
                  aria-label={t('inspector.removeBranch', { name })}
                  disabled={branches.length <= least}
                  onClick={() => remove(i)}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Group>
              {byShare ? (
                <Group gap={8} wrap="nowrap">
                  <NumberInput
                    aria-label={`${t('inspector.share')}: ${name}`}
                    min={0}
                    value={Number(branch.share) || 0}
                    onChange={(share) => owner.write(`${at}/share`, Number(share) || 0)}
                    onBlur={owner.rest}
                    w={110}
                  />
                  <Text size="sm" c="dimmed">
                    {total > 0 ? percent((Number(branch.share) || 0) / total) : ''}
                  </Text>
                </Group>
              ) : byEvent ? (
                <ConditionFields
                  when={branch as EventCondition}
                  onChange={({ event = '', where }) =>
                    owner.write(at, { id: branch.id!, name, event, ...(where ? { where: where as unknown as Json } : {}) })
                  }
                  onRest={owner.rest}
                />
              ) : (
                <PredicateEditor
                  label={name}
                  overEvent={false}
                  value={isRecord(branch.when) ? (branch.when as unknown as Predicate) : null}
                  onChange={(when) => owner.write(`${at}/when`, (when ?? { type: 'all', of: [] }) as unknown as Json)}
                  onRest={owner.rest}
                />
              )}
            </div>
          )
        })}
        <Button
          variant="light"
          size="compact-md"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={add}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('inspector.addBranch')}
        </Button>
      </Stack>
    </Input.Wrapper>
  )
}

function freshBranchId(branches: readonly JsonObject[]): string {
  const taken = new Set(branches.map((branch) => branch.id))
  let n = branches.length + 1
  while (taken.has(`b${n}`)) n += 1
  return `b${n}`
}
