import { NumberInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { SectionProps } from './section-props.ts'
import { useSettingsDraft } from './settings-draft.ts'
import { SettingsForm } from './settings-form.tsx'

const KINDS = ['events', 'journal', 'messages'] as const

/** How many whole months of each are kept; nothing: for ever. */
export function RetentionSection({ workspace }: SectionProps) {
  const { t } = useTranslation()
  const draft = useSettingsDraft(workspace.settings)
  const { retention } = draft.values
  return (
    <SettingsForm title={t('settingsSections.retention')} explain={t('retention.explain')} draft={draft}>
      {KINDS.map((kind) => (
        <NumberInput
          key={kind}
          label={t(`retention.${kind}`)}
          description={t(`retention.${kind}Help`)}
          placeholder={t('retention.forever')}
          allowDecimal={false}
          allowNegative={false}
          maw={420}
          value={retention[`${kind}Months`] ?? ''}
          error={kind === 'events' ? draft.errors.retention : undefined}
          onChange={(next) => draft.put('retention', { ...retention, [`${kind}Months`]: typeof next === 'number' ? next : null })}
        />
      ))}
    </SettingsForm>
  )
}
