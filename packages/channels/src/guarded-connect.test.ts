import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { type OutboundHttpOptions, openOutboundHttp } from './outbound-http.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

function open(options: OutboundHttpOptions = {}) {
  const http = openOutboundHttp(options)
  closing.push(() => http.close())
  return http
}

describe('addresses that are not of the public internet', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://127.0.0.1./',
    'http://127.255.255.254/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://0x7f000001/',
    'http://①②⑦.0.0.1/',
    'http://0.0.0.0/',
    'http://0/',
    'http://localhost/',
    'http://LOCALHOST/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::127.0.0.1]/',
    'http://[0:0:0:0:0:ffff:10.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[fd12:3456:789a::1]/',
    'http://[fec0::1]/',
    'http://[64:ff9b::127.0.0.1]/',
    'http://[64:ff9b:1::a00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:0:7f00:1::]/',
    'http://[2001:db8::1]/',
    'http://[ff02::1]/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://192.0.2.1/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'https://127.0.0.1/',
    'https://[::1]/',
  ])('%s is refused', async (url) => {
    await expect(open().request({ url })).rejects.toMatchObject({ code: 'OUTBOUND_ADDRESS_REFUSED' })
  })

  it('a server on loopback is not reached by any of its names, even though it listens there', async () => {
    let reached = 0
    const server = createServer((_request, reply) => {
      reached++
      reply.end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.address() as { port: number }
    const http = open({ ports: [port] })
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '127.1', '[::ffff:127.0.0.1]', '0.0.0.0']) {
      await expect(http.request({ url: `http://${host}:${port}/` })).rejects.toMatchObject({ code: 'OUTBOUND_ADDRESS_REFUSED' })
    }
    expect(reached).toBe(0)
  })

  it('a name is refused when any one of its addresses is not public', async () => {
    const http = open({
      resolve: async () => [
        { address: '93.184.215.14', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ],
    })
    await expect(http.request({ url: 'http://half.example/' })).rejects.toMatchObject({
      code: 'OUTBOUND_ADDRESS_REFUSED',
      data: { host: 'half.example', range: 'private' },
    })
  })

  it('a name is resolved once for a connection, so that it cannot answer the check with one address and the socket with another', async () => {
    let asked = 0
    const http = open({
      resolve: async () => {
        asked++
        return [{ address: asked === 1 ? '127.0.0.1' : '93.184.215.14', family: 4 }]
      },
    })
    await expect(http.request({ url: 'http://rebind.example/' })).rejects.toMatchObject({ code: 'OUTBOUND_ADDRESS_REFUSED' })
    expect(asked).toBe(1)
  })
})

describe('addresses that are not http', () => {
  it.each([
    ['file:///etc/passwd', 'file:'],
    ['ftp://shop.example/', 'ftp:'],
    ['gopher://127.0.0.1:6379/_INFO', 'gopher:'],
    ['javascript:alert(1)', 'javascript:'],
    ['data:text/plain,x', 'data:'],
    ['/relative', 'not a complete web address'],
    ['', 'not a complete web address'],
    ['http://[fe80::1%25eth0]/', 'not a complete web address'],
    ['http://user:secret@shop.example/', 'user name or password'],
    ['http://shop.example:22/', 'port 22'],
    ['https://shop.example:5432/', 'port 5432'],
  ])('%s is refused', async (url, problem) => {
    const fault = await open()
      .request({ url })
      .catch((error: Error) => error)
    expect(fault).toMatchObject({ code: 'OUTBOUND_URL_REFUSED', message: expect.stringContaining(problem) })
    expect((fault as Error).message).not.toContain('secret')
  })
})
