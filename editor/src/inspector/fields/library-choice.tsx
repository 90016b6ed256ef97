import { ActionIcon, Group, Select, Tooltip } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { contentsQuery } from '../../api/contents.ts'

type LibraryChoiceProps = {
  channel: 'email' | 'sms'
  /** The content chosen; null: the block says what it says itself. */
  chosen: string | null
  error: string | undefined
  onChoose(id: string | null): void
}

const OWN = 'own'

/** Whether a message is written in its block or is a content of the library, and which. */
export function LibraryChoice({ channel, chosen, error, onChoose }: LibraryChoiceProps) {
  const { t } = useTranslation()
  const contents = useQuery(contentsQuery)
  const found = (contents.data?.items ?? []).filter((content) => content.channel === channel)
  const data = found
    // One that was never published would leave people without a message: it is offered once it is.
    .filter((content) => content.version !== null || content.id === chosen)
    .map(({ id, name }) => ({ value: id, label: name }))
  // Nothing to choose from and nothing chosen: the library has a page that teaches it.
  if (data.length === 0 && chosen === null) return null
  const missing = chosen !== null && !data.some(({ value }) => value === chosen)
  return (
    <Group gap={6} wrap="nowrap" align="flex-end">
      <Select
        style={{ flex: 1 }}
        label={t('content.choose')}
        searchable
        allowDeselect={false}
        value={chosen ?? OWN}
        error={error}
        data={[
          { value: OWN, label: t('content.chooseOwn') },
          ...data,
          ...(missing ? [{ value: chosen, label: `(${chosen})` }] : []),
        ]}
        onChange={(id) => onChoose(id === OWN ? null : id)}
        data-testid="library-choice"
      />
      {chosen !== null && (
        <Tooltip label={t('content.openContent')}>
          <ActionIcon
            renderRoot={(props) => <Link to="/content/$contentId" params={{ contentId: chosen }} {...props} />}
            size={36}
            variant="default"
            aria-label={t('content.openContent')}
          >
            <IconExternalLink size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  )
}
