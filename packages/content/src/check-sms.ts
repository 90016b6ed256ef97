import { checkTemplate, smsSegments, toGsmText } from '@snodo/templates'
import { BLOCK_WORDS } from './block-words.ts'
import { compileSms } from './compiled.ts'
import type { ContentFinding } from './content-finding.ts'
import type { ContentDocument, SmsContent } from './document.ts'
import { liquidPieces } from './liquid-text.ts'

/** More parts than this cost more than a second message would. */
const MANY_PARTS = 3

/** What is wrong or doubtful in an SMS: what it says, what it costs, and how one ends it. */
export function checkSms(document: SmsContent): ContentFinding[] {
  const { body, optOut, language } = document
  const about = { block: null, field: 'body' }
  if (body.trim() === '')
    return [
      {
        code: 'SMS_EMPTY',
        severity: 'error',
        ...about,
        message: { en: 'The message has no text.', it: 'Il messaggio non ha un testo.' },
      },
    ]
  const [broken] = checkTemplate(`${body}\n${optOut}`)
  if (broken) return [{ code: 'TEMPLATE_BROKEN', severity: 'error', ...about, message: broken.message }]
  const findings: ContentFinding[] = []
  // What is filled in is counted as it stands in the preview; here only what people wrote themselves.
  const written = liquidPieces(compileSms(document).body)
    .map((piece) => (piece.liquid ? 'xxxxxx' : piece.text))
    .join('')
  const { encoding, outside, segments } = smsSegments(written)
  if (encoding === 'ucs2') {
    const mended = smsSegments(toGsmText(written)).encoding === 'gsm7'
    findings.push({
      code: 'SMS_UNICODE',
      severity: 'warning',
      ...about,
      message: {
        en: `${outside.slice(0, 8).join(' ')} make each part hold 70 signs instead of 160.`,
        it: `${outside.slice(0, 8).join(' ')} riducono ogni parte da 160 a 70 caratteri.`,
      },
      ...(mended
        ? {
            fix: {
              label: { en: 'Use plain signs', it: 'Usa caratteri semplici' },
              apply: (given: ContentDocument) =>
                given.channel === 'sms' ? { ...given, body: plainAround(given.body), optOut: plainAround(given.optOut) } : given,
            },
          }
        : {}),
    })
  }
  if (segments > MANY_PARTS)
    findings.push({
      code: 'SMS_LONG',
      severity: 'warning',
      ...about,
      message: {
        en: `It goes out, and is paid, as ${segments} parts.`,
        it: `Parte, e si paga, come ${segments} messaggi.`,
      },
    })
  if (optOut.trim() === '' && !body.includes('unsubscribeUrl'))
    findings.push({
      code: 'SMS_OPT_OUT_MISSING',
      severity: 'warning',
      block: null,
      field: 'optOut',
      message: {
        en: 'It does not say how to stop such messages, as advertising has to.',
        it: 'Non dice come smettere di riceverne, come la pubblicità deve fare.',
      },
      fix: {
        label: { en: 'Add the line', it: 'Aggiungi la riga' },
        apply: (given) => (given.channel === 'sms' ? { ...given, optOut: BLOCK_WORDS.optOut[language] } : given),
      },
    })
  return findings
}

/** Plain signs in what people wrote; Liquid stays as it is. */
function plainAround(text: string): string {
  return liquidPieces(text)
    .map((piece) => (piece.liquid ? piece.text : toGsmText(piece.text)))
    .join('')
}
