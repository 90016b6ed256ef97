import { ActionIcon, Badge, Button, Group, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import type { JsonObject } from '@snodo/base'
import { portsOf, valueAt } from '@snodo/flow'
import { IconPlugConnected, IconPower, IconTrash, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { canRejoin, removeSelected, switchOff } from '../canvas/deeds.ts'
import { focusCanvas } from '../canvas/focus-canvas.ts'
import { nameOf } from '../canvas/summary-of.ts'
import { useDocument, useFindings, useSession, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { TypeTile } from '../palette/type-tile.tsx'
import { FindingCard } from '../problems/finding-card.tsx'
import { type FieldOwner, FieldOwnerContext, fieldId } from './field.ts'
import { SchemaForm } from './schema-form.tsx'

/** The settings of the one selected block: a form made from its manifest. */
export function Inspector({ id }: { id: string }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const language = currentLanguage()
  const node = useDocument((state) => state.document.nodes[id])
  const findings = useFindings((state) => state.byNode.get(id))
  const focusField = useSession((state) => state.focusField)
  const owner = useMemo<FieldOwner>(
    () => ({
      node: id,
      write(path, value) {
        const config = bench.documents.store.getState().document.nodes[id]?.config
        if (value === undefined && (config === undefined || valueAt(config, path) === undefined)) return
        bench.edit({ do: 'setConfig', id, path, ...(value === undefined ? {} : { value }) }, `${id}${path}`)
      },
      rest: bench.documents.endGesture,
    }),
    [bench, id],
  )
  useEffect(() => {
    if (focusField === null) return
    const target = focusField === '' ? firstField() : findField(id, focusField)
    target?.focus()
    // What is typed at once takes the place of what stood there.
    if (target instanceof HTMLInputElement) target.select()
    target?.scrollIntoView({ block: 'center' })
    bench.session.setState({ focusField: null })
  }, [focusField, id, bench])

  if (!node) return null
  const manifest = bench.manifests.get(node.type)
  const close = () => {
    bench.session.setState({ panel: null, selected: new Set() })
    focusCanvas()
  }
  const remove = (rejoin: boolean) => {
    removeSelected(bench, rejoin)
    focusCanvas()
  }
  const loose = (findings ?? []).filter((finding) => finding.path === undefined)
  return (
    <FieldOwnerContext.Provider value={owner}>
      <Stack gap="md" p={16} data-testid="inspector" role="form" aria-label={t('inspector.title')} onKeyDown={leaveField}>
        <Group gap={10} wrap="nowrap" align="flex-start">
          {manifest && <TypeTile manifest={manifest} />}
          <div style={{ flex: 1, minWidth: 0 }}>
            <Text fw={620} size="lg" lineClamp={2}>
              {nameOf(bench.documents.store.getState().document, id, bench.manifests, language)}
            </Text>
            <Text size="xs" c="dimmed">
              {manifest?.description[language] ?? t('inspector.unknownType')}
            </Text>
          </div>
          {node.off && <Badge color="gray">{t('editor.off')}</Badge>}
          <ActionIcon size={28} aria-label={t('common.close')} onClick={close}>
            <IconX size={18} />
          </ActionIcon>
        </Group>
        {loose.map((finding) => (
          <FindingCard key={finding.code + JSON.stringify(finding.edge ?? '')} finding={finding} compact />
        ))}
        <TextInput
          label={t('inspector.name')}
          placeholder={manifest?.title[language]}
          value={node.name ?? ''}
          maxLength={200}
          onChange={(event) =>
            bench.edit(
              { do: 'renameNode', id, name: event.currentTarget.value === '' ? null : event.currentTarget.value },
              `${id} name`,
            )
          }
          onBlur={owner.rest}
        />
        {manifest && (
          <div data-own-settings>
            <SchemaForm key={id} schema={manifest.config as JsonObject} value={node.config} path="" findings={findings ?? []} />
          </div>
        )}
        {manifest && <Branches id={id} />}
        <Group gap={8} mt="sm">
          {manifest?.kind !== 'start' && (
            <Button
              variant="default"
              size="compact-md"
              leftSection={<IconPower size={16} aria-hidden />}
              onClick={() => switchOff(bench, [id])}
            >
              {node.off ? t('editor.switchOn') : t('editor.switchOff')}
            </Button>
          )}
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => remove(true)}
          >
            {canRejoin(bench, id) ? t('editor.deleteRejoin') : t('editor.deleteBlock')}
          </Button>
          {canRejoin(bench, id) && (
            <Button variant="subtle" color="gray" size="compact-md" onClick={() => remove(false)}>
              {t('editor.deleteOnly')}
            </Button>
          )}
        </Group>
      </Stack>
    </FieldOwnerContext.Provider>
  )
}

/** Where each branch leads: the way to connect without dragging. */
function Branches({ id }: { id: string }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const document = useDocument((state) => state.document)
  const language = currentLanguage()
  const node = document.nodes[id]
  const manifest = node && bench.manifests.get(node.type)
  if (!node || !manifest) return null
  const ports = portsOf(node, manifest)
  if (ports.length === 0) return null
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {t('inspector.branches')}
      </Text>
      <Stack gap={2}>
        {ports.map((port) => {
          const edge = document.edges.find((each) => each.from === id && each.port === port.id)
          return (
            <Group key={port.id} gap={6} wrap="nowrap" justify="space-between">
              <Text size="sm" c="dimmed" lineClamp={1} style={{ flex: 1 }}>
                {port.title[language]} → {edge ? nameOf(document, edge.to, bench.manifests, language) : '—'}
              </Text>
              <Tooltip label={t('editor.connectTo')}>
                <ActionIcon
                  size={28}
                  aria-label={t('editor.connectFrom', { branch: port.title[language] })}
                  onClick={() => bench.session.setState({ connectFrom: { from: id, port: port.id } })}
                >
                  <IconPlugConnected size={16} />
                </ActionIcon>
              </Tooltip>
              {edge && (
                <Tooltip label={t('editor.deleteLine')}>
                  <ActionIcon
                    size={28}
                    aria-label={`${t('editor.deleteLine')}: ${port.title[language]}`}
                    onClick={(event) => {
                      // This button goes with the line: the one beside it has the keyboard then.
                      event.currentTarget.parentElement?.querySelector('button')?.focus()
                      bench.edit({ do: 'disconnect', from: id, port: port.id })
                    }}
                  >
                    <IconX size={16} />
                  </ActionIcon>
                </Tooltip>
              )}
            </Group>
          )
        })}
      </Stack>
    </div>
  )
}

/** The first of the block's own settings; its name where it has none. */
function firstField(): HTMLElement | null {
  const fields = 'input:not([type="hidden"]), textarea, [contenteditable="true"]'
  const inspector = document.querySelector('[data-testid="inspector"]')
  return (
    inspector?.querySelector<HTMLElement>(`[data-own-settings] :is(${fields})`) ??
    inspector?.querySelector<HTMLElement>(fields) ??
    null
  )
}

/** Escape gives the keyboard back to the flow, unless it first closes what is open over the field. */
function leaveField(event: KeyboardEvent<HTMLElement>): void {
  const open = (event.target as Element).getAttribute('aria-expanded') === 'true'
  if (event.key !== 'Escape' || event.defaultPrevented || open) return
  event.stopPropagation()
  focusCanvas()
}

/** The control of the field a finding names, or of the nearest one around it. */
function findField(id: string, path: string): HTMLElement | null {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = document.getElementById(fieldId(id, at))
    if (found) return found
  }
  return document.querySelector<HTMLElement>('[data-testid="inspector"] input')
}
