import { checkNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { dateArrives } from './date-arrives.ts'

test('it keeps the contract of nodes', async () => {
  await checkNode(dateArrives, { hash: 'bdb2c203d21d8aa3' })
})

test('29 February is kept on the 28th in other years, and every year, unless the author says otherwise', () => {
  const [start] = dateArrives.kind === 'start' ? dateArrives.starts({ field: 'birthday' }) : []
  expect(start).toMatchObject({ leapDay: 'feb28', yearly: true, at: '09:00', offset: 'P0D' })
})
