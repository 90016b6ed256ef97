import { Modal, Stack, Text, UnstyledButton } from '@mantine/core'
import { mayConnect, portsOf } from '@snodo/flow'
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
    bench.session.setState({ connectFrom: null })
    focusCanvas()
  }
  const targets = from
    ? Object.keys(document.nodes).filter(
        (id) => mayConnect(document, bench.manifests, from.from, from.port, id, { replace: true }) === true,
      )
    : []
  const source = from ? document.nodes[from.from] : undefined
  const manifest = source && bench.manifests.get(source.type)
  const branch =
    source && manifest ? portsOf(source, manifest).find((port) => port.id === from?.port)?.title[language] : from?.port
  return (
    <Modal opened={from !== null} onClose={close} title={t('editor.connectFrom', { branch: branch ?? '' })} size={420}>
      {targets.length === 0 ? (
        <Text c="dimmed">{t('editor.noTarget')}</Text>
      ) : (
        <Stack gap={4}>
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
