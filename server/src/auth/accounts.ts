import { betterAuth } from 'better-auth'
import { magicLink } from 'better-auth/plugins/magic-link'
import pg from 'pg'
import { serverFaults } from '../server-faults.ts'

export type AccountsOptions = {
  databaseUrl: string
  /** Signs the session cookie. At least 32 characters. */
  secret: string
  /** Where people reach the server; decides whether cookies demand https. */
  publicUrl: string
  /** Requests to sign in by password taken from one address in ten seconds. */
  loginsPerTenSeconds?: number
}

/** Who is signed in. */
export type SignedIn = { id: string; name: string; email: string /** ISO 8601. */; since: string; hasPassword: boolean }

/** The accounts of people: one owner, signed in by a one-time link first and by password afterwards. */
export type Accounts = {
  /** A fresh one-time token for the owner's login link, good for 24 hours and one use. Links offered before stop working. */
  offerLink(): Promise<string>
  hasPassword(): Promise<boolean>
  /** Both answer with the headers that set the session's cookie; they throw LOGIN_WRONG. */
  signInByLink(token: string): Promise<Headers>
  signInByPassword(email: string, password: string): Promise<Headers>
  signedIn(headers: Headers): Promise<SignedIn | null>
  /** Sets the owner's password (and address), and ends every other session. */
  setPassword(headers: Headers, change: { password: string; current?: string; email?: string }): Promise<void>
  signOut(headers: Headers): Promise<Headers>
  close(): Promise<void>
}

/** Until the owner says otherwise. The address is only a name to sign in with: nothing is sent to it. */
export const OWNER = { email: 'owner@snodo.example', name: 'Owner' }

const LINK_SECONDS = 24 * 3600
/** A session so young may set a password without knowing the one before: it came by the link on the server's own screen. */
const YOUNG_SESSION_MS = 15 * 60_000

export function createAccounts(options: AccountsOptions): Accounts {
  // A pool of its own: better-auth wants dates as Date, ours gives instants as numbers.
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 3, application_name: 'snodo-accounts' })
  pool.on('error', () => undefined) // an idle connection that broke is replaced at the next use
  let offered = ''
  const auth = betterAuth({
    ...tables,
    database: pool,
    secret: options.secret,
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 200 },
    advanced: {
      cookiePrefix: 'snodo',
      useSecureCookies: options.publicUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, path: '/' },
    },
    telemetry: { enabled: false },
    // It would print what it was given, addresses and tokens among it; what goes wrong for a request is thrown and told there.
    logger: { disabled: true },
    plugins: [
      magicLink({
        expiresIn: LINK_SECONDS,
        storeToken: 'hashed',
        sendMagicLink: async ({ token }) => {
          offered = token
        },
      }),
    ],
  })

  async function owner(): Promise<{ id: string; email: string } | null> {
    const { rows } = await pool.query<{ id: string; email: string }>(
      /* sql */ `select id, email from auth_users order by "createdAt", id limit 1`,
    )
    return rows[0] ?? null
  }

  async function hasPassword(): Promise<boolean> {
    const { rows } = await pool.query(
      /* sql */ `select 1 from auth_accounts where "providerId" = 'credential' and password is not null limit 1`,
    )
    return rows.length > 0
  }

  async function signedIn(headers: Headers): Promise<SignedIn | null> {
    if (!headers.has('cookie')) return null
    const found = await auth.api.getSession({ headers, query: { disableCookieCache: true } })
    if (!found) return null
    const { user, session } = found
    return {
      id: user.id,
      name: user.name,
      email: user.email,
      since: new Date(session.createdAt).toISOString(),
      hasPassword: await hasPassword(),
    }
  }

  return {
    async offerLink() {
      await pool.query(/* sql */ `delete from auth_verifications where identifier like 'magic-link:%'`)
      const { email } = (await owner()) ?? OWNER
      await auth.api.signInMagicLink({ body: { email, name: OWNER.name }, headers: new Headers() })
      return offered
    },
    hasPassword,
    async signInByLink(token) {
      const reply = await auth.api
        .magicLinkVerify({ query: { token }, headers: new Headers(), asResponse: true })
        .catch(() => null)
      if (!reply?.headers.has('set-cookie')) throw serverFaults.LOGIN_WRONG({})
      return reply.headers
    },
    async signInByPassword(email, password) {
      const reply = await auth.api.signInEmail({ body: { email, password }, asResponse: true }).catch(() => null)
      if (!reply?.ok) throw serverFaults.LOGIN_WRONG({})
      return reply.headers
    },
    signedIn,
    async setPassword(headers, { password, current, email }) {
      const who = await signedIn(headers)
      if (!who) throw serverFaults.NOT_SIGNED_IN({})
      const { internalAdapter, password: hasher } = await auth.$context
      const account = (await internalAdapter.findAccounts(who.id)).find((each) => each.providerId === 'credential')
      if (account?.password) {
        const young = Date.parse(who.since) > Date.now() - YOUNG_SESSION_MS
        const known = current !== undefined && (await hasher.verify({ hash: account.password, password: current }))
        if (!known && !young) throw serverFaults.LOGIN_WRONG({})
        await internalAdapter.updatePassword(who.id, await hasher.hash(password))
      } else await auth.api.setPassword({ body: { newPassword: password }, headers })
      if (email !== undefined && email !== who.email)
        await internalAdapter.updateUser(who.id, { email: email.toLowerCase(), emailVerified: true })
      await auth.api.revokeOtherSessions({ headers })
    },
    async signOut(headers) {
      const reply = await auth.api.signOut({ headers, asResponse: true })
      return reply.headers
    },
    close: () => pool.end(),
  }
}

/** Our names for better-auth's tables; the migration that makes them was written by its own generator for these very options. */
export const tables = {
  user: { modelName: 'auth_users' },
  session: { modelName: 'auth_sessions', expiresIn: 7 * 24 * 3600, updateAge: 24 * 3600 },
  account: { modelName: 'auth_accounts' },
  verification: { modelName: 'auth_verifications' },
} as const
