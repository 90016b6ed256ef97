import { Button, Group, Stack, Text } from '@mantine/core'
import type { ContentFinding } from '@snodo/content'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../../i18n.ts'
import classes from './content.module.css'
import { useContent } from './content-context.ts'

/** What is wrong or doubtful, each with the way to it and, where something does, what mends it. */
export function FindingList({ findings, onShow }: { findings: ContentFinding[]; onShow(finding: ContentFinding): void }) {
  const { t } = useTranslation()
  const store = useContent()
  const language = currentLanguage()
  if (findings.length === 0)
    return (
      <Text size="sm" c="dimmed" data-testid="no-findings">
        {t('content.noFindings')}
      </Text>
    )
  return (
    <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {findings.map((finding, i) => (
        <li key={i} className={classes.finding} data-severity={finding.severity} data-code={finding.code}>
          {finding.message[language]}
          <Group gap="xs" mt={6}>
            {finding.fix && (
              <Button
                size="compact-xs"
                variant="light"
                onClick={() => store.change(finding.fix!.apply(store.getState().document))}
              >
                {finding.fix.label[language]}
              </Button>
            )}
            {(finding.block !== null || finding.field !== null) && (
              <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onShow(finding)}>
                {t('content.goTo')}
              </Button>
            )}
          </Group>
        </li>
      ))}
    </Stack>
  )
}
