import { request } from 'node:http'
import { ADMIN_TOKEN, WRITE_KEY } from './server-process.ts'

export type Asked = {
  method?: string
  path: string
  body?: string | Buffer
  headers?: Record<string, string>
  /** With whose key; default the operator's. */
  as?: 'operator' | 'tracker' | 'nobody'
}
export type Problem = { type: string; title: string; status: number; detail: string; code: string } & Record<string, unknown>
export type Reply = { status: number; type: string; problem: Problem }

/** By node's own client, which sends what it is told, whatever fetch may think of it. */
export function ask(
  server: { url: string },
  { method = 'POST', path, body = '', headers = {}, as = 'operator' }: Asked,
): Promise<Reply> {
  const key = {
    operator: { authorization: `Bearer ${ADMIN_TOKEN}` },
    tracker: { authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}` },
    nobody: {},
  }[as]
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(path, server.url),
      {
        method,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...key, ...headers },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          const type = String(response.headers['content-type'])
          const problem = type.includes('json') ? JSON.parse(text) : { detail: text }
          resolve({ status: response.statusCode ?? 0, type, problem })
        })
        response.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
