import { type DeliveryFate, fateText } from './channel.ts'

/** What is known of a failed hand-over by SMTP. */
export type SmtpFailure = {
  /** nodemailer's code for the step that failed, e.g. ECONNECTION, EENVELOPE, EAUTH. */
  code: string
  /** The server's reply, where there was one: `550 5.1.1 No such user`. */
  reply: string | null
  /** The command that was answered: MAIL FROM, RCPT TO, DATA, AUTH …, CONN. */
  command: string
  message: string
  /** The whole message, with its closing dot, was put on the wire: the server may have taken it. */
  bodySent: boolean
}

/** A wrong password is no fault of the message: it waits, and the operator is told by the reason. */
const LOGIN_RETRY_MS = 5 * 60_000

/** The fate of a message whose hand-over failed. Codes: RFC 5321 4.2, RFC 3463. */
export function classifySmtpFailure(failure: SmtpFailure): DeliveryFate {
  const replyCode = Number(/^\d{3}/.exec(failure.reply ?? '')?.[0] ?? 0)
  const say = fateText(failure.reply ?? failure.message)
  if (failure.code === 'EAUTH' || failure.code === 'ENOAUTH') {
    return { fate: 'retry', afterMs: LOGIN_RETRY_MS, slows: true, because: `the mail server refuses our login: ${say}` }
  }
  // 503 says that the session was out of step, not that the message was refused.
  if ((replyCode >= 400 && replyCode < 500) || replyCode === 503)
    return { fate: 'retry', afterMs: null, slows: speaksOfServer(failure.command, replyCode, say), because: say }
  if (replyCode === 530 || replyCode === 535 || replyCode === 538) {
    return { fate: 'retry', afterMs: LOGIN_RETRY_MS, slows: true, because: `the mail server wants another login or TLS: ${say}` }
  }
  if (replyCode >= 500) return refusal(failure.command, replyCode, say)
  if (failure.bodySent) return { fate: 'unknown', because: `the answer to the message was lost: ${say}` }
  if (failure.code === 'EENVELOPE') return { fate: 'refused', hard: false, code: 'ENVELOPE', say }
  if (failure.code === 'EMESSAGE') return { fate: 'refused', hard: false, code: 'MESSAGE', say }
  // No reply at all: refused, timed out, broken off before the message was whole.
  return { fate: 'retry', afterMs: null, slows: true, because: say }
}

/**
 * Whether a passing refusal is about the server and its opinion of us, or about one recipient (greylisting, a full mailbox): 421
 * closes the service, 4.3.x is the mail system, and what is said before any recipient was named can be about nobody else.
 */
function speaksOfServer(command: string, replyCode: number, say: string): boolean {
  if (replyCode === 503) return false
  if (replyCode === 421 || (command !== 'RCPT TO' && command !== 'DATA')) return true
  return /^\d{3}[ -]4\.3\./.test(say) || /throttl|rate limit|sending rate|too many (messages|connections)|slow down/i.test(say)
}

/** Replies to anything but the recipient and the message itself (the greeting, EHLO, STARTTLS) are no verdict on a message. */
function refusal(command: string, replyCode: number, say: string): DeliveryFate {
  if (command !== 'MAIL FROM' && command !== 'RCPT TO' && command !== 'DATA')
    return { fate: 'retry', afterMs: null, slows: true, because: say }
  const enhanced = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(say)?.[1] ?? null
  const hard =
    command !== 'MAIL FROM' && (enhanced ? isHardStatus(enhanced) : command === 'RCPT TO' && saysNoSuchMailbox(replyCode, say))
  return { fate: 'refused', hard, code: enhanced ?? String(replyCode), say }
}

/** 5.1.7, 5.1.8 and 5.1.9 speak of the *sender's* address or a conversion; 5.2.2 is a full mailbox; 5.7.x is policy, not the contact's fault. */
function isHardStatus(enhanced: string): boolean {
  return /^5\.1\.([0-6]|10)$/.test(enhanced) || enhanced === '5.2.1'
}

/**
 * Old servers give no enhanced code, and use 550 for policy too. A wrong *hard* loses the contact for good, a wrong *soft* one
 * message: so only words that plainly speak of the mailbox count.
 */
function saysNoSuchMailbox(replyCode: number, say: string): boolean {
  if (replyCode !== 550 && replyCode !== 551 && replyCode !== 553) return false
  if (/spam|block|black ?list|policy|reputation|relay|spf|dkim|dmarc|sender/i.test(say)) return false
  return /(user|recipient|mailbox|address|account)[^.]{0,40}(unknown|not exist|not found|unavailable|invalid|disabled|rejected)|(no such|unknown|invalid) (user|recipient|mailbox|address|account)/i.test(
    say,
  )
}
