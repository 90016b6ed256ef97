/**
 * How a test gets the whole server without a port: a database and an engine of its own, the clock turned by hand, lanes moved
 * when the test says so. `ask` is an operator with the admin token, `send` a server with the secret write key.
 */
import { createCollector } from '@snodo/engine'
import { type EngineRig, makeEngineRig, type RigOptions } from '@snodo/engine/testing'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { createApp } from './app.ts'
import { type Accounts, createAccounts } from './auth/accounts.ts'
import { createApiKeys } from './auth/api-keys.ts'
import { type WriteKeys, writeKeys } from './auth/write-keys.ts'
import type { MailServer } from './open-channels.ts'

export { memoryFlags } from './supervisor/memory-flags.ts'

export const TEST_ADMIN_TOKEN = 'a-token-for-tests-of-the-server'
export const TEST_WRITE_KEY = 'a-write-key-for-tests'
const TEST_SECRET = 'a secret for tests of the server only'

/** Whatever JSON a reply holds: each test knows what it asked for. */
const bodyOf = (reply: LightMyRequestResponse) => reply.json()
type ReplyBody = ReturnType<typeof bodyOf>

export type ServerRig = EngineRig & {
  app: FastifyInstance
  accounts: Accounts
  keys: WriteKeys
  /** One request with the admin token; a body is sent as JSON. */
  ask(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
    more?: InjectOptions,
  ): Promise<LightMyRequestResponse>
  /** The JSON of a request that must succeed. */
  ok(...request: Parameters<ServerRig['ask']>): Promise<ReplyBody>
  /** The problem details of a request that must be refused. */
  problem(...request: Parameters<ServerRig['ask']>): Promise<ReplyBody>
  /** One call of the tracking protocol with the secret write key. */
  send(type: string, call: object): Promise<LightMyRequestResponse>
  close(): Promise<void>
}

export type ServerRigOptions = RigOptions & {
  /** Text records by name; a name that is not here has none. */
  dns?: Readonly<Record<string, string[]>>
  mailServer?: MailServer
}

/** Sign up, a mail, a day's wait, the end: a drawing to publish. */
export const helloFlow = {
  format: 1,
  name: 'Hello',
  settings: { timeZone: 'Europe/Rome', reentry: { mode: 'never' }, exits: [], goal: null },
  nodes: {
    start: { type: 'core.event-happens', version: 1, config: { event: 'Signed Up' }, at: { x: 0, y: 0 } },
    mail: {
      type: 'core.send-email',
      version: 1,
      config: { content: { subject: 'Ciao {{ contact.firstName }}', body: 'Benvenuta!' }, purpose: 'marketing' },
      at: { x: 0, y: 120 },
    },
    pause: { type: 'core.wait', version: 1, config: { duration: 'P1D' }, at: { x: 0, y: 240 } },
    end: { type: 'core.end', version: 1, config: {}, at: { x: 0, y: 360 } },
  },
  edges: [
    { from: 'start', port: 'started', to: 'mail' },
    { from: 'mail', port: 'sent', to: 'pause' },
    { from: 'pause', port: 'after', to: 'end' },
  ],
}

export async function makeServerRig(options: ServerRigOptions): Promise<ServerRig> {
  const rig = await makeEngineRig(options)
  const { engine, clock } = rig
  const accounts = createAccounts({ databaseUrl: engine.pool.url, secret: TEST_SECRET, publicUrl: 'http://localhost' })
  const collector = createCollector(engine)
  const keys = writeKeys({ writeKey: TEST_WRITE_KEY, secret: TEST_SECRET })
  const app = await createApp({
    engine,
    pool: engine.pool,
    clock,
    collector,
    accounts,
    apiKeys: createApiKeys(engine.pool, clock),
    keys,
    adminToken: TEST_ADMIN_TOKEN,
    providers: new Map([...(options.channels ?? [])].map(([name, { provider }]) => [name, provider])),
    channels: options.channels ?? new Map(),
    mailServer: options.mailServer ?? null,
    lookUpText: async (name) => options.dns?.[name] ?? [],
    linkSecret: rig.settings.secret,
    publicUrl: () => 'http://localhost',
    readiness: async () => ({ ready: true, parts: {} }),
    stopping: () => false,
    bells: null,
    editorDirectory: '/nowhere',
    checkReplies: true,
  })
  const ask: ServerRig['ask'] = (method, url, body, more = {}) =>
    app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}` },
      ...(body === undefined ? {} : { payload: body as object }),
      ...more,
    })
  return {
    ...rig,
    app,
    accounts,
    keys,
    ask,
    async ok(...request) {
      const reply = await ask(...request)
      if (reply.statusCode >= 300) throw new Error(`${request[0]} ${request[1]}: ${reply.statusCode} ${reply.body}`)
      return bodyOf(reply)
    },
    async problem(...request) {
      const reply = await ask(...request)
      const type = String(reply.headers['content-type'])
      if (!type.includes('application/problem+json')) throw new Error(`${request[0]} ${request[1]}: ${reply.statusCode}, ${type}`)
      return bodyOf(reply)
    },
    send: (type, call) =>
      app.inject({ method: 'POST', url: `/v1/${type}`, payload: call, headers: { authorization: basic(TEST_WRITE_KEY) } }),
    async close() {
      await app.close()
      await collector.drain()
      await accounts.close()
      await rig.drop()
    },
  }
}

export function basic(key: string): string {
  return `Basic ${Buffer.from(`${key}:`).toString('base64')}`
}
