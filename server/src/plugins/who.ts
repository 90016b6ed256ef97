import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Accounts, SignedIn } from '../auth/accounts.ts'
import { type ApiKeys, sameSecret } from '../auth/api-keys.ts'
import { serverFaults } from '../server-faults.ts'

/** Who makes a request: as the audit names them. */
export type Who = { actor: string; user: SignedIn | null }

declare module 'fastify' {
  interface FastifyRequest {
    who: Who | null
  }
  interface FastifyContextConfig {
    /** True for the few addresses below /api that anyone may reach. */
    open?: boolean
  }
}

export type WhoOptions = { accounts: Accounts; apiKeys: ApiKeys; adminToken: string; publicUrl: () => string }

/** Every request below /api has a session, an API key or the admin token, or is refused; one that changes something came from our own pages. */
export function who(app: FastifyInstance, options: WhoOptions): void {
  app.decorateRequest('who', null)
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/api/')) return
    refuseForeign(request, options.publicUrl())
    request.who = await findWho(request, options)
    if (request.who === null && request.routeOptions.config.open !== true) throw serverFaults.NOT_SIGNED_IN({})
  })
}

export async function findWho(request: FastifyRequest, options: WhoOptions): Promise<Who | null> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) {
    if (sameSecret(bearer, options.adminToken)) return { actor: 'admin token', user: null }
    const name = await options.apiKeys.find(bearer)
    return name === null ? null : { actor: `key ${name}`, user: null }
  }
  const user = await options.accounts.signedIn(headersOf(request))
  return user === null ? null : { actor: user.email, user }
}

export function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers()
  if (request.headers.cookie) headers.set('cookie', request.headers.cookie)
  return headers
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A browser says where a request comes from. One that carries a key instead of a cookie was not made by somebody's page. */
function refuseForeign(request: FastifyRequest, publicUrl: string): void {
  if (SAFE.has(request.method) || request.headers.authorization !== undefined) return
  const site = request.headers['sec-fetch-site']
  if (typeof site === 'string' && site !== 'same-origin' && site !== 'none') throw serverFaults.ORIGIN_FOREIGN({ got: site })
  const { origin } = request.headers
  if (origin !== undefined && !isOwnOrigin(origin, request, publicUrl))
    throw serverFaults.ORIGIN_FOREIGN({ got: origin.slice(0, 100) })
}

/** The public address, or the very host the request was sent to (a start without a public address, a development proxy). */
export function isOwnOrigin(origin: string, request: FastifyRequest, publicUrl: string): boolean {
  if (!URL.canParse(origin)) return false
  return new URL(origin).origin === new URL(publicUrl).origin || new URL(origin).host === request.headers.host
}
