import { Alert, Group, SegmentedControl, Select, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { CONTENT_LIMITS } from '@snodo/content'
import type { ContentPreview } from '@snodo/protocol'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { contactName, contactsQuery } from '../../api/contacts.ts'
import { previewQuery } from '../../api/contents.ts'
import { useKnownNames } from '../../api/known-names.ts'
import { faultWords } from '../../ui/notify.ts'
import classes from './content.module.css'
import { useContentState } from './content-context.ts'
import { shownForQuery, shownForStore, useShownFor } from './shown-for.ts'

/** The content as the server would send it, asked anew in the pauses of typing. */
export function usePreview() {
  const document = useContentState((state) => state.document)
  const [late] = useDebouncedValue(document, 400)
  const shown = useShownFor((state) => state)
  return useQuery({ ...previewQuery(late, shown), placeholderData: keepPreviousData })
}

/** For whom, on what screen, in which mail program: the e-mail as it arrives. */
export function MailPreview() {
  const { t } = useTranslation()
  const [device, setDevice] = useState('desktop')
  const [look, setLook] = useState('light')
  const [part, setPart] = useState('mail')
  const preview = usePreview()
  return (
    <div className={classes.work} data-testid="mail-preview">
      <div className={classes.previewBar}>
        <ForWhom ownEvent={preview.data?.ownEvent ?? false} />
        <Choice
          label={t('content.part')}
          value={part}
          onChange={setPart}
          data={[
            ['mail', t('content.asMail')],
            ['plain', t('content.plainText')],
          ]}
        />
        {part === 'mail' && (
          <>
            <Choice
              label={t('content.device')}
              value={device}
              onChange={setDevice}
              data={[
                ['desktop', t('content.desktop')],
                ['phone', t('content.phone')],
              ]}
            />
            <Choice
              label={t('content.look')}
              value={look}
              onChange={setLook}
              data={[
                ['light', t('content.light')],
                ['dark', t('content.dark')],
                ['inverted', t('content.inverted')],
              ]}
            />
          </>
        )}
      </div>
      {preview.isError && (
        <Alert color="red" variant="light" maw={860} mx="auto" mb="md" title={faultWords(preview.error).title}>
          {faultWords(preview.error).detail}
        </Alert>
      )}
      {preview.data && (
        <>
          <Envelope
            preview={preview.data}
            hint={look === 'dark' ? t('content.darkHint') : look === 'inverted' ? t('content.invertedHint') : null}
          />
          {part === 'plain' ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text has to be scrolled by keys too.
            <div className={classes.plain} tabIndex={0}>
              {preview.data.text}
            </div>
          ) : (
            <div className={classes.frameBox} data-device={device} data-look={look}>
              <iframe
                className={classes.frame}
                title={t('content.previewFrame')}
                sandbox=""
                srcDoc={inLook(preview.data.html ?? '', look === 'dark')}
                data-testid="preview-frame"
              />
            </div>
          )}
        </>
      )}
    </div>
  )
}

/** Our rules for dark readers in force or not, whatever this screen is set to: what a program shows that asks, or one that does not. */
function inLook(html: string, dark: boolean): string {
  const ruled = html.replace('@media (prefers-color-scheme: dark)', dark ? '@media all' : '@media not all')
  return dark
    ? ruled
    : ruled.replaceAll('color-scheme:light dark', 'color-scheme:light').replaceAll('content="light dark"', 'content="light"')
}

function Envelope({ preview, hint }: { preview: ContentPreview; hint: string | null }) {
  const { t } = useTranslation()
  const kilobytes = Math.round(preview.bytes / 1024)
  return (
    <div className={classes.envelope}>
      <Text fw={620}>{preview.subject || t('content.noSubject')}</Text>
      {preview.preheader && (
        <Text size="sm" c="dimmed">
          {preview.preheader}
        </Text>
      )}
      <Group gap="lg" mt={4}>
        <Text size="xs" c="dimmed">
          {preview.to ?? '—'}
        </Text>
        <Text size="xs" c={preview.bytes > CONTENT_LIMITS.clippedBytes ? 'var(--snodo-warning)' : 'dimmed'}>
          {t('content.size', { size: kilobytes })}
        </Text>
        {hint && (
          <Text size="xs" c="dimmed">
            {hint}
          </Text>
        )}
      </Group>
    </div>
  )
}

type ChoiceProps = { label: string; value: string; onChange(value: string): void; data: [string, string][] }

function Choice({ label, value, onChange, data }: ChoiceProps) {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4} component="div">
        {label}
      </Text>
      <SegmentedControl
        size="xs"
        aria-label={label}
        value={value}
        onChange={onChange}
        data={data.map(([name, say]) => ({ value: name, label: say }))}
      />
    </div>
  )
}

/** The contact whose values fill in the fields, and the event that would have set the flow off. */
export function ForWhom({ ownEvent }: { ownEvent: boolean }) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [late] = useDebouncedValue(search, 250)
  const { contact, event } = useShownFor((state) => state)
  const person = useQuery(shownForQuery(contact))
  const chosen = contact === null ? t('content.sample') : ((person.data && contactName(person.data)) ?? contact)
  // The field holds the name of who is chosen until one types: that is no search.
  const wanted = late === chosen ? '' : late
  const people = useQuery({ ...contactsQuery({ search: wanted, limit: 50 }), placeholderData: keepPreviousData })
  const { events } = useKnownNames()
  const found = (people.data?.items ?? [])
    .filter(({ id }) => id !== contact)
    .map((each) => ({ value: each.id, label: contactName(each) ?? each.id }))
  const all = contact === null ? found : [{ value: contact, label: chosen }, ...found]
  return (
    <>
      <Select
        w={220}
        size="xs"
        label={t('content.forWhom')}
        searchable
        value={contact ?? 'sample'}
        data={[{ value: 'sample', label: t('content.sample') }, ...uniqueLabels(all)]}
        onSearchChange={setSearch}
        allowDeselect={false}
        onChange={(id) => shownForStore.setState({ contact: id === 'sample' ? null : id })}
      />
      <Select
        w={200}
        size="xs"
        label={t('content.afterEvent')}
        searchable
        value={event ?? ''}
        data={[{ value: '', label: t('content.noEvent') }, ...events.map((name) => ({ value: name, label: name }))]}
        allowDeselect={false}
        onChange={(name) => shownForStore.setState({ event: name || null })}
      />
      {event !== null && !ownEvent && (
        <Text size="xs" c="dimmed" maw={220}>
          {t('content.notOwn')}
        </Text>
      )}
    </>
  )
}

/** Two people of one name are told apart by their ids. */
function uniqueLabels(people: { value: string; label: string }[]): { value: string; label: string }[] {
  const names = Map.groupBy(people, (person) => person.label)
  return people.map(({ value, label }) => ({ value, label: (names.get(label)?.length ?? 0) > 1 ? `${label} (${value})` : label }))
}
