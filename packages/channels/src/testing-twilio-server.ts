import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the server treats a number; without a script it takes everything. */
export type TwilioScript =
  | { do: 'accept' }
  /** An error as the API writes it: `{ status: 400, code: 21211, message: '…' }`. */
  | { do: 'refuse'; status: number; code: number; message: string; headers?: Record<string, string> }
  /** Anything else a proxy in between may say. */
  | { do: 'answer'; status: number; body: string; headers?: Record<string, string> }
  /** The request is read and the connection dies, or nothing more is said. */
  | { do: 'drop' | 'hang' }

export type ReceivedSms = {
  sid: string
  to: string
  from: string | null
  messagingService: string | null
  body: string
  statusCallback: string | null
}

export type TwilioServerForTests = {
  port: number
  accountSid: string
  authToken: string
  /** `twilio+http://SID:TOKEN@127.0.0.1:port?from=…`, ready for `readTwilioUrl`. */
  url: string
  /** What to allow in `openOutboundHttp`. */
  host: string
  messages: ReceivedSms[]
  /** POSTs for a number, also those not taken. */
  requests: string[]
  script(to: string, script: TwilioScript): void
  /** Resolves when at least so many messages were taken. */
  received(count: number): Promise<ReceivedSms[]>
  close(): Promise<void>
}

/** A server on loopback that speaks Twilio's message API: its paths, its login, its checks, its replies. */
export async function startTwilioServer(options: { port?: number } = {}): Promise<TwilioServerForTests> {
  const accountSid = `AC${'0123456789abcdef'.repeat(2)}`
  const authToken = 'fedcba9876543210'.repeat(2)
  const scripts = new Map<string, TwilioScript>()
  const messages: ReceivedSms[] = []
  const requests: string[] = []
  const waiting: { count: number; resolve: (messages: ReceivedSms[]) => void }[] = []

  const takeMessage = (form: URLSearchParams, reply: ServerResponse): void => {
    const problem = checkForm(form)
    if (problem) {
      sendError(reply, 400, ...problem)
      return
    }
    const sid = `SM${createHash('md5').update(`${messages.length}`).digest('hex')}`
    const to = form.get('To')!
    const body = form.get('Body')!
    messages.push({
      sid,
      to,
      from: form.get('From'),
      messagingService: form.get('MessagingServiceSid'),
      body,
      statusCallback: form.get('StatusCallback'),
    })
    for (const one of waiting.filter(({ count }) => count <= messages.length)) one.resolve(messages)
    sendJson(reply, 201, {
      sid,
      account_sid: accountSid,
      api_version: '2010-04-01',
      to,
      from: form.get('From'),
      messaging_service_sid: form.get('MessagingServiceSid'),
      body,
      status: form.has('MessagingServiceSid') ? 'accepted' : 'queued',
      num_segments: '1',
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      uri: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`,
    })
  }

  const answer = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const account = `/2010-04-01/Accounts/${accountSid}`
    const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
    const body = await readAll(request)
    if (request.headers.authorization !== authorization) return sendError(reply, 401, 20003, 'Authenticate')
    if (request.method === 'GET' && request.url === `${account}.json`)
      return sendJson(reply, 200, { sid: accountSid, status: 'active' })
    if (request.method !== 'POST' || request.url !== `${account}/Messages.json`) {
      return sendError(reply, 404, 20404, `The requested resource ${request.url} was not found`)
    }
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      return sendError(reply, 400, 21604, "A 'To' phone number is required.")
    const form = new URLSearchParams(body)
    requests.push(form.get('To') ?? '')
    const script = scripts.get(form.get('To') ?? '') ?? { do: 'accept' }
    if (script.do === 'hang') return
    if (script.do === 'drop') return void request.socket.destroy()
    if (script.do === 'answer') return void reply.writeHead(script.status, script.headers).end(script.body)
    if (script.do === 'refuse') return sendError(reply, script.status, script.code, script.message, script.headers)
    takeMessage(form, reply)
  }

  const server = createServer((request, reply) => void answer(request, reply).catch(() => request.socket.destroy()))
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    accountSid,
    authToken,
    url: `twilio+http://${accountSid}:${authToken}@127.0.0.1:${port}?from=%2B393399957000`,
    host: `127.0.0.1:${port}`,
    messages,
    requests,
    script: (to, script) => scripts.set(to, script),
    received: (count) =>
      messages.length >= count ? Promise.resolve(messages) : new Promise((resolve) => waiting.push({ count, resolve })),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** The checks the API makes first, with its own codes and words. */
function checkForm(form: URLSearchParams): [code: number, message: string] | null {
  const to = form.get('To')
  if (!to) return [21604, "A 'To' phone number is required."]
  if (!form.get('From') && !form.get('MessagingServiceSid')) return [21603, "A 'From' phone number is required."]
  if (!form.get('Body')) return [21602, 'Message body is required.']
  if (form.get('Body')!.length > 1600) return [21617, 'The concatenated message body exceeds the 1600 character limit.']
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return [21211, `The 'To' number ${to} is not a valid phone number.`]
  return null
}

function sendError(
  reply: ServerResponse,
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  sendJson(reply, status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, headers)
}

function sendJson(reply: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  reply.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
