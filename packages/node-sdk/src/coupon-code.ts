import { assert } from '@snodo/base'

/** Without 0, O, 1, I and L: a code is read aloud at tills and typed on phones. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** Fewest stars of a pattern: 31^6 is 887 million codes, of which nobody guesses a valid one in reasonable time. */
export const FEWEST_STARS = 6
/** Regular expression of a coupon pattern, for JSON Schemas: fixed text with at least so many stars, each a drawn character. */
export const COUPON_PATTERN = `^([A-Za-z0-9_-]*\\*){${FEWEST_STARS},24}[A-Za-z0-9_-]*$`

/**
 * A code after a pattern such as `HELLO-********`: each star becomes a character drawn from the digest (hex, see `step.digest`),
 * read as one large number in base 31, so that no character is favoured. 256 bits are enough for 51 stars.
 */
export function couponCode(pattern: string, digest: string): string {
  let bits = BigInt(`0x${digest}`)
  const stars = pattern.split('*').length - 1
  assert(stars * 5 <= digest.length * 4, 'a coupon pattern has more stars than its digest has bits for')
  const base = BigInt(ALPHABET.length)
  return pattern.replaceAll('*', () => {
    const drawn = ALPHABET[Number(bits % base)]!
    bits /= base
    return drawn
  })
}
