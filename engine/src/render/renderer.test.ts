import { afterEach, expect, test } from 'vitest'
import { type RenderJob, renderMessage } from './render-message.ts'
import { createRenderer, type Renderer } from './renderer.ts'

let renderer: Renderer | null = null
afterEach(async () => {
  await renderer?.close()
  renderer = null
})

function job(key: string, more: Partial<RenderJob> = {}): RenderJob {
  return {
    key,
    channel: 'email',
    content: { subject: 'Hi {{ contact.firstName }}', body: 'Hello <b>you</b>' },
    scope: { contact: { firstName: 'Ada & Co' } },
    zone: 'Europe/Rome',
    language: 'en',
    currency: 'EUR',
    now: 0,
    footer: null,
    ...more,
  }
}

test('a thread fills in many messages, each under its key', async () => {
  renderer = createRenderer({ chunkSize: 3 })
  const results = await renderer.render(Array.from({ length: 8 }, (_, n) => job(`m${n}`)))
  expect([...results.keys()]).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'])
  expect(results.get('m3')).toMatchObject({ ok: { subject: 'Hi Ada & Co' } })
})

test('what hangs, dies or outgrows the thread fails alone; its neighbours are rendered all the same', async () => {
  renderer = createRenderer({ chunkMs: 2_500, singleMs: 300, thread: new URL('../testing/breaking-thread.ts', import.meta.url) })
  const results = await renderer.render(['before', 'hangs', 'between', 'dies', 'grows', 'after'].map((key) => job(key)))
  expect(results.get('before')).toMatchObject({ ok: {} })
  expect(results.get('after')).toMatchObject({ ok: {} })
  expect(results.get('between')).toMatchObject({ ok: {} })
  expect(results.get('hangs')).toMatchObject({ fault: { code: 'TEMPLATE_ENDED', say: expect.stringContaining('longer than') } })
  expect(results.get('dies')).toMatchObject({ fault: { code: 'TEMPLATE_ENDED' } })
  expect(results.get('grows')).toMatchObject({ fault: { code: 'TEMPLATE_ENDED' } })
}, 30_000)

test('a thread that gets no processor is waited for: its messages are not to blame', async () => {
  // To start the thread takes a quarter of a second of a processor, far less than half of this.
  renderer = createRenderer({ chunkMs: 1_500, thread: new URL('../testing/breaking-thread.ts', import.meta.url) })
  const results = await renderer.render([job('starves')])
  expect(results.get('starves')).toMatchObject({ ok: {} })
}, 30_000)

test('a template that makes too much is a fault of its own message', async () => {
  renderer = createRenderer()
  const greedy = job('greedy', {
    content: { subject: 'x', body: '{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}' },
  })
  const results = await renderer.render([greedy, job('fine')])
  expect(results.get('greedy')).toMatchObject({ fault: { code: 'TEMPLATE_TOO_LARGE' } })
  expect(results.get('fine')).toMatchObject({ ok: {} })
})

test('a closed renderer starts again when it is asked', async () => {
  renderer = createRenderer()
  await renderer.render([job('a')])
  await renderer.close()
  expect((await renderer.render([job('b')])).get('b')).toMatchObject({ ok: {} })
})

test('marketing mail shows how to unsubscribe and who sends it; a body with the link itself gets no second one', () => {
  const footer = { unsubscribeUrl: 'https://snodo.example/u/1.2', postal: 'Rossi & Co\nVia Roma 1' }
  const plain = renderMessage(job('m', { footer }))
  expect(html(plain)).toContain('<a href="https://snodo.example/u/1.2"')
  expect(html(plain)).toContain('Rossi &#38; Co<br>Via Roma 1')
  expect(html(plain).indexOf('Via Roma')).toBeLessThan(html(plain).indexOf('</body>'))

  const own = job('m', {
    footer,
    scope: { unsubscribeUrl: footer.unsubscribeUrl },
    content: { subject: 's', body: '<a href="{{ unsubscribeUrl }}">bye</a>' },
  })
  expect(html(renderMessage(own)).split('/u/1.2').length).toBe(2)
})

test('a subject stays one line, and an empty one is a fault', () => {
  const lines = renderMessage(job('m', { content: { subject: 'a\r\nBcc: x@y.z', body: 'b' } }))
  expect(lines).toMatchObject({ ok: { subject: 'a Bcc: x@y.z' } })
  expect(renderMessage(job('m', { content: { subject: '{{ contact.nothing }}', body: 'b' } }))).toMatchObject({
    fault: { code: 'TEXT_EMPTY' },
  })
})

function html(result: ReturnType<typeof renderMessage>): string {
  if (!('ok' in result) || result.ok.channel !== 'email')
    throw new Error(`expected a rendered e-mail, got ${JSON.stringify(result)}`)
  return result.ok.html
}
