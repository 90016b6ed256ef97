import { Select } from '@mantine/core'
import { canComeAfter, graphOf, type NodeId } from '@snodo/flow'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { nameOf } from '../../canvas/summary-of.ts'
import { useDocument, useWorkbench } from '../../document/workbench-context.ts'
import { currentLanguage } from '../../i18n.ts'

export type NodeSelectProps = {
  id?: string
  label?: string
  ariaLabel?: string
  help?: string | undefined
  required?: boolean
  error?: string | undefined
  /** Only blocks a contact can have passed on the way to this one. Null: any. */
  before: NodeId | null
  /** Only blocks that send. */
  messagesOnly?: boolean
  size?: 'xs' | 'sm'
  value: NodeId | null
  onChange(node: NodeId | null): void
}

/** Chooses an earlier block of the same flow by its name. */
export function NodeSelect({
  id,
  label,
  ariaLabel,
  help,
  required,
  error,
  before,
  messagesOnly,
  size = 'sm',
  value,
  onChange,
}: NodeSelectProps) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const document = useDocument((state) => state.document)
  const language = currentLanguage()
  const data = useMemo(() => {
    const graph = graphOf(document, bench.manifests)
    const ids = Object.keys(document.nodes).filter((each) => {
      if (before !== null && !canComeAfter(graph, each, before)) return false
      return !messagesOnly || bench.manifests.get(document.nodes[each]!.type)?.traits.sends !== undefined
    })
    if (value && !ids.includes(value)) ids.push(value)
    return ids.map((each) => ({
      value: each,
      label: document.nodes[each] ? nameOf(document, each, bench.manifests, language) : t('inspector.unknownBlock', { id: each }),
    }))
  }, [document, bench, before, messagesOnly, value, language, t])
  return (
    <Select
      id={id}
      size={size}
      label={label}
      aria-label={ariaLabel}
      description={help}
      required={required ?? false}
      error={error}
      data={data}
      searchable={data.length > 8}
      placeholder={t('inspector.chooseBlock')}
      value={value}
      onChange={onChange}
    />
  )
}
