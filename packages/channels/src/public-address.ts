import ipaddr from 'ipaddr.js'

/** Why an IP address is not one of the public internet (`loopback`, `private`, `linkLocal` …), or null when it is. */
export function nonPublicRange(address: string): string | null {
  if (!ipaddr.isValid(address)) return 'not an IP address'
  const parsed = ipaddr.parse(address)
  const range = parsed.range()
  if (range !== 'unicast') return range
  // Of IPv6 only 2000::/3 is given out; the rest counts as unicast too, among it ::127.0.0.1, the old spelling of an embedded IPv4.
  if (parsed instanceof ipaddr.IPv6 && (parsed.parts[0]! & 0xe000) !== 0x2000) return 'not global unicast'
  return null
}
