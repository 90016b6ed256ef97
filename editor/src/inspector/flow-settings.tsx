import { ActionIcon, Button, Group, Input, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import type { Json } from '@snodo/base'
import type { FlowExit, FlowSettings, Reentry } from '@snodo/flow'
import { reentryOf, valueAt } from '@snodo/flow'
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument, useFindings, useWorkbench } from '../document/workbench-context.ts'
import { FindingCard } from '../problems/finding-card.tsx'
import { ConditionFields } from './event-condition.tsx'
import { type FieldOwner, FieldOwnerContext } from './field.ts'
import { DurationInput } from './fields/duration-field.tsx'
import { PredicateEditor } from './fields/predicate-field.tsx'
import { ZoneSelect } from './fields/time-fields.tsx'

/** What holds for the flow as a whole: time zone, who may come in, and again, exits, goal, priority. */
export function FlowSettingsPanel() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const document = useDocument((state) => state.document)
  const { settings } = document
  const findings = useFindings((state) => state.all)
  const owner = useMemo<FieldOwner>(
    () => ({
      node: null,
      write(path, value) {
        const now = bench.documents.store.getState().document.settings
        if (value === undefined && valueAt(now as unknown as Json, path) === undefined) return
        bench.edit({ do: 'setSettings', path, ...(value === undefined ? {} : { value }) }, `settings${path}`)
      },
      rest: bench.documents.endGesture,
    }),
    [bench],
  )
  return (
    <FieldOwnerContext.Provider value={owner}>
      <Stack gap="lg" p={16} role="form" aria-label={t('inspector.flowTitle')} data-testid="flow-settings">
        <Group justify="space-between" wrap="nowrap">
          <Text fw={620} size="lg">
            {t('inspector.flowTitle')}
          </Text>
          <ActionIcon size={28} aria-label={t('common.close')} onClick={() => bench.session.setState({ panel: null })}>
            <IconX size={18} />
          </ActionIcon>
        </Group>
        {findings
          .filter((finding) => finding.node === undefined)
          .map((finding) => (
            <FindingCard key={finding.code + (finding.path ?? '')} finding={finding} compact />
          ))}
        <ZoneSelect
          id="flow-zone"
          label={t('inspector.timeZone')}
          value={settings.timeZone ?? null}
          onChange={(zone) => owner.write('/timeZone', zone ?? undefined)}
        />
        <EntryFilter filter={settings.entryFilter} owner={owner} />
        <ReentryFields reentry={reentryOf(document)} owner={owner} />
        <ExitFields exits={settings.exits ?? []} owner={owner} />
        <GoalFields goal={settings.goal ?? null} owner={owner} />
        <NumberInput
          label={t('inspector.priority')}
          description={t('inspector.priorityHelp')}
          allowDecimal={false}
          value={settings.priority ?? 0}
          onChange={(next) => owner.write('/priority', Number(next) || 0)}
          onBlur={owner.rest}
        />
      </Stack>
    </FieldOwnerContext.Provider>
  )
}

function EntryFilter({ filter, owner }: { filter: FlowSettings['entryFilter']; owner: FieldOwner }) {
  const { t } = useTranslation()
  return (
    <Input.Wrapper label={t('inspector.entryFilter')} description={t('inspector.entryFilterHelp')} labelElement="div">
      <div style={{ marginTop: 6 }}>
        <PredicateEditor
          label={t('inspector.entryFilter')}
          overEvent
          value={filter?.when ?? null}
          onChange={(when) => owner.write('/entryFilter', when === null ? undefined : ({ ...filter, when } as unknown as Json))}
          onRest={owner.rest}
        />
        {filter && (
          <Select
            mt="xs"
            label={t('inspector.filterAsOf')}
            data={[
              { value: 'after', label: t('inspector.asOfAfter') },
              { value: 'before', label: t('inspector.asOfBefore') },
            ]}
            value={filter.asOf ?? 'after'}
            allowDeselect={false}
            onChange={(asOf) => {
              owner.write('/entryFilter', { ...filter, asOf: asOf === 'before' ? 'before' : 'after' } as unknown as Json)
              owner.rest()
            }}
          />
        )}
      </div>
    </Input.Wrapper>
  )
}

