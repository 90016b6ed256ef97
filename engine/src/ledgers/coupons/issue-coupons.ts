import type { Instant, Json } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { allLanes } from '../../rules/all-lanes.ts'
import type { NewCoupon } from '../../rules/walking/trip-state.ts'

/** Writes coupons with the move that gives them; the key is the step, so a trip done again gives nothing twice. */
export async function insertCoupons(sql: Sql, lane: number, coupons: readonly NewCoupon[], at: Instant): Promise<void> {
  const rows = coupons
    .filter((coupon) => coupon.code !== null)
    .map((coupon) => ({
      enrollment: coupon.enrollment.id,
      visit: coupon.visit,
      contact: coupon.enrollment.contact.id,
      pool: coupon.pool,
      code: coupon.code,
      value: coupon.value,
      until: coupon.validUntil,
    }))
  await insertIssued(sql, lane, rows, at)
}

/** One coupon given to somebody: which visit of which journey gave it, and until when it is good (null: for ever). */
export type IssuedCoupon = {
  enrollment: string
  visit: number
  contact: string
  pool: string | null
  code: string | null
  value: Json
  until: Instant | null
}

export async function insertIssued(sql: Sql, lane: number, rows: readonly IssuedCoupon[], at: Instant): Promise<void> {
  if (rows.length === 0) return
  await sql.query(
    /* sql */ `insert into coupons (lane, enrollment_id, visit, contact_id, pool, code, value, issued_at, valid_until)
      select $1, enrollment, visit, contact, pool, code, value, to_timestamp($3::double precision / 1000), to_timestamp(until / 1000)
      from json_to_recordset($2::json) as s(enrollment bigint, visit integer, contact bigint, pool text, code text, value jsonb,
        until double precision)
      on conflict (lane, enrollment_id, visit) do nothing`,
    [lane, JSON.stringify(rows), at],
    { name: 'insert-coupons' },
  )
}

/**
 * How many codes of a pool a trip may give, at most `most`: the lane's own, and where those are fewer, codes that lie in other
 * lanes, which move here. It is the one place where a trip looks beyond its lane: a pool of three codes would otherwise have
 * none for most people. They are this trip's until it ends; what another trip holds just now counts as gone.
 */
export async function holdStock(sql: Sql, lane: number, pool: string, most: number): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    /* sql */ `select count(*)::int as count from (
        select from coupon_stock where lane = $1 and pool = $2 order by code limit $3 for update skip locked) held`,
    [lane, pool, most],
  )
  const own = rows[0]?.count ?? 0
  if (own >= most) return own
  const others = allLanes().filter((other) => other !== lane)
  const { count } = await sql.query(
    /* sql */ `with found as materialized (
        select lane, code from coupon_stock where lane = any ($4::smallint[]) and pool = $2 limit $3 for update skip locked),
      moved as (
        delete from coupon_stock k using found f where k.lane = f.lane and k.pool = $2 and k.code = f.code returning k.code)
      insert into coupon_stock (lane, pool, code) select $1, $2, code from moved`,
    [lane, pool, most - own, others],
  )
  return own + count
}

/** Takes one code for each pool named (a pool named thrice gives three), in the order asked, of those held; null where none is left. */
export async function takeStock(sql: Sql, lane: number, pools: readonly string[]): Promise<(string | null)[]> {
  const wanted = Map.groupBy(pools, (pool) => pool)
  const taken = new Map<string, string[]>()
  for (const [pool, asks] of wanted) {
    const { rows } = await sql.query<{ code: string }>(
      // Chosen apart: as a subquery the choice could be made anew for every row, and take them all.
      /* sql */ `with chosen as materialized (
          select code from coupon_stock where lane = $1 and pool = $2 order by code limit $3 for update skip locked)
        delete from coupon_stock k using chosen c where k.lane = $1 and k.pool = $2 and k.code = c.code returning k.code`,
      [lane, pool, asks.length],
    )
    taken.set(
      pool,
      rows.map((row) => row.code),
    )
  }
  return pools.map((pool) => taken.get(pool)?.shift() ?? null)
}
