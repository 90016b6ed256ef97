import { checkNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { listJoined } from './list-joined.ts'

test('it keeps the contract of nodes', async () => {
  await checkNode(listJoined, { hash: 'b6293e0262bd56b1' })
})

test('joining another list starts nothing: the start asks for the list by name', () => {
  const [start] = listJoined.kind === 'start' ? listJoined.starts({ list: 'Newsletter' }) : []
  expect(start).toMatchObject({ event: 'List Joined', where: { property: 'list', is: 'equals', value: 'Newsletter' } })
})
