import { Stack, Switch, Text, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { sayChannel } from '../../ui/say-state.ts'
import type { SectionProps } from './section-props.ts'
import { useSettingsDraft } from './settings-draft.ts'
import { SettingsForm } from './settings-form.tsx'

/** What people agree to, and whether they are asked once more. */
export function ConsentSection({ workspace }: SectionProps) {
  const { t } = useTranslation()
  const draft = useSettingsDraft(workspace.settings)
  const { values, errors, put } = draft
  return (
    <SettingsForm title={t('settingsSections.consent')} explain={t('consentSettings.explain')} draft={draft}>
      <Textarea
        label={t('consentSettings.text')}
        description={t('consentSettings.textHelp')}
        autosize
        minRows={3}
        maxLength={1000}
        value={values.consentText}
        error={errors.consentText}
        onChange={(event) => put('consentText', event.currentTarget.value)}
      />
      <Stack gap={8} role="group" aria-label={t('consentSettings.doubleOptIn')}>
        <div>
          <Text fw={500} size="sm">
            {t('consentSettings.doubleOptIn')}
          </Text>
          <Text size="xs" c="dimmed">
            {t('consentSettings.doubleOptInHelp')}
          </Text>
        </div>
        {(['email', 'sms'] as const).map((channel) => (
          <Switch
            key={channel}
            label={sayChannel(t, channel)}
            checked={values.doubleOptIn?.[channel] ?? false}
            onChange={(event) => put('doubleOptIn', { ...values.doubleOptIn, [channel]: event.currentTarget.checked })}
          />
        ))}
        {errors.doubleOptIn && (
          <Text size="xs" c="var(--snodo-error)" role="alert">
            {errors.doubleOptIn}
          </Text>
        )}
      </Stack>
    </SettingsForm>
  )
}
