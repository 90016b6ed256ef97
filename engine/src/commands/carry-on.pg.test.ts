import { freshDatabase } from '@snodo/database/testing'
import { expect, test } from 'vitest'
import { makeScene } from '../testing/scene.ts'
import { carryOn } from './carry-on.ts'

test('an order there is not is refused in words an operator can act on', async () => {
  const db = await freshDatabase()
  try {
    const { engine } = makeScene(db.pool, '2026-11-21T09:00:00Z', new Map())
    await expect(carryOn(engine, '999', engine.clock.now())).rejects.toMatchObject({ code: 'ORDER_UNKNOWN' })
  } finally {
    await db.drop()
  }
})
