import { Button, FileButton, Group, List, Modal, Radio, Stack, Text, TextInput, Title } from '@mantine/core'
import { changesBetween, type Finding, type FlowDocument, indexManifests, sayChange } from '@snodo/flow'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { checkDocument, createFlow, draftQuery, flowsQuery, nodeTypesQuery, replaceDraft } from '../../api/flows.ts'
import type { FlowSummary } from '../../api/replies.ts'
import { currentLanguage } from '../../i18n.ts'
import { sayFault } from '../../ui/notify.ts'
import { flowsReferred } from './flows-referred.ts'

type Read = { document: FlowDocument; findings: Finding[] }
/** What the server takes in one body. */
const MOST_BYTES = 2 * 1024 * 1024

/** A flow from a file: first what would become of it here, then as a new one, or in place of a draft if that is asked for. */
export function ImportFlow({ opened, onClose, flows }: { opened: boolean; onClose(): void; flows: readonly FlowSummary[] }) {
  const { t } = useTranslation()
  const [read, setRead] = useState<Read | null>(null)
  const look = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > MOST_BYTES) throw new Error(t('importFlow.tooLarge'))
      return checkDocument(parse(await file.text(), t('importFlow.notJson')))
    },
    onSuccess: setRead,
    onError: sayFault,
  })
  const close = () => {
    setRead(null)
    onClose()
  }
  return (
    <Modal opened={opened} onClose={close} size={600} title={<Title order={3}>{t('importFlow.title')}</Title>}>
      {read === null ? (
        <Stack>
          <Text>{t('importFlow.explain')}</Text>
          <FileButton
            accept="application/json,.json"
            onChange={(file) => file && look.mutate(file)}
            inputProps={{ 'aria-label': t('importFlow.choose') }}
          >
            {(props) => (
              <Button {...props} loading={look.isPending} data-autofocus>
                {t('importFlow.choose')}
              </Button>
            )}
          </FileButton>
        </Stack>
      ) : (
        <Preview read={read} flows={flows} onClose={close} />
      )}
    </Modal>
  )
}

function parse(text: string, refusal: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(refusal)
  }
}

function Preview({ read, flows, onClose }: { read: Read; flows: readonly FlowSummary[]; onClose(): void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { document, findings } = read
  const twins = flows.filter((flow) => flow.name === document.name && flow.state !== 'archived')
  const [target, setTarget] = useState('new')
  const [name, setName] = useState(twins.length === 0 ? document.name : t('flows.copyOf', { name: document.name }))
  const language = currentLanguage()
  const missing = findings.filter(({ code }) => code.endsWith('_UNKNOWN') && code !== 'NODE_REFERENCE_UNKNOWN')
  const others = findings.filter((finding) => finding.severity === 'error' && !missing.includes(finding))
  const manifests = useQuery(nodeTypesQuery)
  const referred = flowsReferred(document, manifests.data ?? []).flatMap((id) => flows.filter((flow) => flow.id === id))
  const take = useMutation({
    mutationFn: async () => {
      if (target === 'new') return createFlow({ ...document, name: name.trim() || document.name })
      const draft = await client.fetchQuery({ ...draftQuery(target), staleTime: 0 })
      return replaceDraft(target, draft.revision, document)
    },
    onSuccess: async (draft) => {
      onClose()
      await navigate({ to: '/flows/$flowId', params: { flowId: draft.id } })
    },
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: flowsQuery.queryKey }),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        take.mutate()
      }}
    >
      <Stack data-testid="import-preview">
        <Text fw={580}>
          {document.name} · {t('importFlow.blocks', { count: Object.keys(document.nodes).length })}
        </Text>
        <Radio.Group label={t('importFlow.would')} value={target} onChange={setTarget}>
          <Stack gap={8} mt={6}>
            <Radio value="new" label={t('importFlow.asNew', { name: name.trim() || document.name })} />
            {twins.map((flow) => (
              <Radio
                key={flow.id}
                value={flow.id}
                label={t('importFlow.into', { name: flow.name })}
                description={t('importFlow.intoExplain')}
              />
            ))}
          </Stack>
        </Radio.Group>
        {target === 'new' ? (
          <TextInput
            label={t('importFlow.name')}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        ) : (
          <Differences flow={target} document={document} />
        )}
        <div>
          <Text size="sm" fw={500}>
            {t('importFlow.missing')}
          </Text>
          {missing.length + referred.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('importFlow.nothingMissing')}
            </Text>
          ) : (
            <List size="sm" mt={4}>
              {distinct(missing.map(({ message }) => message[language])).map((message) => (
                <List.Item key={message}>{message}</List.Item>
              ))}
              {referred.map(({ id, name: here }) => (
                <List.Item key={id}>{t('importFlow.refers', { id, name: here })}</List.Item>
              ))}
            </List>
          )}
        </div>
        {others.length > 0 && <Text size="sm">{t('importFlow.toMend', { count: others.length })}</Text>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={take.isPending} color={target === 'new' ? 'ink' : 'red'}>
            {t('importFlow.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** What would be different from the draft that is there now. */
function Differences({ flow, document }: { flow: string; document: FlowDocument }) {
  const { t } = useTranslation()
  const draft = useQuery(draftQuery(flow))
  const manifests = useQuery(nodeTypesQuery)
  if (!draft.data || !manifests.data) return null
  const before = draft.data.document
  const known = indexManifests(manifests.data)
  const said = changesBetween(before, document).map((change) =>
    sayChange(change, { before, after: document }, known, currentLanguage()),
  )
  return (
    <div>
      <Text size="sm" fw={500}>
        {t('importFlow.changes')}
      </Text>
      {said.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('importFlow.same')}
        </Text>
      ) : (
        <List size="sm" mt={4} mah={220} style={{ overflowY: 'auto' }} tabIndex={0}>
          {said.map(({ title, was, is }, i) => (
            <List.Item key={i}>
              {title}
              {was !== undefined && (
                <Text span size="sm" c="dimmed">
                  {' '}
                  {was} → {is}
                </Text>
              )}
            </List.Item>
          ))}
        </List>
      )}
    </div>
  )
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}
