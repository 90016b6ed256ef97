/** What the server says when something is wrong (RFC 9457), plus the code of the fault. */
export type Problem = { type?: string; title: string; status: number; detail?: string; code?: string; [more: string]: unknown }

/** A request that failed: with the server's own words, or `status` 0 when the server could not be reached. */
export class RequestFailed extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.name = 'RequestFailed'
    this.problem = problem
  }
  get status(): number {
    return this.problem.status
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>

/** One JSON request to the server, with the session's cookie. Throws `RequestFailed`. */
export async function request<Reply>(
  method: string,
  path: string,
  options: { body?: unknown; query?: Query; signal?: AbortSignal } = {},
): Promise<Reply> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(withQuery(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    })
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown
    throw unreachableServer()
  }
  const text = await response.text()
  if (!response.ok) throw new RequestFailed(problemOf(response, text))
  return (text === '' ? undefined : JSON.parse(text)) as Reply
}

export function unreachableServer(): RequestFailed {
  return new RequestFailed({ status: 0, title: 'unreachable' })
}

/** The problem in a reply, also when something in between answered with a page instead. */
export function problemOf(response: { status: number; statusText: string }, text: string): Problem {
  try {
    const body = JSON.parse(text) as Partial<Problem>
    if (typeof body === 'object' && body !== null) {
      return { ...body, title: String(body.title ?? body.message ?? response.statusText), status: response.status }
    }
  } catch {
    // Not JSON: a proxy's page. Its text helps nobody, the status does.
  }
  return { status: response.status, title: response.statusText || `HTTP ${response.status}` }
}

function withQuery(path: string, query: Query | undefined): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '')
  if (given.length === 0) return path
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}
