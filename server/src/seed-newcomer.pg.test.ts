import { createCollector } from '@snodo/engine'
import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedNewcomer, signUpSamples } from './seed-newcomer.ts'
import { makeServerRig, type ServerRig } from './testing.ts'

let rig: ServerRig
beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes })
})
afterAll(() => rig.close())

const get = async (url: string) => (await rig.ask('GET', url)).json()

test('a newcomer finds a flow and people, sees them move in the language of the one who signs in, and real people stay out of it', async () => {
  const collector = createCollector(rig.engine)
  await seedNewcomer(rig.engine, collector)
  await seedNewcomer(rig.engine, collector)
  await rig.settle()
  expect((await get('/api/flows')).items).toMatchObject([{ name: 'Newsletter welcome', state: 'draft' }])
  expect((await get('/api/contacts')).items).toHaveLength(5)

  await rig.send('identify', { userId: 'real', traits: { email: 'real@example.com', consents: { email: true } } })
  await signUpSamples(rig.engine, collector, { apartMs: 0, language: 'it' })
  await signUpSamples(rig.engine, collector, { apartMs: 0, language: 'it' })
  await rig.send('track', { userId: 'real', event: 'Signed Up' })
  await rig.settle()
  expect((await get('/api/flows')).items).toMatchObject([
    { name: 'Benvenuto alla newsletter', state: 'live', version: 1, entered: 5 },
  ])
  const { items } = await get('/api/messages')
  expect(items).toHaveLength(5)
  expect(items.map((each: { to: string }) => each.to)).not.toContain('real@example.com')
})
