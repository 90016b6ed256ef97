import { defineFaults } from '@snodo/base'

/**
 * Why a request to the outside was not made or brought no answer. After UNREACHABLE, URL_REFUSED, ADDRESS_REFUSED and REQUEST_INVALID
 * nothing was sent; after the others the other side may have acted.
 */
export const outboundFaults = defineFaults({
  OUTBOUND_URL_REFUSED: {
    status: 400,
    title: 'Address not allowed',
    say: ({ problem }: { problem: string }) =>
      `The address was refused: ${problem}. Expected a public http:// or https:// address without user name and password.`,
  },
  OUTBOUND_ADDRESS_REFUSED: {
    status: 400,
    title: 'Address not public',
    say: ({ host, range }: { host: string; range: string }) =>
      `The host ${host} was refused: it leads to an address that is not public (${range}). The operator can allow a host of the own network by name.`,
  },
  OUTBOUND_REQUEST_INVALID: {
    status: 400,
    title: 'Request not possible',
    say: ({ problem }: { problem: string }) => `The request was not made: ${problem}.`,
  },
  OUTBOUND_UNREACHABLE: {
    status: 502,
    title: 'Host not reached',
    say: ({ host, because }: { host: string; because: string }) => `No connection to ${host}: ${because}. Nothing was sent.`,
  },
  OUTBOUND_NO_ANSWER: {
    status: 502,
    title: 'Answer lost',
    say: ({ host, because }: { host: string; because: string }) =>
      `The connection to ${host} broke before the answer was complete: ${because}. The request may have been acted upon.`,
  },
  OUTBOUND_TIMEOUT: {
    status: 504,
    title: 'No answer in time',
    say: ({ host, timeoutMs }: { host: string; timeoutMs: number }) =>
      `${host} gave no complete answer within ${timeoutMs} ms. The request may have been acted upon.`,
  },
  OUTBOUND_BODY_TOO_LARGE: {
    status: 502,
    title: 'Answer too large',
    say: ({ host, limitBytes }: { host: string; limitBytes: number }) => `${host} answered with more than ${limitBytes} bytes.`,
  },
  OUTBOUND_TOO_MANY_REDIRECTS: {
    status: 502,
    title: 'Too many redirects',
    say: ({ host, limit }: { host: string; limit: number }) => `${host} redirected more than ${limit} times.`,
  },
})