function ReentryFields({ reentry, owner }: { reentry: Reentry; owner: FieldOwner }) {
  const { t } = useTranslation()
  const put = (next: Reentry) => {
    owner.write('/reentry', next as unknown as Json)
    owner.rest()
  }
  return (
    <Stack gap="sm" role="group" aria-label={t('inspector.reentry')}>
      <Select
        label={t('inspector.reentryMode')}
        data={[
          { value: 'never', label: t('inspector.reentryNever') },
          { value: 'always', label: t('inspector.reentryAlways') },
          { value: 'afterExit', label: t('inspector.reentryAfterExit') },
          { value: 'afterWindow', label: t('inspector.reentryAfterWindow') },
        ]}
        value={reentry.mode}
        allowDeselect={false}
        onChange={(mode) => {
          const { window: _, from: __, ...rest } = reentry
          put(
            mode === 'afterWindow'
              ? { ...rest, mode, window: reentry.window ?? 'P90D', from: reentry.from ?? 'entry' }
              : { ...rest, mode: (mode ?? 'never') as Reentry['mode'] },
          )
        }}
      />
      {reentry.mode === 'afterWindow' && (
        <>
          <DurationInput
            label={t('inspector.reentryWindow')}
            required
            value={reentry.window}
            fallback="P90D"
            onChange={(window) => put({ ...reentry, window: window ?? 'P90D' })}
          />
          <Select
            label={t('inspector.reentryFrom')}
            data={[
              { value: 'entry', label: t('inspector.fromEntry') },
              { value: 'exit', label: t('inspector.fromExit') },
            ]}
            value={reentry.from ?? 'entry'}
            allowDeselect={false}
            onChange={(from) => put({ ...reentry, from: from === 'exit' ? 'exit' : 'entry' })}
          />
        </>
      )}
      {reentry.mode !== 'never' && (
        <Select
          label={t('inspector.reentryInside')}
          data={[
            { value: 'ignore', label: t('inspector.insideIgnore') },
            { value: 'replace', label: t('inspector.insideReplace') },
            { value: 'parallel', label: t('inspector.insideParallel') },
          ]}
          value={reentry.inside ?? 'ignore'}
          allowDeselect={false}
          onChange={(inside) => put({ ...reentry, inside: (inside ?? 'ignore') as NonNullable<Reentry['inside']> })}
        />
      )}
      <TextInput
        label={t('inspector.reentryKey')}
        description={t('inspector.reentryKeyHelp')}
        placeholder="event.properties.order_id"
        value={reentry.key ?? ''}
        onChange={(event) => {
          const { key: _, ...rest } = reentry
          const key = event.currentTarget.value
          // Without a key nothing tells parallel journeys apart, and the start's own key would be filled in for them.
          const alone = { ...rest, inside: rest.inside === 'parallel' ? 'ignore' : (rest.inside ?? 'ignore') }
          owner.write('/reentry', (key === '' ? alone : { ...rest, key }) as unknown as Json)
        }}
        onBlur={owner.rest}
      />
    </Stack>
  )
}

function ExitFields({ exits, owner }: { exits: readonly FlowExit[]; owner: FieldOwner }) {
  const { t } = useTranslation()
  const put = (next: FlowExit[]) => owner.write('/exits', next as unknown as Json)
  const add = () => {
    let n = exits.length + 1
    while (exits.some((exit) => exit.id === `exit${n}`)) n += 1
    put([...exits, { id: `exit${n}`, name: t('inspector.exitNamed', { n }), when: { event: 'Order Completed' } }])
    owner.rest()
  }
  return (
    <fieldset aria-label={t('inspector.exits')}>
      <Text size="sm" fw={500}>
        {t('inspector.exits')}
      </Text>
      <Text size="xs" c="dimmed" mb={8}>
        {t('inspector.exitsHelp')}
      </Text>
      <Stack gap={12}>
        {exits.map((exit, i) => (
          <Stack key={exit.id} gap={8} p={10} style={{ border: '1px solid var(--snodo-border)', borderRadius: 10 }}>
            <Group gap={6} wrap="nowrap">
              <TextInput
                aria-label={t('inspector.exitName')}
                value={exit.name}
                style={{ flex: 1 }}
                onChange={(event) => owner.write(`/exits/${i}/name`, event.currentTarget.value)}
                onBlur={owner.rest}
              />
              <ActionIcon
                size={28}
                aria-label={t('inspector.removeExit', { name: exit.name })}
                onClick={() => {
                  put(exits.toSpliced(i, 1))
                  owner.rest()
                }}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </Group>
            <ConditionFields when={exit.when} onChange={(when) => put(exits.with(i, { ...exit, when }))} onRest={owner.rest} />
          </Stack>
        ))}
        <Button
          variant="light"
          size="compact-md"
          leftSection={<IconPlus size={16} aria-hidden />}
          style={{ alignSelf: 'flex-start' }}
          onClick={add}
        >
          {t('inspector.addExit')}
        </Button>
      </Stack>
    </fieldset>
  )
}

function GoalFields({ goal, owner }: { goal: NonNullable<FlowSettings['goal']> | null; owner: FieldOwner }) {
  const { t } = useTranslation()
  const put = (next: FlowSettings['goal']) => owner.write('/goal', next as unknown as Json)
  return (
    <fieldset aria-label={t('inspector.goal')}>
      <Text size="sm" fw={500}>
        {t('inspector.goal')}
      </Text>
      <Text size="xs" c="dimmed" mb={8}>
        {t('inspector.goalHelp')}
      </Text>
      {goal === null ? (
        <Button
          variant="light"
          size="compact-md"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => put({ name: t('inspector.goal'), when: { event: 'Order Completed' } })}
        >
          {t('inspector.addGoal')}
        </Button>
      ) : (
        <Stack gap={8} p={10} style={{ border: '1px solid var(--snodo-border)', borderRadius: 10 }}>
          <Group gap={6} wrap="nowrap">
            <TextInput
              aria-label={t('inspector.exitName')}
              value={goal.name}
              style={{ flex: 1 }}
              onChange={(event) => owner.write('/goal/name', event.currentTarget.value)}
              onBlur={owner.rest}
            />
            <ActionIcon size={28} aria-label={t('inspector.removeGoal')} onClick={() => put(null)}>
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
          <ConditionFields when={goal.when} onChange={(when) => put({ ...goal, when })} onRest={owner.rest} />
          <DurationInput
            label={t('inspector.goalWithin')}
            clearable
            value={goal.within}
            onChange={(within) => owner.write('/goal/within', within ?? undefined)}
            onRest={owner.rest}
          />
        </Stack>
      )}
    </fieldset>
  )
}
