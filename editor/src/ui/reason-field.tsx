import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Why something is done that touches people: the server asks it of every such order, and it stands in the audit log. */
export function ReasonField({ value, onChange }: { value: string; onChange(value: string): void }) {
  const { t } = useTranslation()
  return (
    <TextInput
      label={t('common.reason')}
      description={t('common.reasonKept')}
      placeholder={t('common.reasonExample')}
      required
      maxLength={500}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-testid="reason"
    />
  )
}
