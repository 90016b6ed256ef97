/** Longest a server may make us wait: beyond a day, its clock or its date is wrong. */
const MOST_MS = 86_400_000

/**
 * Milliseconds a response asks us to wait (RFC 9110, 10.2.3): so many seconds, or a date measured against the response's own
 * `date`, because the server's clock is the one it was written by. Null where it asks for nothing we can read.
 */
export function retryAfterMs(headers: Record<string, string>): number | null {
  const asked = header(headers, 'retry-after')?.trim()
  if (!asked) return null
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.parse(header(headers, 'date') ?? '')
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), MOST_MS)
}

function header(headers: Record<string, string>, name: string): string | undefined {
  return headers[name] ?? Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
}
