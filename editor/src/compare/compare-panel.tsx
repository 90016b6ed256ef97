import { ActionIcon, Checkbox, Group, Select, Stack, Text, Tooltip } from '@mantine/core'
import { changeKey, type FlowChange, type NodeId, nodeTitle, revertChange, sayChange } from '@snodo/flow'
import { IconArrowBackUp, IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { versionsQuery } from '../api/flows.ts'
import { focusCanvas } from '../canvas/focus-canvas.ts'
import type { Workbench } from '../document/workbench.ts'
import { useSession, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { dateTime } from '../ui/moment.ts'
import { ChangeBadge } from './change-badge.tsx'
import classes from './compare.module.css'
import { byPlace, type Comparison } from './comparison.ts'
import { goToChange } from './go-to-change.ts'
import type { Comparing, Side } from './use-comparison.ts'
import { VersionList } from './version-list.tsx'
import { WrittenSince } from './written-since-list.tsx'

/** Which two states are compared, and what is not the same in them, field by field in words; any of it can be taken back. */
export function ComparePanel({ comparing, draft }: { comparing: Comparing; draft: Workbench }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const { sides, setSides, comparison } = comparing
  const versions = useQuery(versionsQuery(bench.flowId))
  const options = [
    { value: 'draft', label: t('compare.draft') },
    ...(versions.data?.items ?? []).map(({ version, publishedAt }) => ({
      value: String(version),
      label: t('compare.version', { version, when: dateTime(publishedAt) }),
    })),
  ]
  const publisher = (shown: Side | null) => {
    const by = versions.data?.items.find(({ version }) => version === shown)?.publishedBy
    return by === undefined ? undefined : t('compare.publishedBy', { by })
  }
  const side = (value: string | null): Side => (value === null || value === 'draft' ? 'draft' : Number(value))
  const places = byPlace(comparison?.changes ?? [])
  return (
    <Stack gap="sm" p={16} data-testid="compare-panel">
      <Group justify="space-between" wrap="nowrap">
        <Text fw={620} size="lg">
          {t('compare.title')}
        </Text>
        <Group gap={4} wrap="nowrap">
          <ActionIcon size={28} aria-label={t('editor.previousChange')} onClick={() => goToChange(bench, comparison, -1)}>
            <IconChevronUp size={18} />
          </ActionIcon>
          <ActionIcon size={28} aria-label={t('editor.nextChange')} onClick={() => goToChange(bench, comparison, 1)}>
            <IconChevronDown size={18} />
          </ActionIcon>
        </Group>
      </Group>
      <Select
        label={t('compare.from')}
        data={options}
        description={publisher(sides.from)}
        inputWrapperOrder={['label', 'input', 'description']}
        value={sides.from === null ? null : String(sides.from)}
        allowDeselect={false}
        onChange={(value) => setSides({ ...sides, from: side(value) })}
      />
      <Select
        label={t('compare.to')}
        data={options}
        description={publisher(sides.to)}
        inputWrapperOrder={['label', 'input', 'description']}
        value={String(sides.to)}
        allowDeselect={false}
        onChange={(value) => setSides({ ...sides, to: side(value) })}
      />
      <Checkbox
        label={t('compare.withMoves')}
        checked={sides.moves}
        onChange={(event) => setSides({ ...sides, moves: event.currentTarget.checked })}
      />
      <Text size="sm" c="dimmed" role="status">
        {sides.from === null
          ? t('compare.neverPublished')
          : comparison
            ? t('compare.count', { count: comparison.changes.length })
            : t('common.loading')}
      </Text>
      {comparison && (
        <div>
          {places.map(({ node, changes }) => (
            <Place
              key={node ?? ''}
              node={node}
              changes={changes}
              comparison={comparison}
              draft={sides.to === 'draft' ? draft : null}
            />
          ))}
        </div>
      )}
      {comparison && sides.to === 'draft' && typeof sides.from === 'number' && (
        <WrittenSince
          version={sides.from}
          revision={versions.data?.items.find(({ version }) => version === sides.from)?.revision}
          start={comparison.before}
        />
      )}
      <VersionList />
    </Stack>
  )
}

type PlaceProps = { node: NodeId | null; changes: FlowChange[]; comparison: Comparison; draft: Workbench | null }

function Place({ node, changes, comparison, draft }: PlaceProps) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const here = useSession((state) => node !== null && state.active === node)
  const language = currentLanguage()
  const drawn = node === null ? undefined : comparison.drawn.nodes[node]
  const mark = node === null ? undefined : comparison.nodes.get(node)
  const title = drawn ? nodeTitle(drawn, bench.manifests.get(drawn.type))[language] : t('compare.wholeFlow')
  return (
    <section className={classes.place} data-here={here || undefined} data-testid="change-place">
      <button type="button" className={classes.head} onClick={() => node !== null && showChange(bench, node)}>
        <span>{title}</span>
        {mark && <ChangeBadge mark={mark} />}
      </button>
      {changes.map((change) => {
        const said = sayChange(change, comparison, bench.manifests, language)
        const back = draft ? revertChange(change, comparison.before, comparison.after) : null
        return (
          <div key={changeKey(change)} className={classes.change}>
            <div className={classes.said}>
              <div className={classes.what}>{said.title}</div>
              {said.was !== undefined && <del>{said.was}</del>}
              {said.is !== undefined && <ins>{said.is}</ins>}
            </div>
            {back && (
              <Tooltip label={t('compare.takeBack')}>
                <ActionIcon
                  size={28}
                  aria-label={t('compare.takeBackOf', { what: `${title}: ${said.title}` })}
                  onClick={() => {
                    draft?.edit(back)
                    // The button goes with the change: the keyboard goes on where "n" finds the next one.
                    focusCanvas()
                  }}
                >
                  <IconArrowBackUp size={16} />
                </ActionIcon>
              </Tooltip>
            )}
          </div>
        )
      })}
    </section>
  )
}

function showChange(bench: Workbench, node: NodeId): void {
  bench.session.setState({ selected: new Set([node]), active: node, reveal: node })
}
