import { starterFlows } from '@snodo/flow'
import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes })
})
afterAll(() => rig.close())

const welcome = starterFlows[0]!.document('it')

async function made(name: string): Promise<string> {
  return (await rig.ask('POST', '/api/flows', { name, document: welcome })).json().id
}

async function flowOf(id: string) {
  return (await rig.ask('GET', `/api/flows/${id}`)).json()
}

test('tags are put on many flows and taken off again, each once, and the draft stays as it was', async () => {
  const [one, two] = [await made('One'), await made('Two')]
  const put = await rig.ask('POST', '/api/flows/tags', { flows: [one, Number(two)], add: ['spring', 'autumn', 'spring'] })
  expect(put.json()).toEqual({ changed: 2 })
  expect(await flowOf(one)).toMatchObject({ tags: ['autumn', 'spring'], revision: 1 })
  expect((await rig.ask('POST', '/api/flows/tags', { flows: [one, two], add: ['spring'] })).json()).toEqual({ changed: 0 })
  await rig.ask('POST', '/api/flows/tags', { flows: [two], remove: ['spring'] })
  expect((await flowOf(two)).tags).toEqual(['autumn'])
})

test('a flow says who changed it last, whoever made it', async () => {
  const id = await made('Mine')
  const before = await flowOf(id)
  expect(before.updatedBy).toBe('admin token')
  expect(before.week).toEqual([0, 0, 0, 0, 0, 0, 0])
})

test('a tag that is only blanks, or no flow at all, is refused', async () => {
  const id = await made('Blank')
  expect((await rig.ask('POST', '/api/flows/tags', { flows: [id], add: ['  '] })).statusCode).toBe(400)
  expect((await rig.ask('POST', '/api/flows/tags', { flows: [] })).statusCode).toBe(400)
})

test('a document from elsewhere is checked against this workspace, and nothing is kept of it', async () => {
  const before = (await rig.ask('GET', '/api/flows')).json().items.length
  const offer = starterFlows.find(({ id }) => id === 'email-else-sms')!.document('en')
  const reply = await rig.ask('POST', '/api/flows/check', { document: offer })
  expect(reply.statusCode).toBe(200)
  expect(reply.json().document.name).toBe(offer.name)
  expect(reply.json().findings).toContainEqual(expect.objectContaining({ code: 'LIST_UNKNOWN', node: 'start' }))
  expect((await rig.ask('GET', '/api/flows')).json().items).toHaveLength(before)
})

test('what is no flow document is refused with the place that is wrong', async () => {
  const reply = await rig.ask('POST', '/api/flows/check', { document: { format: 1, name: 'x', nodes: [], edges: [] } })
  expect(reply.statusCode).toBe(400)
  expect(reply.json()).toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ path: '/nodes' })]) })
})
