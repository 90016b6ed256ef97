import { Badge, Tabs } from '@mantine/core'
import { blockOf, type ContentFinding } from '@snodo/content'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BlockForm } from './block-form.tsx'
import { BlockList } from './block-list.tsx'
import classes from './content.module.css'
import type { ContentView } from './content-bar.tsx'
import { useContent, useContentState } from './content-context.ts'
import { MailPreview, usePreview } from './content-preview.tsx'
import { FindingList } from './finding-list.tsx'
import { MailForm } from './mail-form.tsx'
import { useContentFindings } from './use-findings.ts'
import { focusBlock, focusField, useMail } from './use-mail.ts'

type MailEditorProps = { view: ContentView; setView(view: ContentView): void; onErrors(count: number): void }
type Tab = 'mail' | 'block' | 'checks'

/** Blocks or their preview on the left; on the right what is in hand: the block, the e-mail, or what there is to mend. */
export function MailEditor({ view, setView, onErrors }: MailEditorProps) {
  const { t } = useTranslation()
  const store = useContent()
  const mail = useMail()
  const selected = useContentState((state) => state.selected)
  const block = selected === null ? null : blockOf(mail, selected)
  const [tab, setTab] = useState<Tab>('mail')
  const preview = usePreview()
  const findings = useContentFindings(preview.data?.bytes ?? 0)
  const errors = findings.filter((finding) => finding.severity === 'error').length
  useEffect(() => onErrors(errors), [errors, onErrors])
  // Whoever goes to a block wants to change it.
  useEffect(() => setTab((now) => (selected !== null ? 'block' : now === 'block' ? 'mail' : now)), [selected])
  const shown: Tab = tab === 'block' && block === null ? 'mail' : tab

  const show = ({ block: id, field }: ContentFinding) => {
    setView('edit')
    store.select(id)
    setTab(id === null ? 'mail' : 'block')
    focusField(field)
  }
  return (
    <div className={classes.page}>
      {view === 'edit' ? <BlockList /> : <MailPreview />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape leads back to the block from any field in here. */}
      <div
        id="content-panel"
        className={classes.panel}
        onKeyDown={(event) => {
          // What is opened over the panel (a list, a chip's own field) is closed first.
          const { target } = event
          if (event.key !== 'Escape' || block === null || !(target instanceof Element)) return
          if (!event.currentTarget.contains(target) || target.getAttribute('aria-expanded') === 'true') return
          focusBlock(block.id)
        }}
      >
        <Tabs value={shown} onChange={(next) => setTab((next as Tab | null) ?? 'mail')} keepMounted={false}>
          <Tabs.List grow mb="md" aria-label={t('content.panel')}>
            <Tabs.Tab value="mail">{t('content.ofMail')}</Tabs.Tab>
            <Tabs.Tab value="block" disabled={block === null}>
              {block === null ? t('content.ofBlock') : t(`contentBlock.${block.type}`)}
            </Tabs.Tab>
            <Tabs.Tab
              value="checks"
              rightSection={
                findings.length > 0 && (
                  <Badge size="sm" variant="light" color={errors > 0 ? 'red' : 'orange'} data-testid="finding-count">
                    {findings.length}
                  </Badge>
                )
              }
            >
              {t('content.checks')}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="mail">
            <MailForm />
          </Tabs.Panel>
          <Tabs.Panel value="block">
            <BlockForm />
          </Tabs.Panel>
          <Tabs.Panel value="checks">
            <FindingList findings={findings} onShow={show} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </div>
  )
}
