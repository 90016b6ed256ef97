import { asError, isFault } from '@snodo/base'
import type { Bells, Pool, Sql } from '@snodo/database'
import type { Readiness } from './routes/doors.ts'

const DATABASE_MS = 2_000

export type ReadinessParts = {
  pool: Pool
  /** Null where this process only serves. */
  bells: Pick<Bells, 'readiness'> | null
  /** Throws a fault where the database is not one this Snodo can work on. */
  checkSchema: (sql: Sql) => Promise<void>
  /** True from the moment this process is asked to stop. */
  stopping: () => boolean
}

type Part = { ok: boolean; say: string }

/**
 * Ready: not asked to stop, the database answers and is migrated within the range this Snodo can work with, and (where this
 * process moves contacts) bells have been looked for lately. Each part says in words what it found.
 */
export async function readReadiness({ pool, bells, checkSchema, stopping }: ReadinessParts): Promise<Readiness> {
  const [database, schema] = await lookAtDatabase(pool, checkSchema)
  const parts = { process: processPart(stopping()), database, schema, loops: loopsPart(bells) }
  return { ready: Object.values(parts).every((part) => part.ok), parts }
}

function processPart(stopping: boolean): Part {
  return stopping ? { ok: false, say: 'was asked to stop and finishes what it is at' } : { ok: true, say: 'is at work' }
}

/** One question for both: whether it answers, and whether it is one we know. */
async function lookAtDatabase(pool: Pool, checkSchema: ReadinessParts['checkSchema']): Promise<[Part, Part]> {
  const answers: Part = { ok: true, say: 'answers' }
  const unknown: Part = { ok: false, say: 'nobody can say while the database does not answer' }
  const away = (say: string): [Part, Part] => [{ ok: false, say }, unknown]
  const asked = checkSchema(pool).then(
    (): [Part, Part] => [answers, { ok: true, say: 'is migrated, and this Snodo can work with it' }],
    (error: unknown): [Part, Part] =>
      isFault(error) ? [answers, { ok: false, say: error.message }] : away(asError(error).message),
  )
  let timer: NodeJS.Timeout | null = null
  const tooLong = new Promise<[Part, Part]>((resolve) => {
    timer = setTimeout(() => resolve(away(`did not answer within ${DATABASE_MS} ms`)), DATABASE_MS)
  })
  const found = await Promise.race([asked, tooLong])
  if (timer !== null) clearTimeout(timer)
  return found
}

function loopsPart(bells: ReadinessParts['bells']): Part {
  if (bells === null) return { ok: true, say: 'this process only serves' }
  const { ready, sinceLookMs } = bells.readiness()
  if (ready) return { ok: true, say: 'looked lately' }
  return {
    ok: false,
    say: sinceLookMs === null ? 'have not looked yet' : `have not looked for ${Math.round(sinceLookMs / 1000)} s`,
  }
}
