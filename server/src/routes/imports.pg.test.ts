import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeServerRig, type ServerRig, TEST_ADMIN_TOKEN } from '../testing.ts'

let rig: ServerRig
beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: [] })
})
afterAll(() => rig.close())

type Reply = { status: number; body: ReturnType<typeof JSON.parse> }

async function upload(file: string | Buffer, options: object = {}, query = ''): Promise<Reply> {
  const reply = await rig.app.inject({
    method: 'POST',
    url: `/api/contacts/import?options=${encodeURIComponent(JSON.stringify(options))}${query}`,
    headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}`, 'content-type': 'text/csv' },
    payload: file,
  })
  return { status: reply.statusCode, body: reply.json() }
}

async function contact(email: string) {
  await rig.settle()
  const { items } = (await rig.ask('GET', `/api/contacts?email=${encodeURIComponent(email)}`)).json()
  return items.length === 1 ? (await rig.ask('GET', `/api/contacts/${items[0].id}`)).json() : items
}

async function rejects(id: string): Promise<string> {
  return (await rig.ask('GET', `/api/contacts/imports/${id}/rejects`)).body
}

describe('importing a CSV', () => {
  test('people become contacts with their columns, join the list, and their consent keeps where it came from', async () => {
    const file = 'Email,Nome,Città,Newsletter\nanna@example.com,Anna,Roma,sì\nbea@example.com,Bea,,no\n'
    const { status, body } = await upload(file, { list: 'fair', consentOrigin: 'Paper form at the fair, 2026-02-01' })
    expect([status, body.state, body.counts]).toEqual([
      201,
      'done',
      { rows: 2, created: 2, updated: 0, unchanged: 0, rejected: 0, consentsKept: 0, consentsGranted: 1 },
    ])
    const anna = await contact('anna@example.com')
    expect(anna).toMatchObject({ attributes: { firstName: 'Anna', city: 'Roma' }, lists: ['fair'] })
    expect(anna.consents).toMatchObject([
      {
        channel: 'email',
        purpose: 'marketing',
        state: 'granted',
        proof: { origin: 'Paper form at the fair, 2026-02-01', line: 2 },
      },
    ])
    expect((await contact('bea@example.com')).consents).toMatchObject([{ state: 'denied' }])
    const timeline = (await rig.ask('GET', `/api/contacts/${anna.id}/timeline`)).json()
    const names = timeline.items
      .filter((each: { kind: string }) => each.kind === 'event')
      .map((each: { name: string }) => each.name)
    expect(names.sort()).toEqual(['Consent Confirmed', 'Identified', 'List Joined'])
  })

  test.each([
    ['UTF-8 with a mark and semicolons', Buffer.from('\ufeffemail;nome\nutf8@example.com;Nicolò\n'), 'utf8@example.com'],
    [
      'Windows-1252 with semicolons, as Italian spreadsheets write it',
      iconv.encode('email;nome\r\nwin@example.com;Nicolò\r\n', 'windows-1252'),
      'win@example.com',
    ],
    [
      'UTF-16 with tabs',
      iconv.encode('email\tnome\r\nutf16@example.com\tNicolò\r\n', 'utf-16le', { addBOM: true }),
      'utf16@example.com',
    ],
    ['pipes and old line ends', Buffer.from('email|nome\rpipe@example.com|Nicolò\r'), 'pipe@example.com'],
    [
      'quotes that hold delimiters and line ends',
      Buffer.from('email,nome\nquote@example.com,"Nicolò"\n"x@example.com","a, b\nc"\n'),
      'quote@example.com',
    ],
  ])('reads %s', async (_, file, email) => {
    expect((await upload(file)).status).toBe(201)
    expect(await contact(email)).toMatchObject({ attributes: { firstName: 'Nicolò' } })
  })

  test('every refused line is told with its number and its reason, and the others are kept', async () => {
    const file = [
      'email,telefono,consenso',
      'good@example.com,333 123 4567,sì',
      'two@example.com; three@example.com,,',
      'sci@example.com,"3,93E+11",',
      'perhaps@example.com,,forse',
      ',,sì',
      'ragged@example.com',
      'injected@example.com,,,=HYPERLINK("http://evil")',
    ].join('\n')
    const { body } = await upload(file)
    expect(body.counts).toMatchObject({ rows: 7, created: 1, rejected: 6 })
    const csv = await rejects(body.id)
    const lines = csv.split('\r\n').map((line) =>
      line
        .split('","')
        .slice(0, 2)
        .join(' ')
        .replace(/^\ufeff?"/, ''),
    )
    expect(lines).toEqual([
      'line code',
      '3 EMAIL_INVALID',
      '4 PHONE_INVALID',
      '5 CONSENT_UNCLEAR',
      '6 NAME_MISSING',
      '7 CELLS_TOO_FEW',
      '8 CELLS_TOO_MANY',
      '',
    ])
    expect(await contact('good@example.com')).toMatchObject({ phone: '+393331234567', consents: [] })
  })

  test('a cell that a spreadsheet would run is harmless in the report', async () => {
    const { body } = await upload('userId,consent\n=1+1,perhaps\n', { columns: { userId: 'userId' } })
    expect(await rejects(body.id)).toContain(`"'=1+1 | perhaps"`)
  })

  test('a dry run shows how the file was read and what would become of it, and changes nothing', async () => {
    const { status, body } = await upload('E-mail;Colore\nnew@example.com;rosso\nwrong;blu\n', {}, '&dryRun=true')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      encoding: 'utf-8',
      delimiter: ';',
      columns: [
        { name: 'E-mail', target: 'email', guessed: true, samples: ['new@example.com', 'wrong'] },
        { name: 'Colore', target: 'attribute:Colore', guessed: true, samples: ['rosso', 'blu'] },
      ],
      counts: { rows: 2, created: 1, rejected: 1 },
      rejects: [{ line: 3, code: 'EMAIL_INVALID' }],
    })
    expect(await contact('new@example.com')).toEqual([])
    expect((await upload('E-mail;Colore\nnew@example.com;rosso\nwrong;blu\n')).status).toBe(201)
  })

  test('the same file again is refused, and taken again on demand changes nobody; changed rows update', async () => {
    const file = 'email,nome\nzoe@example.com,Zoe\n'
    await upload(file)
    await rig.settle()
    expect(await upload(file)).toMatchObject({ status: 409, body: { code: 'FILE_KNOWN' } })
    expect((await upload(file, { again: true })).body.counts).toMatchObject({ rows: 1, created: 0, updated: 0, unchanged: 1 })
    expect((await upload('email,nome\nZOE@example.com,Zoë\n')).body.counts).toMatchObject({ created: 0, updated: 1 })
    expect(await contact('zoe@example.com')).toMatchObject({ attributes: { firstName: 'Zoë' } })
  })

  test('whoever said no is never granted again by a file', async () => {
    const origin = { consentOrigin: 'Old newsletter' }
    await upload('email,newsletter\nno@example.com,no\n', origin)
    const { body } = await upload('email,newsletter\nno@example.com,yes\nno@example.com,yes\n', origin)
    expect(body.counts).toMatchObject({ consentsKept: 2, consentsGranted: 0 })
    expect((await contact('no@example.com')).consents).toMatchObject([{ state: 'denied' }])
  })

  test('who is to confirm is asked by mail, and who has said yes or no is not asked again', async () => {
    await upload('email,consent\nsaid@example.com,yes\n', { consentOrigin: 'Old newsletter' })
    const { body } = await upload('email,consent\nask@example.com,da confermare\nsaid@example.com,pending\n')
    expect(body.counts).toMatchObject({ rows: 2, consentsKept: 1, consentsGranted: 0 })
    await rig.settle()
    expect((await contact('ask@example.com')).consents).toMatchObject([
      { channel: 'email', purpose: 'marketing', state: 'pending' },
    ])
    expect((await contact('said@example.com')).consents).toMatchObject([{ state: 'granted' }])
    const { items } = (await rig.ask('GET', '/api/messages?state=sent')).json()
    expect(items.map(({ to, node }: { to: string; node: string }) => [to, node])).toEqual([
      ['ask@example.com', 'confirm-consent'],
    ])
  })

  test('without a word on where consents come from none is granted', async () => {
    const { body } = await upload('email,newsletter\norigin@example.com,yes\n')
    expect(body.counts).toMatchObject({ consentsKept: 1, consentsGranted: 0 })
    expect((await contact('origin@example.com')).consents).toEqual([])
  })

  test('the same person twice in one file, spelled differently, is one contact', async () => {
    const { body } = await upload('email,city\nDup@Example.com,Roma\n dup@example.com ,Milano\n')
    expect(body.counts).toMatchObject({ rows: 2, created: 1 })
    expect(await contact('dup@example.com')).toMatchObject({ attributes: { city: 'Milano' } })
  })

  test('a quote that is never closed ends the file there, and says so', async () => {
    const { body } = await upload('email,nome\nbefore@example.com,A\nopen@example.com,"never closed\nlost@example.com,B\n')
    expect(body).toMatchObject({ state: 'done', problem: expect.stringContaining('line 3'), counts: { created: 1, rejected: 1 } })
  })

  test('a form with a file works like the file itself', async () => {
    const form = new FormData()
    form.set('options', JSON.stringify({ list: 'form' }))
    form.set('file', new File(['email\nform@example.com\n'], 'people.csv', { type: 'text/csv' }))
    const request = new Request('http://localhost', { method: 'POST', body: form })
    const reply = await rig.app.inject({
      method: 'POST',
      url: '/api/contacts/import',
      headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}`, 'content-type': request.headers.get('content-type') ?? '' },
      payload: Buffer.from(await request.arrayBuffer()),
    })
    expect([reply.statusCode, reply.json().fileName]).toEqual([201, 'people.csv'])
    expect(await contact('form@example.com')).toMatchObject({ lists: ['form'] })
  })
})

