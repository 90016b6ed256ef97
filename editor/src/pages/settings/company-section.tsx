import { Select, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SectionProps } from './section-props.ts'
import { useSettingsDraft } from './settings-draft.ts'
import { SettingsForm } from './settings-form.tsx'

const ZONES = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]

/** Who the company is to those it writes to, by whose clock and in whose money it reckons. */
export function CompanySection({ workspace }: SectionProps) {
  const { t } = useTranslation()
  const draft = useSettingsDraft(workspace.settings)
  const { values, errors, put } = draft
  return (
    <SettingsForm title={t('settingsSections.company')} explain={t('company.explain')} draft={draft}>
      <Textarea
        label={t('company.footer')}
        description={t('company.footerHelp')}
        autosize
        minRows={2}
        maxLength={500}
        value={values.postalFooter}
        error={errors.postalFooter}
        onChange={(event) => put('postalFooter', event.currentTarget.value)}
      />
      <Select
        label={t('company.language')}
        data={[
          { value: 'en', label: t('shell.english') },
          { value: 'it', label: t('shell.italian') },
        ]}
        value={values.language}
        allowDeselect={false}
        maw={320}
        error={errors.language}
        onChange={(next) => put('language', next === 'it' ? 'it' : 'en')}
      />
      <Select
        label={t('company.zone')}
        description={t('company.zoneHelp')}
        data={ZONES.includes(values.timeZone) ? ZONES : [values.timeZone, ...ZONES]}
        value={values.timeZone}
        searchable
        allowDeselect={false}
        maw={320}
        error={errors.timeZone}
        onChange={(next) => next !== null && put('timeZone', next)}
      />
      <TextInput
        label={t('company.currency')}
        description={t('company.currencyHelp')}
        maw={160}
        maxLength={3}
        value={values.currency}
        error={errors.currency}
        onChange={(event) => put('currency', event.currentTarget.value.toUpperCase())}
      />
    </SettingsForm>
  )
}
