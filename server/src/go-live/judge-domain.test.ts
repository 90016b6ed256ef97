import { describe, expect, test } from 'vitest'
import { judgeDkim, judgeDmarc, judgeSpf } from './judge-domain.ts'

const domain = 'shop.example'

describe('the SPF record of a domain', () => {
  test.each([
    ['a policy', ['google-site-verification=x', 'v=spf1 include:mail.example ~all'], 'SPF_FOUND'],
    ['none', ['google-site-verification=x'], 'SPF_MISSING'],
    ['a record of another version', ['v=spf10 -all'], 'SPF_MISSING'],
    ['two, which mailboxes take for none', ['v=spf1 -all', 'v=spf1 mx -all'], 'SPF_TWICE'],
    ['one that lets anybody send', ['v=spf1 mx +all'], 'SPF_ANYBODY'],
    ['one that lets anybody send, unsigned', ['v=spf1 all'], 'SPF_ANYBODY'],
    ['one that ends in a redirect', ['v=spf1 redirect=_spf.example'], 'SPF_FOUND'],
    ['no answer', null, 'NO_ANSWER'],
  ])('with %s', (_, records, code) => {
    expect(judgeSpf(domain, records)).toMatchObject({ code })
  })
})

describe('the DKIM key of a domain', () => {
  test.each([
    ['a key', ['v=DKIM1; k=rsa; p=MIGf MA0'], 'DKIM_FOUND', 'done'],
    ['a key without a version', ['k=ed25519; p=11qYAY'], 'DKIM_FOUND', 'done'],
    ['a key taken back', ['v=DKIM1; p='], 'DKIM_REVOKED', 'open'],
    ['something else there', ['hello'], 'DKIM_MISSING', 'open'],
    ['nothing there', [], 'DKIM_MISSING', 'open'],
    ['no answer', null, 'NO_ANSWER', 'unknown'],
  ])('with %s', (_, records, code, state) => {
    expect(judgeDkim(domain, 's1', records)).toMatchObject({ code, state })
  })

  test('is looked for nowhere while nobody has said under which name it stands', () => {
    expect(judgeDkim(domain, null, null)).toMatchObject({ code: 'DKIM_NO_SELECTOR', state: 'open' })
  })
})

describe('the DMARC policy of a domain', () => {
  test.each([
    ['one that asks for nothing yet', ['v=DMARC1; p=none; rua=mailto:d@shop.example'], 'DMARC_FOUND', 'none'],
    ['one that refuses', ['v=DMARC1;p=reject'], 'DMARC_FOUND', 'reject'],
    ['one without a policy', ['v=DMARC1; rua=mailto:d@shop.example'], 'DMARC_MISSING', undefined],
    ['a policy for subdomains only', ['v=DMARC1; sp=reject'], 'DMARC_MISSING', undefined],
    ['none', [], 'DMARC_MISSING', undefined],
  ])('with %s', (_, records, code, policy) => {
    const judged = judgeDmarc(domain, records)
    expect(judged.code).toBe(code)
    expect(judged.values.policy).toBe(policy)
  })
})