describe('what is no import is refused and leaves no trace', () => {
  test.each([
    ['an empty file', '', {}, 422, 'FILE_EMPTY'],
    ['a workbook renamed', Buffer.from('PK\u0003\u0004rest of it', 'latin1'), {}, 422, 'FILE_NOT_TEXT'],
    ['binary', Buffer.from([1, 0, 0, 0, 7, 9, 0, 0, 0, 0, 3]), {}, 422, 'FILE_NOT_TEXT'],
    ['no column that names people', 'nome,cognome\nA,B\n', {}, 422, 'COLUMNS_UNUSABLE'],
    ['a column that is not there', 'email\na@example.com\n', { columns: { mail: 'email' } }, 422, 'COLUMN_UNKNOWN'],
    ['options of a wrong shape', 'email\na@example.com\n', { delimiter: 'x' }, 400, 'OPTIONS_INVALID'],
    ['an encoding nobody knows', 'email\na@example.com\n', { encoding: 'klingon' }, 422, 'ENCODING_UNKNOWN'],
  ])('%s', async (_, file, options, status, code) => {
    const reply = await upload(file, options)
    expect([reply.status, reply.body.code]).toEqual([status, code])
    expect(reply.body.detail).toContain('xpected')
    const { items } = (await rig.ask('GET', '/api/contacts/imports?limit=1')).json()
    expect(items[0]?.state).not.toBe('running')
  })

  test('without a key nothing is even read', async () => {
    const reply = await rig.app.inject({
      method: 'POST',
      url: '/api/contacts/import',
      headers: { 'content-type': 'text/csv' },
      payload: 'email\n',
    })
    expect([reply.statusCode, reply.json().code]).toEqual([401, 'NOT_SIGNED_IN'])
  })
})

test('twenty thousand rows, more than one batch, all become contacts on the list', { timeout: 60_000 }, async () => {
  const rows = Array.from({ length: 20_000 }, (_, n) => `person${n}@mass.example,Name${n},City${n % 50}`)
  const { body } = await upload(`email,nome,città\n${rows.join('\n')}\n`, { list: 'mass' })
  expect(body.counts).toMatchObject({ rows: 20_000, created: 20_000, rejected: 0 })
  const { items } = (await rig.ask('GET', '/api/lists')).json()
  expect(items.find((each: { name: string }) => each.name === 'mass')).toMatchObject({ members: 20_000 })
})
