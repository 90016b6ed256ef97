import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a token is for, signed along: a link that unsubscribes is none that subscribes, an address of a pixel none of a link. */
export type TokenKind = 'unsubscribe' | 'confirm' | 'open' | 'click'

/** The last part of a link in a message: its parts, which must hold no dot, and a signature of so many bytes over them. */
export function sealToken(kind: TokenKind, parts: readonly string[], bytes: number, secret: string): string {
  const text = parts.join('.')
  return `${text}.${sign(kind, text, bytes, secret)}`
}

/** The parts of a token, or null when it was tampered with, is for something else, or has not as many as there should be. */
export function openToken(kind: TokenKind, token: string, count: number, bytes: number, secret: string): string[] | null {
  const parts = token.split('.')
  const signature = Buffer.from(parts.pop() ?? '')
  if (parts.length !== count) return null
  const expected = Buffer.from(sign(kind, parts.join('.'), bytes, secret))
  return signature.length === expected.length && timingSafeEqual(signature, expected) ? parts : null
}

function sign(kind: TokenKind, text: string, bytes: number, secret: string): string {
  return createHmac('sha256', secret).update(`${kind}\n${text}`).digest().subarray(0, bytes).toString('base64url')
}

/** Ids and numbers as short as they can be. */
export function inBase36(number: string | number): string {
  return BigInt(number).toString(36)
}

export function fromBase36(text: string): string | null {
  if (!/^[0-9a-z]{1,14}$/.test(text)) return null
  let number = 0n
  for (const digit of text) number = number * 36n + BigInt(Number.parseInt(digit, 36))
  return number.toString()
}

/** A name as one part of a token: the dot parts the parts. `decodeURIComponent` gives it back. */
export function wordPart(name: string): string {
  return encodeURIComponent(name).replaceAll('.', '%2E')
}

/** Where a link of this installation leads. */
export function linkTo(publicUrl: string, path: string, token: string): string {
  return `${publicUrl.replace(/\/$/, '')}${path}${token}`
}
