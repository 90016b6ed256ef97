import { Button, Group, Text } from '@mantine/core'
import type { Finding } from '@snodo/flow'
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { focusCanvas } from '../canvas/focus-canvas.ts'
import { nameOf } from '../canvas/summary-of.ts'
import { useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import classes from './problems.module.css'

/** One problem: what is wrong, what will happen to contacts, and what mends it. `named` tells the block also where `compact` leaves it out. */
export function FindingCard({ finding, compact, named = !compact }: { finding: Finding; compact?: boolean; named?: boolean }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const language = currentLanguage()
  const isError = finding.severity === 'error'
  const show = () =>
    finding.node === undefined
      ? bench.session.setState({ panel: 'settings', selected: new Set() })
      : bench.session.setState({
          panel: 'block',
          selected: new Set([finding.node]),
          active: finding.node,
          reveal: finding.node,
          selectedLine: null,
          focusField: finding.path ?? '',
        })
  const mend = () => {
    if (finding.fix && bench.edit({ do: 'compound', edits: finding.fix.edits, label: finding.fix.label }))
      // The problem goes, and its button with it: the keyboard goes on in the flow.
      focusCanvas()
  }
  const document = bench.documents.store.getState().document
  return (
    <div className={classes.card} data-severity={finding.severity} data-testid="finding" data-code={finding.code}>
      <div className={classes.icon} title={isError ? t('problems.error') : t('problems.warning')}>
        {isError ? <IconCircleX size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}
      </div>
      <div style={{ minWidth: 0, flex: 1 }}>
        {named && finding.node !== undefined && (
          <Text size="xs" c="dimmed">
            {nameOf(document, finding.node, bench.manifests, language)}
          </Text>
        )}
        <Text size="sm">{finding.message[language]}</Text>
        <Text size="xs" c="dimmed">
          {finding.consequence[language]}
        </Text>
        <Group gap={6} mt={finding.fix || !compact ? 6 : 0}>
          {finding.fix && (
            <Button size="compact-xs" variant="light" onClick={mend}>
              {finding.fix.label[language]}
            </Button>
          )}
          {!compact && (
            <Button size="compact-xs" variant="subtle" color="gray" onClick={show}>
              {t('problems.show')}
            </Button>
          )}
        </Group>
      </div>
    </div>
  )
}
