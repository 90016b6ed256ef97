import { checkNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { schedule } from './schedule.ts'

test('it keeps the contract of nodes', async () => {
  await checkNode(schedule, { hash: '93d54ecbe1bf7659' })
})

test('without a zone of its own a schedule keeps the zone of the flow', () => {
  const starts = schedule.kind === 'start' ? schedule.starts({ cron: '0 9 * * 1', audience: { type: 'tag', tag: 'vip' } }) : []
  expect(starts).toEqual([{ on: 'schedule', cron: '0 9 * * 1', timeZone: null, audience: { type: 'tag', tag: 'vip' } }])
})
