import { Select } from '@mantine/core'
import { COMPARISONS, NUMBER_COMPARISONS } from '@snodo/audience'
import { useTranslation } from 'react-i18next'

export type ClauseProps<Clause> = { clause: Clause; onChange(clause: Clause): void; onRest(): void }

export function ComparisonSelect({
  value,
  numbersOnly,
  onChange,
  onRest,
}: {
  value: string
  numbersOnly?: boolean
  onChange(is: string): void
  onRest(): void
}) {
  const { t } = useTranslation()
  return (
    <Select
      size="xs"
      aria-label={t('predicates.comparison')}
      data={(numbersOnly ? NUMBER_COMPARISONS : COMPARISONS).map((each) => ({ value: each, label: t(`comparisons.${each}`) }))}
      value={value}
      allowDeselect={false}
      onChange={(next) => {
        if (next !== null) onChange(next)
        onRest()
      }}
    />
  )
}
