import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSmtpUrl } from './smtp-settings.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snodo-dkim-'))
  const write = (name: string, pem: string | Buffer) => writeFile(join(folder, name), pem)
  const pem = { type: 'pkcs8', format: 'pem' } as const
  await write('good.pem', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem))
  await write('short.pem', generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pem))
  await write('ed25519.pem', generateKeyPairSync('ed25519').privateKey.export(pem))
  await write('text.pem', 'not a key')
})
afterAll(() => rm(folder, { recursive: true }))

const from = 'from=news%40shop.example'

describe('SNODO_SMTP_URL', () => {
  it('gives host, port, login and sender, with TLS required where a password travels', async () => {
    const settings = await readSmtpUrl('smtp://an%40na:p%2Fw%3A@mail.example:2525?from=Shop%20Uno%20%3Cnews%40shop.example%3E')
    expect(settings).toMatchObject({
      host: 'mail.example',
      port: 2525,
      secure: false,
      tls: 'required',
      login: { user: 'an@na', password: 'p/w:' },
      from: { name: 'Shop Uno', address: 'news@shop.example' },
      dkim: null,
      connections: 5,
    })
  })

  it.each([
    [
      `smtp://mail.example?${from}`,
      { port: 587, secure: false, tls: 'offered', login: null, from: { name: null, address: 'news@shop.example' } },
    ],
    [`smtps://mail.example?${from}`, { port: 465, secure: true }],
    [`smtp://a:b@127.0.0.1:1025?${from}`, { tls: 'offered' }],
    [`smtp://a:b@mail.example?tls=off&connections=2&${from}`, { tls: 'off', connections: 2 }],
  ])('%s', async (url, settings) => {
    expect(await readSmtpUrl(url)).toMatchObject(settings)
  })

  it.each([
    ['', 'not an smtp:// or smtps:// address'],
    ['http://mail.example', 'not an smtp:// or smtps:// address'],
    [`smtp://?${from}`, 'not an smtp:// or smtps:// address|names no host'],
    ['smtp://mail.example', '"from" (the sender) is missing'],
    ['smtp://mail.example?from=nobody', 'the sender "nobody" is not usable'],
    [`smtp://mail.example?form=1&${from}`, 'unknown parameter "form"'],
    [`smtp://mail.example?tls=maybe&${from}`, 'expected required, offered or off'],
    [`smtp://mail.example?connections=0&${from}`, 'a whole number from 1 to 20'],
    [`smtp://mail.example?connections=2.5&${from}`, 'a whole number from 1 to 20'],
    [`smtp://a:se%cret@mail.example?${from}`, 'a % that is not written as %25'],
    [`smtp://mail.example?dkimDomain=shop.example&${from}`, 'DKIM needs all of'],
  ])('%s is refused with what is wrong', async (url, problem) => {
    const fault = await readSmtpUrl(url).catch((error: Error) => error)
    expect(fault).toMatchObject({ code: 'SMTP_URL_INVALID' })
    expect(problem.split('|').some((one) => (fault as Error).message.includes(one))).toBe(true)
    expect((fault as Error).message).not.toContain('se%cret')
  })

  it('reads the DKIM key', async () => {
    const url = `smtp://mail.example?${from}&dkimDomain=shop.example&dkimSelector=snodo&dkimKeyFile=${folder}/good.pem`
    expect((await readSmtpUrl(url)).dkim).toMatchObject({
      domain: 'shop.example',
      selector: 'snodo',
      privateKey: expect.stringContaining('BEGIN PRIVATE KEY'),
    })
  })

  it.each([
    ['missing.pem', 'ENOENT'],
    ['text.pem', 'not a private key in PEM form'],
    ['short.pem', '1024 bits'],
    ['ed25519.pem', 'of type ed25519'],
  ])('refuses the key %s, which would go out as unsigned mail', async (file, problem) => {
    const url = `smtp://mail.example?${from}&dkimDomain=shop.example&dkimSelector=snodo&dkimKeyFile=${folder}/${file}`
    await expect(readSmtpUrl(url)).rejects.toMatchObject({
      code: 'SMTP_DKIM_KEY_INVALID',
      message: expect.stringContaining(problem),
    })
  })
})
