import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes })
})
afterAll(() => rig.close())

test('of three uploaded codes three people get one each, whatever lanes they live in, and whoever comes after leaves by none', async () => {
  const codes = ['SPRING-1', 'SPRING-2', 'SPRING-3']
  expect((await rig.ask('POST', '/api/coupon-pools/spring', { codes })).json()).toEqual({ added: 3, left: 0 })
  const flow = await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Arrived' }],
      gift: ['core.give-coupon', { pool: 'spring', value: '10 %', validFor: 'P30D', as: 'gift' }],
      happy: ['core.end', { reason: 'happy' }],
      sorry: ['core.end', { reason: 'sorry' }],
    },
    edges: ['start:started>gift', 'gift:given>happy', 'gift:none>sorry'],
  })
  const given = async () => (await rig.ask('GET', `/api/flows/${flow}/counts`)).json().edges
  for (const userId of ['ada', 'bea', 'cleo']) {
    await rig.send('track', { userId, event: 'Arrived' })
    await rig.settle()
  }
  expect(await given()).toMatchObject({ 'gift:given': 3 })
  for (const userId of ['dora', 'eva']) await rig.send('track', { userId, event: 'Arrived' })
  await rig.settle()
  expect(await given()).toMatchObject({ 'gift:given': 3, 'gift:none': 2 })

  const owners = new Set<string>()
  for (const code of codes) {
    const coupon = (await rig.ask('GET', `/api/coupons/${code}`)).json()
    expect(coupon).toMatchObject({ code, pool: 'spring', value: '10 %', state: 'valid' })
    owners.add(coupon.contactId)
    const { items } = (await rig.ask('GET', `/api/contacts/${coupon.contactId}/timeline`)).json()
    const told = items.find((each: { name?: string }) => each.name === 'Coupon Issued')
    expect(told.properties).toMatchObject({ code, pool: 'spring', validUntil: coupon.validUntil })
  }
  expect(owners.size).toBe(3)
})

test('a coupon is given by hand, with a code made or from a pool, and an empty pool gives none', async () => {
  await rig.send('identify', { userId: 'fay' })
  await rig.settle()
  const [{ id: contact }] = (await rig.ask('GET', '/api/contacts?userId=fay')).json().items
  const made = await rig.ask('POST', '/api/coupons', { contact, value: 5, validUntil: '2027-01-01T00:00:00Z' })
  expect(made.statusCode).toBe(201)
  expect(made.json()).toMatchObject({
    contactId: contact,
    pool: null,
    value: 5,
    state: 'valid',
    validUntil: '2027-01-01T00:00:00.000Z',
  })
  await rig.ask('POST', '/api/coupon-pools/single', { codes: ['ONLY-ONE'] })
  expect((await rig.ask('POST', '/api/coupons', { contact, value: 5, pool: 'single' })).json()).toMatchObject({
    code: 'ONLY-ONE',
  })
  const none = await rig.ask('POST', '/api/coupons', { contact, value: 5, pool: 'single' })
  expect([none.statusCode, none.json().code]).toEqual([409, 'COUPON_POOL_EMPTY'])
  await rig.settle()
  const { items } = (await rig.ask('GET', `/api/contacts/${contact}/timeline`)).json()
  expect(items.filter((each: { name?: string }) => each.name === 'Coupon Issued')).toHaveLength(2)
})
