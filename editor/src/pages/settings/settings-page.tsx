import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { workspaceQuery } from '../../api/workspace.ts'
import { faultWords } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { PageFault, PageLoading } from '../../ui/page-states.tsx'
import classes from '../pages.module.css'
import { AccountSection } from './account-section.tsx'
import { CompanySection } from './company-section.tsx'
import { ConsentSection } from './consent-section.tsx'
import { EventsSection } from './events-section.tsx'
import { GoLiveSection } from './go-live-section.tsx'
import { KeysSection } from './keys-section.tsx'
import { LimitsSection } from './limits-section.tsx'
import { ProvidersSection } from './providers-section.tsx'
import { QuietSection } from './quiet-section.tsx'
import { RetentionSection } from './retention-section.tsx'
import type { SectionProps } from './section-props.ts'
import type { SettingsSection } from './sections.ts'
import { SenderSection } from './sender-section.tsx'

const route = getRouteApi('/shell/settings/$section')

const SECTIONS: Record<SettingsSection, (props: SectionProps) => ReactNode> = {
  goLive: GoLiveSection,
  company: CompanySection,
  sender: SenderSection,
  consent: ConsentSection,
  limits: LimitsSection,
  quiet: QuietSection,
  events: EventsSection,
  providers: ProvidersSection,
  retention: RetentionSection,
  keys: KeysSection,
  account: AccountSection,
}

/** The settings of the workspace, section by section, each with an address of its own. */
export function SettingsPage() {
  const { t } = useTranslation()
  const { section } = route.useParams()
  const workspace = useQuery(workspaceQuery)
  if (workspace.isPending) return <PageLoading />
  if (workspace.isError && !workspace.data)
    return <PageFault {...faultWords(workspace.error)} onRetry={() => void workspace.refetch()} />
  const Section = SECTIONS[section]
  return (
    <div className={classes.page}>
      <PageHead title={t('settings.title')} />
      <div className={classes.sections}>
        <nav aria-label={t('settings.sections')} className={classes.sectionLinks}>
          {(Object.keys(SECTIONS) as SettingsSection[]).map((name) => (
            <Link
              key={name}
              to="/settings/$section"
              params={{ section: name }}
              className={classes.sectionLink}
              data-active={name === section || undefined}
              aria-current={name === section ? 'page' : undefined}
            >
              {t(`settingsSections.${name}`)}
            </Link>
          ))}
        </nav>
        <div style={{ minWidth: 0 }}>
          <Section key={section} workspace={workspace.data} />
        </div>
      </div>
    </div>
  )
}
