import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@snodo/base'
import type { Sql } from '@snodo/database'

export type ApiKey = { id: string; name: string; hint: string; createdAt: number; createdBy: string; revokedAt: number | null }

/** Keys of programs: 256 random bits, kept as a SHA-256 (nothing guessable is hashed, so a slow hash would protect nothing). */
export type ApiKeys = {
  /** Makes a key; its text is given here and never again. */
  create(name: string, by: string): Promise<{ id: string; key: string }>
  list(): Promise<ApiKey[]>
  /** False if there is no such key that is still good. */
  revoke(id: string): Promise<boolean>
  /** Name of the key, or null. */
  find(key: string): Promise<string | null>
}

/** A key that was good is believed for so long without asking again; a revoked one works for that long at most. */
const BELIEVED_MS = 10_000

export function createApiKeys(sql: Sql, clock: Clock): ApiKeys {
  const known = new Map<string, { name: string; until: number }>()
  return {
    async create(name, by) {
      const key = `sk_${randomBytes(32).toString('base64url')}`
      const { rows } = await sql.query<{ id: string }>(
        /* sql */ `insert into api_keys (name, hash, hint, created_at, created_by) values ($1, $2, $3, $4, $5) returning id`,
        [name, hashOf(key), key.slice(0, 8), new Date(clock.now()), by],
      )
      return { id: rows[0]!.id, key }
    },
    async list() {
      const { rows } = await sql.query<ApiKey>(
        /* sql */ `select id, name, hint, created_at as "createdAt", created_by as "createdBy", revoked_at as "revokedAt"
          from api_keys order by id desc limit 200`,
      )
      return rows
    },
    async revoke(id) {
      known.clear()
      const { count } = await sql.query(/* sql */ `update api_keys set revoked_at = $2 where id = $1 and revoked_at is null`, [
        id,
        new Date(clock.now()),
      ])
      return count > 0
    },
    async find(key) {
      if (!key.startsWith('sk_') || key.length > 100) return null
      const hash = hashOf(key)
      const before = known.get(hash)
      if (before && before.until > clock.now()) return before.name
      const { rows } = await sql.query<{ name: string }>(
        /* sql */ `select name from api_keys where hash = $1 and revoked_at is null`,
        [hash],
      )
      if (known.size > 1000) known.clear()
      if (rows[0]) known.set(hash, { name: rows[0].name, until: clock.now() + BELIEVED_MS })
      else known.delete(hash)
      return rows[0]?.name ?? null
    },
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** Equal texts, in a time that tells nothing about where they differ. */
export function sameSecret(a: string, b: string): boolean {
  const [x, y] = [createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest()]
  return timingSafeEqual(x, y)
}
