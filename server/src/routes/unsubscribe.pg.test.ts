import { confirmUrl, unsubscribeUrl } from '@snodo/engine'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let rig: ServerRig
let path: string
let maria: string
beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: [] })
})
afterAll(() => rig.close())
beforeEach(async () => {
  await rig.send('identify', { userId: 'maria', traits: { email: 'maria@example.com', consents: { email: true } } })
  await rig.settle()
  maria = (await rig.ask('GET', '/api/contacts?userId=maria')).json().items[0].id
  const claim = { contact: maria, channel: 'email', purpose: 'marketing', message: `${maria}:2` }
  path = new URL(unsubscribeUrl('https://snodo.example', claim, rig.settings.secret)).pathname
})

async function consent(): Promise<string> {
  return (await rig.ask('GET', `/api/contacts/${maria}`)).json().consents[0].state
}

describe('the link of a marketing message', () => {
  test('a GET, as scanners of mail make it, shows a page with a button and changes nothing', async () => {
    for (const method of ['GET', 'HEAD'] as const) expect((await rig.app.inject({ method, url: path })).statusCode).toBe(200)
    expect((await rig.app.inject(path)).body).toContain('<form method="post">')
    expect((await rig.app.inject({ url: path, headers: { 'accept-language': 'it-IT,it;q=0.9' } })).body).toContain('Annulla')
    expect(await consent()).toBe('granted')
  })

  test.each([
    ['the mailbox’s own button', 'List-Unsubscribe=One-Click', 'application/x-www-form-urlencoded'],
    [
      'the same as form-data',
      '--b\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--',
      'multipart/form-data; boundary=b',
    ],
    ['our page’s button', '', 'application/x-www-form-urlencoded'],
  ])('%s unsubscribes at once, without cookies and from anywhere', async (_, payload, type) => {
    const reply = await rig.app.inject({
      method: 'POST',
      url: path,
      payload,
      headers: { 'content-type': type, origin: 'https://mail.example' },
    })
    expect([reply.statusCode, reply.headers.location]).toEqual([200, undefined])
    expect(await consent()).toBe('denied')
    expect((await rig.app.inject({ method: 'POST', url: path })).statusCode).toBe(200)
  })

  test('an altered link, or one of nowhere, unsubscribes nobody', async () => {
    for (const altered of [`${path}x`, path.replace('email', 'sms'), '/u/hello', '/u/..%2f..%2fetc']) {
      expect((await rig.app.inject({ method: 'POST', url: altered })).statusCode).toBe(404)
      expect((await rig.app.inject(altered)).statusCode).toBe(404)
    }
    expect(await consent()).toBe('granted')
  })

  test('who was erased meanwhile is told so on a page, by each link, and a mailbox that unsubscribes them succeeds', async () => {
    expect((await rig.ask('DELETE', `/api/contacts/${maria}`, {})).statusCode).toBe(200)
    const message = { contact: maria, channel: 'email', purposes: ['marketing'], message: `${maria}:2` }
    const confirm = new URL(confirmUrl('https://snodo.example', message, rig.clock.now(), rig.settings.secret)).pathname
    for (const [method, url] of [
      ['POST', path],
      ['GET', `${path}/preferences`],
      ['POST', `${path}/preferences`],
      ['POST', confirm],
    ] as const) {
      const reply = await rig.app.inject({ method, url, headers: { 'accept-language': 'it' } })
      expect([url, reply.statusCode, reply.headers['content-type']]).toEqual([url, 200, 'text/html; charset=utf-8'])
      expect(reply.body).toContain('I tuoi dati sono stati cancellati')
    }
  })
})
