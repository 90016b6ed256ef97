import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { asError, isFault } from '@snodo/base'
import { buildConnector } from 'undici'
import { outboundFaults as faults } from './outbound-faults.ts'
import { nonPublicRange } from './public-address.ts'

export type ResolvedAddress = { address: string; family: number }

/** From a name to its addresses. */
export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true, order: 'verbatim' })

/**
 * Opens connections to public addresses only. The check sits where the connection is made, on the literal and on every address a name
 * resolves to, and the socket goes to the very addresses that were checked: a name that answers differently the next time (DNS rebinding)
 * gains nothing. Checking the URL beforehand would miss names, a filtering `lookup` alone would miss literals (127.0.0.1, [::1]).
 */
export function guardedConnect(
  isAllowed: (hostname: string, port: number) => boolean,
  resolve: Resolve,
  timeoutMs: number,
): buildConnector.connector {
  const connectTo = (check: boolean) => buildConnector({ timeout: timeoutMs, lookup: lookupVia(resolve, check) })
  const unchecked = connectTo(false)
  const checked = connectTo(true)
  return (options, callback) => {
    const host = options.hostname
    const fail = (error: Error) =>
      callback(isFault(error) ? error : faults.OUTBOUND_UNREACHABLE({ host, because: reason(error) }), null)
    const done: buildConnector.Callback = (...[error, socket]) => (error ? fail(error) : callback(null, socket!))
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80)
    if (isAllowed(host, port)) return unchecked(options, done)
    const range = isIP(host) ? nonPublicRange(host) : null
    if (range) return fail(faults.OUTBOUND_ADDRESS_REFUSED({ host, range }))
    return checked(options, done)
  }
}

function lookupVia(resolve: Resolve, check: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        // One bad address condemns the name: which of them is taken is up to the network's mood.
        const range = check
          ? (addresses.map(({ address }) => nonPublicRange(address)).find((found) => found !== null) ?? null)
          : null
        if (range) callback(faults.OUTBOUND_ADDRESS_REFUSED({ host: hostname, range }), '')
        else if (addresses.length === 0) callback(new Error('the name has no address'), '')
        else if (options.all) callback(null, addresses)
        else callback(null, addresses[0]!.address, addresses[0]!.family)
      },
      (thrown) => callback(asError(thrown), ''),
    )
  }
}

function reason(error: Error & { code?: unknown }): string {
  return typeof error.code === 'string' ? error.code : error.message
}
