import { Stack, Text, Title } from '@mantine/core'
import { CONTENT_LIMITS, type SmsContent } from '@snodo/content'
import { smsSegments } from '@snodo/templates'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ChipInput } from './chip-input.tsx'
import classes from './content.module.css'
import { useContent, useContentState } from './content-context.ts'
import { ForWhom, usePreview } from './content-preview.tsx'
import { FindingList } from './finding-list.tsx'
import { useContentFindings } from './use-findings.ts'
import { focusField } from './use-mail.ts'

/** A text, how one ends it, what it costs, and how it arrives. */
export function SmsEditor({ onErrors }: { onErrors(count: number): void }) {
  const { t } = useTranslation()
  const store = useContent()
  const sms = useContentState((state) => state.document as SmsContent) // the page of texts opens nothing else
  const preview = usePreview()
  const findings = useContentFindings(0)
  const errors = findings.filter((finding) => finding.severity === 'error').length
  useEffect(() => onErrors(errors), [errors, onErrors])
  const write = (change: Partial<SmsContent>, tag: string) => {
    const { document } = store.getState()
    if (document.channel === 'sms') store.change({ ...document, ...change }, tag)
  }
  const text = preview.data?.text ?? ''
  return (
    <div className={classes.page}>
      <div className={classes.work}>
        <Stack gap="lg" maw={640} mx="auto" id="content-panel">
          <ChipInput
            name="body"
            label={t('content.smsText')}
            lines="many"
            maxLength={CONTENT_LIMITS.sms}
            value={sms.body}
            onChange={(body) => write({ body }, 'body')}
          />
          <Parts text={text} />
          <ChipInput
            name="optOut"
            label={t('content.smsOptOut')}
            help={t('content.smsOptOutHelp')}
            value={sms.optOut}
            onChange={(optOut) => write({ optOut }, 'optOut')}
          />
          <div>
            <Title order={2} size="h3" mb="sm">
              {t('content.checks')}
            </Title>
            <FindingList findings={findings} onShow={(finding) => focusField(finding.field)} />
          </div>
        </Stack>
      </div>
      <div className={classes.panel}>
        <Title order={2} size="h3" mb="md">
          {t('content.smsPreview')}
        </Title>
        <Stack gap="sm" mb="lg">
          <ForWhom ownEvent={preview.data?.ownEvent ?? false} />
        </Stack>
        <div className={classes.phoneBox}>
          {text !== '' && (
            <div className={classes.bubble} data-testid="sms-preview">
              {text}
            </div>
          )}
        </div>
      </div>
    </div>
  )
}

/** How many SMS the text, filled in, is sent and paid as. */
function Parts({ text }: { text: string }) {
  const { t } = useTranslation()
  const { segments, used, left, encoding, outside } = smsSegments(text)
  return (
    <div data-testid="sms-parts" role="status">
      <Text size="sm" fw={600}>
        {t('content.smsParts', { count: segments })}
      </Text>
      <Text size="xs" c="dimmed">
        {t('content.smsUsed', { used, left, alphabet: encoding === 'gsm7' ? 'GSM-7' : 'UCS-2' })}
      </Text>
      {encoding === 'ucs2' && (
        <Text size="xs" c="var(--snodo-warning)">
          {t('content.smsDear', { signs: outside.slice(0, 10).join(' ') })}
        </Text>
      )}
    </div>
  )
}
