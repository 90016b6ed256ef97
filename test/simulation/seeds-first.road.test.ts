import { inject, test } from 'vitest'
import { expectToHold, SEEDS } from './seeds-in-ci.ts'

test('whatever goes wrong, the invariants hold and everything comes to rest: the first hundred seeds', {
  timeout: 600_000,
}, async () => {
  await expectToHold(inject('snodoTestServer'), SEEDS.first)
})
