import { Button, Collapse, List, Text, Title, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Language } from '@snodo/base'
import { type FlowDocument, type Manifests, nodeTitle, type StarterFlow, type StarterSample } from '@snodo/flow'
import { IconCheck, IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../../i18n.ts'
import { DrawingPicture } from './drawing-picture.tsx'
import classes from './templates.module.css'

/** A template: its drawing, what it does, what it needs, and who would come past which blocks. */
export function TemplateCard(props: {
  starter: StarterFlow
  /** Of the flow that would be made. */
  language: Language
  manifests: Manifests
  busy: boolean
  onUse(): void
}) {
  const { starter, manifests, busy, onUse } = props
  const { t } = useTranslation()
  const [shown, { toggle }] = useDisclosure(false)
  const screen = currentLanguage()
  const title = starter.title[screen]
  const document = starter.document(screen)
  const Chevron = shown ? IconChevronDown : IconChevronRight
  return (
    <article className={classes.card} data-testid="template">
      <div className={classes.picture}>
        <DrawingPicture document={document} manifests={manifests} label={t('templates.picture', { name: title })} height={190} />
      </div>
      <div className={classes.body}>
        <Title order={2} fz={16} lh="24px">
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {t('templates.blocks', { count: Object.keys(document.nodes).length })}
        </Text>
        <Text size="sm">{starter.about[screen]}</Text>
        <div>
          <Text size="xs" fw={580} c="dimmed" mb={2}>
            {t('templates.needs')}
          </Text>
          <List size="sm" spacing={2} icon={<IconCheck size={14} aria-hidden style={{ color: 'var(--snodo-soft)' }} />}>
            {starter.needs.map((need) => (
              <List.Item key={need.en}>{need[screen]}</List.Item>
            ))}
          </List>
        </div>
        <div>
          <UnstyledButton className={classes.more} onClick={toggle} aria-expanded={shown}>
            <Chevron size={14} aria-hidden /> {t('templates.samples')}
          </UnstyledButton>
          <Collapse expanded={shown}>
            <dl className={classes.samples}>
              {starter.samples.map((sample) => (
                <Sample key={sample.name.en} sample={sample} document={document} manifests={manifests} />
              ))}
            </dl>
          </Collapse>
        </div>
        <Button variant="light" mt="auto" loading={busy} onClick={onUse} aria-label={t('templates.useNamed', { name: title })}>
          {t('templates.use')}
        </Button>
      </div>
    </article>
  )
}

function Sample({ sample, document, manifests }: { sample: StarterSample; document: FlowDocument; manifests: Manifests }) {
  const { t } = useTranslation()
  const screen = currentLanguage()
  const names = sample.path.flatMap((id) => {
    const node = document.nodes[id]
    return node ? [nodeTitle(node, manifests.get(node.type))[screen]] : []
  })
  return (
    <>
      <dt>{sample.name[screen]}</dt>
      <dd>{names.length === 0 ? t('templates.keptOut') : names.join(' → ')}</dd>
    </>
  )
}
