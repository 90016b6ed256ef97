import { Modal, Select, Stack, Text, UnstyledButton } from '@mantine/core'
import { mayConnect, portsOf } from '@snodo/flow'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument, useSession, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { TypeTile } from '../palette/type-tile.tsx'
import { connect } from './deeds.ts'
import { focusCanvas } from './focus-canvas.ts'
import { nameOf, summaryOf } from './summary-of.ts'

/** Connecting without a mouse: only the blocks a line may lead to, by the same function that judges a dragged one. */
export function ConnectTo() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const from = useSession((state) => state.connectFrom)
  const document = useDocument((state) => state.document)
  const language = currentLanguage()
  const close = () => {
    // Looking through the blocks has moved the keyboard's place: it returns to where the line begins.
    bench.session.setState((state) => ({ connectFrom: null, active: state.connectFrom?.from ?? state.active }))
    focusCanvas()
  }
  const targets = from
    ? Object.keys(document.nodes).filter(
        (id) => mayConnect(document, bench.manifests, from.from, from.port, id, { replace: true }) === true,
      )
    : []
  const source = from ? document.nodes[from.from] : undefined
  const manifest = source && bench.manifests.get(source.type)
  const ports = source && manifest ? portsOf(source, manifest) : []
  const leadsTo = (port: string) => document.edges.find((edge) => edge.from === from?.from && edge.port === port)?.to
  const branch = ports.find((port) => port.id === from?.port)?.title[language] ?? from?.port
  const now = from ? leadsTo(from.port) : undefined
  return (
    <Modal opened={from !== null} onClose={close} title={t('editor.connectFrom', { branch: branch ?? '' })} size={420}>
      {from && ports.length > 1 && (
        <Select
          mb="md"
          label={t('editor.connectBranch')}
          data={ports.map(({ id, title }) => {
            const to = leadsTo(id)
            const where = to === undefined ? '—' : nameOf(document, to, bench.manifests, language)
            return { value: id, label: `${title[language]} → ${where}` }
          })}
          value={from.port}
          allowDeselect={false}
          onChange={(port) => port !== null && bench.session.setState({ connectFrom: { from: from.from, port } })}
        />
      )}
      {targets.length === 0 ? (
        <Text c="dimmed">{t('editor.noTarget')}</Text>
      ) : (
        <Stack gap={4} onKeyDown={walkTargets}>
          {targets.map((id, i) => {
            const type = bench.manifests.get(document.nodes[id]!.type)
            return (
              <UnstyledButton
                key={id}
                p={8}
                data-autofocus={i === 0 || undefined}
                style={{ display: 'flex', gap: 12, alignItems: 'center', borderRadius: 8 }}
                onFocus={() => bench.session.setState({ active: id })}
                onClick={() => {
                  if (from) connect(bench, from.from, from.port, id)
                  close()
                }}
              >
                {type && <TypeTile manifest={type} />}
                <span>
                  <Text size="sm" fw={580}>
                    {nameOf(document, id, bench.manifests, language)}
                    {id === now && ` · ${t('editor.leadsHereNow')}`}
                  </Text>
                  <Text size="xs" c="dimmed" lineClamp={1}>
                    {summaryOf(document, id, bench.manifests, language)}
                  </Text>
                </span>
              </UnstyledButton>
            )
          })}
        </Stack>
      )}
    </Modal>
  )
}

/** Up and down go from block to block, beside Tab. */
function walkTargets(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 'nextElementSibling' : event.key === 'ArrowUp' ? 'previousElementSibling' : null
  const next = step && globalThis.document.activeElement?.[step]
  if (!(next instanceof HTMLElement)) return
  event.preventDefault()
  next.focus()
}
