import { Button, Divider, Group, Select, Stack, Text, Textarea } from '@mantine/core'
import { CONTENT_LIMITS, type EmailContent, writePlain } from '@snodo/content'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ChipInput } from './chip-input.tsx'
import { useBrand, useContent } from './content-context.ts'
import { useMail } from './use-mail.ts'

/** What belongs to the e-mail as a whole: subject, preview text, language, the plain-text part. */
export function MailForm() {
  const { t } = useTranslation()
  const store = useContent()
  const brand = useBrand()
  const mail = useMail()
  const write = (change: Partial<EmailContent>, tag: string) => {
    const { document } = store.getState()
    if (document.channel === 'email') store.change({ ...document, ...change }, tag)
  }
  return (
    <Stack gap="md">
      <ChipInput
        name="subject"
        label={t('content.subject')}
        value={mail.subject}
        onChange={(subject) => write({ subject }, 'subject')}
      />
      <ChipInput
        name="preheader"
        label={t('content.preheader')}
        help={t('content.preheaderHelp')}
        value={mail.preheader}
        onChange={(preheader) => write({ preheader }, 'preheader')}
      />
      <Select
        label={t('content.language')}
        allowDeselect={false}
        value={mail.language}
        data={[
          { value: 'en', label: 'English' },
          { value: 'it', label: 'Italiano' },
        ]}
        onChange={(language) => (language === 'en' || language === 'it') && write({ language }, 'language')}
      />
      <Divider />
      {mail.text === null ? (
        <div>
          <Text size="sm" fw={500}>
            {t('content.plainText')}
          </Text>
          <Group justify="space-between" align="flex-start" wrap="nowrap" mt={4}>
            <Text size="xs" c="dimmed">
              {t('content.plainAuto')}
            </Text>
            <Button
              size="compact-xs"
              variant="default"
              style={{ flex: 'none' }}
              onClick={() => write({ text: writePlain(mail, brand) }, 'text')}
            >
              {t('content.writeOwn')}
            </Button>
          </Group>
        </div>
      ) : (
        <div>
          <Textarea
            label={t('content.plainText')}
            autosize
            minRows={8}
            maxRows={20}
            maxLength={CONTENT_LIMITS.text}
            data-field-name="text"
            value={mail.text}
            onChange={(event) => write({ text: event.currentTarget.value }, 'text')}
          />
          <Button mt="xs" size="compact-xs" variant="subtle" color="gray" onClick={() => write({ text: null }, 'text')}>
            {t('content.backToAuto')}
          </Button>
        </div>
      )}
      <Divider />
      <Group justify="space-between" wrap="nowrap">
        <Text size="xs" c="dimmed">
          {t('content.brandHint')}
        </Text>
        <Button component={Link} to="/content/brand" size="compact-xs" variant="default" style={{ flex: 'none' }}>
          {t('content.openBrand')}
        </Button>
      </Group>
    </Stack>
  )
}
