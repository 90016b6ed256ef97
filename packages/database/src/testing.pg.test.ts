import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from './testing.ts'

let one: FreshDatabase
let two: FreshDatabase

beforeAll(async () => {
  ;[one, two] = await Promise.all([freshDatabase(), freshDatabase()])
})
afterAll(async () => {
  await Promise.all([one.drop(), two.drop()])
})

test('two fresh databases do not see each other', async () => {
  await one.pool.query(/* sql */ `create table mine (id bigint)`)
  const { rows } = await two.pool.query(/* sql */ `select to_regclass('mine') as found`)
  expect(rows).toEqual([{ found: null }])
})

test('a fresh database is migrated, the bells included', async () => {
  const { rows } = await one.pool.query<{ bells: boolean; migrations: boolean }>(
    /* sql */ `select to_regclass('graphile_worker._private_jobs') is not null as bells, (select count(*) > 0 from migrations) as migrations`,
  )
  expect(rows).toEqual([{ bells: true, migrations: true }])
})
