import type { Language } from '@snodo/base'
import { loadSettings } from '@snodo/engine'
import { Done, Login, Password, Session } from '@snodo/protocol'
import type { FastifyReply } from 'fastify'
import { sameSecret } from '../auth/api-keys.ts'
import { headersOf } from '../plugins/who.ts'
import { serverFaults } from '../server-faults.ts'
import type { Api, Doors } from './doors.ts'

/** Signing in and out, and who is signed in. */
export function sessionRoutes(app: Api, { accounts, adminToken, pool, providers, onSignIn }: Doors): void {
  const slow = { open: true, rateLimit: { max: 20, timeWindow: 60_000 } }

  app.post(
    '/api/login',
    {
      config: slow,
      schema: { tags: ['session'], summary: 'Sign in by one-time link or by password', body: Login, response: { 200: Done } },
    },
    async (request, reply) => {
      const { body } = request
      if ('token' in body) {
        // The admin token has all rights already; on the login page it stands for a link nobody has at hand.
        const token = sameSecret(body.token, adminToken) ? await accounts.offerLink() : body.token
        setCookies(reply, await accounts.signInByLink(token))
      } else setCookies(reply, await accounts.signInByPassword(body.email, body.password))
      onSignIn?.(spokenBy(request.headers['accept-language']))
      return { ok: true as const }
    },
  )

  app.post(
    '/api/logout',
    { config: { open: true }, schema: { tags: ['session'], summary: 'Sign out', response: { 200: Done } } },
    async (request, reply) => {
      if (request.who?.user) setCookies(reply, await accounts.signOut(headersOf(request)))
      return { ok: true as const }
    },
  )

  app.get(
    '/api/session',
    { schema: { tags: ['session'], summary: 'Who is signed in', response: { 200: Session } } },
    async (request) => {
      const { sending, stopSending } = await loadSettings(pool)
      const user = request.who?.user
      return {
        user: { name: user?.name ?? request.who?.actor ?? '', email: user?.email ?? '', hasPassword: user?.hasPassword ?? true },
        sandbox: sending.mode === 'sandbox' || providers.size === 0,
        live: sending.mode === 'live',
        providers: [...providers.keys()],
        sendingStopped: stopSending.some((order) => order.scope.of === 'all'),
      }
    },
  )

  app.post(
    '/api/password',
    { config: slow, schema: { tags: ['session'], summary: "Set the owner's password", body: Password, response: { 200: Done } } },
    async (request) => {
      if (!request.who?.user) throw serverFaults.NOT_SIGNED_IN({})
      await accounts.setPassword(headersOf(request), request.body)
      return { ok: true as const }
    },
  )
}

function setCookies(reply: FastifyReply, headers: Headers): void {
  reply.header('set-cookie', headers.getSetCookie())
}

/** The language of ours a browser asks for first. */
function spokenBy(accepted: string | undefined): Language {
  return accepted?.trim().toLowerCase().startsWith('it') ? 'it' : 'en'
}
