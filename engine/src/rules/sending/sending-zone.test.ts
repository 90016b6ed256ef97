import { expect, test } from 'vitest'
import { sendingZone } from './sending-zone.ts'

const nobody = { attributes: {}, phone: null }

test("the contact's own zone comes first, then the country of the phone, the flow, the workspace", () => {
  const all = { attributes: { timeZone: 'Asia/Tokyo' }, phone: '+393331234567' }
  expect(sendingZone(all, 'Europe/London', 'Europe/Rome')).toEqual({ id: 'Asia/Tokyo', from: 'contact' })
  expect(sendingZone({ ...all, attributes: { timeZone: 'Nowhere' } }, 'Europe/London', 'UTC')).toEqual({
    id: 'Europe/Rome',
    from: 'phone',
  })
  expect(sendingZone(nobody, 'Europe/London', 'Europe/Rome')).toEqual({ id: 'Europe/London', from: 'flow' })
  expect(sendingZone(undefined, null, 'Europe/Rome')).toEqual({ id: 'Europe/Rome', from: 'workspace' })
})

test('a country with several zones says nothing about the hour', () => {
  expect(sendingZone({ attributes: {}, phone: '+12125550123' }, null, 'Europe/Rome').from).toBe('workspace')
  expect(sendingZone({ attributes: {}, phone: '+351912345678' }, null, 'Europe/Rome').id).toBe('Europe/Lisbon')
})
