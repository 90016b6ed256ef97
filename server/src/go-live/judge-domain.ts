import type { GoLiveStep } from '@snodo/protocol'

/** The text records of a sender's domain; null: the DNS gave no answer. */
export type DomainRecords = { spf: string[] | null; dkim: string[] | null; dmarc: string[] | null }

type Judged = Pick<GoLiveStep, 'state' | 'code' | 'values'>

/**
 * What a domain's records say to mailboxes, as far as the records themselves tell: whether an SPF policy stands there (RFC 7208),
 * a key (RFC 6376), and what is to become of mail that fails both (RFC 7489). That the provider's servers are among those the SPF
 * policy names is known to the provider alone: a test message shows it.
 */
export function judgeSpf(domain: string, records: string[] | null): Judged {
  if (records === null) return { state: 'unknown', code: 'NO_ANSWER', values: { domain } }
  const policies = records.filter((record) => /^v=spf1(\s|$)/i.test(record))
  if (policies.length === 0) return { state: 'open', code: 'SPF_MISSING', values: { domain } }
  if (policies.length > 1) return { state: 'open', code: 'SPF_TWICE', values: { domain } }
  const policy = policies[0] ?? ''
  if (/\s[+]?all\b/i.test(policy) && !/\s[-~?]all\b/i.test(policy))
    return { state: 'open', code: 'SPF_ANYBODY', values: { domain, record: policy } }
  return { state: 'done', code: 'SPF_FOUND', values: { domain, record: policy } }
}

export function judgeDkim(domain: string, selector: string | null, records: string[] | null): Judged {
  if (selector === null) return { state: 'open', code: 'DKIM_NO_SELECTOR', values: { domain } }
  const name = `${selector}._domainkey.${domain}`
  if (records === null) return { state: 'unknown', code: 'NO_ANSWER', values: { domain: name } }
  const keys = records.flatMap((record) => {
    const key = /(?:^|;)\s*p=([^;]*)/i.exec(record)
    return key === null ? [] : [(key[1] ?? '').replace(/\s/g, '')]
  })
  if (keys.length === 0) return { state: 'open', code: 'DKIM_MISSING', values: { name } }
  // An empty key says that it was taken back.
  return keys.some((key) => key !== '')
    ? { state: 'done', code: 'DKIM_FOUND', values: { name } }
    : { state: 'open', code: 'DKIM_REVOKED', values: { name } }
}

export function judgeDmarc(domain: string, records: string[] | null): Judged {
  const name = `_dmarc.${domain}`
  if (records === null) return { state: 'unknown', code: 'NO_ANSWER', values: { domain: name } }
  const policy = records.find((record) => /^v=DMARC1\s*(;|$)/i.test(record))
  const asked = policy === undefined ? null : /(?:^|;)\s*p=\s*(none|quarantine|reject)/i.exec(policy)
  if (policy === undefined || asked === null) return { state: 'open', code: 'DMARC_MISSING', values: { name } }
  return { state: 'done', code: 'DMARC_FOUND', values: { name, policy: (asked[1] ?? '').toLowerCase() } }
}
