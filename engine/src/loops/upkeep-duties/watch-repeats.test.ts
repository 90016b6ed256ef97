import { expect, test } from 'vitest'
import { REPEATS_TO_LOOK, watchRepeats } from './watch-repeats.ts'

const warned: unknown[] = []
const context = { log: { info() {}, warn: (event: string) => void warned.push(event), error() {} } } as never

test('the breaker looks as soon as this process has sent many repeats, and only then', async () => {
  let looks = 0
  const noted = watchRepeats(context, async () => void looks++)
  for (let n = 1; n < REPEATS_TO_LOOK; n++) await noted(1)
  expect(looks).toBe(0)
  await noted(1)
  expect(looks).toBe(1)
  await noted(REPEATS_TO_LOOK - 1)
  expect(looks).toBe(1)
  await noted(1_000)
  expect(looks).toBe(2)
})

test('a look that fails keeps nothing from being sent', async () => {
  const noted = watchRepeats(context, () => Promise.reject(new Error('the database is away')))
  await noted(REPEATS_TO_LOOK)
  expect(warned).toEqual(['breaker.look'])
})
