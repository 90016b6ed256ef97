import { asError } from '@snodo/base'
import { listFlows, listVersions, loadSettings, readAudit } from '@snodo/engine'
import type { GoLiveStep } from '@snodo/protocol'
import type { Doors } from '../routes/doors.ts'
import { SEEDER } from '../seed-newcomer.ts'
import { judgeDkim, judgeDmarc, judgeSpf } from './judge-domain.ts'

/** What is done and what is still to be done before real people are written to. */
export async function readGoLive(
  doors: Pick<Doors, 'engine' | 'pool' | 'providers' | 'mailServer' | 'lookUpText'>,
): Promise<GoLiveStep[]> {
  const { pool, providers, mailServer } = doors
  const settings = await loadSettings(pool)
  const address = settings.from?.address ?? mailServer?.from ?? null
  const domainName = address?.split('@')[1]
  const ownKey = mailServer?.dkim?.domain === domainName ? (mailServer?.dkim?.selector ?? null) : null
  const [domain, flow, tried] = await Promise.all([
    domainSteps(doors, domainName, settings.dkimSelector ?? ownKey),
    firstFlow(doors),
    readAudit(pool, { action: 'provider.try' }, null, 200),
  ])
  const live = settings.sending.mode === 'live'
  return [
    address === null
      ? { id: 'sender', state: 'open', code: 'SENDER_MISSING', values: {} }
      : { id: 'sender', state: 'done', code: 'SENDER_FOUND', values: { address } },
    ...domain,
    settings.postalFooter.trim() === ''
      ? { id: 'footer', state: 'open', code: 'FOOTER_MISSING', values: {} }
      : { id: 'footer', state: 'done', code: 'FOOTER_FOUND', values: {} },
    settings.consentText.trim() === ''
      ? { id: 'consent', state: 'open', code: 'CONSENT_TEXT_MISSING', values: {} }
      : { id: 'consent', state: 'done', code: 'CONSENT_TEXT_FOUND', values: {} },
    providerStep([...providers.values()], tried),
    flow,
    live
      ? { id: 'sandbox', state: 'done', code: 'LIVE', values: {} }
      : { id: 'sandbox', state: 'open', code: 'SANDBOX', values: {} },
  ]
}

/** Asked of the DNS one beside the other: each may take its two seconds. */
async function domainSteps(
  { engine, lookUpText }: Pick<Doors, 'engine' | 'lookUpText'>,
  domain: string | undefined,
  selector: string | null,
): Promise<GoLiveStep[]> {
  if (domain === undefined)
    return (['spf', 'dkim', 'dmarc'] as const).map((id) => ({ id, state: 'open', code: 'NO_DOMAIN', values: {} }))
  const ask = async (name: string): Promise<string[] | null> => {
    try {
      return await lookUpText(name)
    } catch (error) {
      engine.log.warn('dns.no-answer', { because: asError(error).message })
      return null
    }
  }
  const [spf, dkim, dmarc] = await Promise.all([
    ask(domain),
    selector === null ? null : ask(`${selector}._domainkey.${domain}`),
    ask(`_dmarc.${domain}`),
  ])
  return [
    { id: 'spf', ...judgeSpf(domain, spf) },
    { id: 'dkim', ...judgeDkim(domain, selector, dkim) },
    { id: 'dmarc', ...judgeDmarc(domain, dmarc) },
  ]
}

function providerStep(providers: readonly string[], tried: Awaited<ReturnType<typeof readAudit>>): GoLiveStep {
  if (providers.length === 0) return { id: 'provider', state: 'open', code: 'PROVIDER_MISSING', values: {} }
  const latest = (provider: string) => tried.find((row) => row.subject === `provider:${provider}`)
  const untried = providers.find((provider) => latest(provider)?.details.fate !== 'accepted')
  if (untried === undefined)
    return { id: 'provider', state: 'done', code: 'PROVIDER_TRIED', values: { provider: providers.join(', ') } }
  const failed = latest(untried)
  return failed === undefined
    ? { id: 'provider', state: 'open', code: 'PROVIDER_UNTRIED', values: { provider: untried } }
    : { id: 'provider', state: 'open', code: 'PROVIDER_FAILED', values: { provider: untried, say: failed.details.say ?? '' } }
}

/** The sample that is published for a newcomer writes to nobody: it is not theirs. */
async function firstFlow({ pool }: Pick<Doors, 'pool'>): Promise<GoLiveStep> {
  const running = (await listFlows(pool, null, 200)).filter((flow) => flow.live_version !== null && flow.state === 'live')
  for (const flow of running) {
    const [version] = await listVersions(pool, flow.id)
    if (version !== undefined && version.published_by !== SEEDER)
      return { id: 'flow', state: 'done', code: 'FLOW_LIVE', values: { flow: flow.id, name: flow.name } }
  }
  return { id: 'flow', state: 'open', code: 'FLOW_MISSING', values: {} }
}
