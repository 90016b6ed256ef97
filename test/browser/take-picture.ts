/**
 * Takes `docs/canvas.png`: the welcome flow, live, with the numbers of a thousand contacts who really walked it. Run it with
 * `node test/browser/take-picture.ts` after `pnpm --filter @snodo/editor build`; it takes about a minute.
 *
 * Nobody can wait six days for a picture, so each wave of contacts enters a version in which the first waits are a second
 * long and the rest as drawn: every number is the engine's own count of people it moved.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type FlowDocument, starterFlows } from '@snodo/flow'
import { openBrowser } from './kit/open-browser.ts'

const root = join(import.meta.dirname, '../..')
const picture = join(root, 'docs/canvas.png')
const MOST_BYTES = 200 * 1024
const ADMIN_TOKEN = 'an-admin-token-to-take-a-picture'
const WRITE_KEY = 'a-write-key-to-take-a-picture'

/** Blocks at which a wave comes to rest, in the order of the drawing, and how many come to rest there. */
const WAVES: { rest: string; people: number }[] = [
  { rest: 'end', people: 318 },
  { rest: 'untilSixthDay', people: 246 },
  { rest: 'restBeforeStories', people: 171 },
  { rest: 'untilReminder', people: 94 },
  { rest: 'restBeforeCoupon', people: 137 },
  { rest: 'consent', people: 62 },
]
/** The block whose people the panel lists. */
const SHOWN = 'restBeforeCoupon'
/** One in so many of those who came to the end has bought meanwhile. */
const BUYS = 4
const CALLS_AT_ONCE = 500
const FIRST_NAMES = ['Maria', 'Luca', 'Giulia', 'Ana', 'Paul', 'Sofia', 'Marco', 'Elena', 'Jan', 'Chiara', 'Nora']
const LAST_NAMES = ['Rossi', 'Bianchi', 'Ferrari', 'Silva', 'Meyer', 'Conti', 'Costa', 'Novak', 'Greco']

const directory = await mkdtemp(join(tmpdir(), 'snodo-picture-'))
await chmod(directory, 0o711) // the database runs as another user when we are root
const server = spawn(process.execPath, [join(root, 'server/src/start.ts')], {
  env: {
    ...process.env,
    PORT: '0',
    SNODO_DATA_DIR: directory,
    SNODO_ADMIN_TOKEN: ADMIN_TOKEN,
    SNODO_WRITE_KEY: WRITE_KEY,
    SNODO_LOG_LEVEL: 'error',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const link = await loginLink()
  const { origin } = new URL(link)
  const flow = await walkers(origin)
  await shoot(link, `${origin}/flows/${flow}?mode=live`)
  const { size } = await stat(picture)
  if (size > MOST_BYTES) throw new Error(`the picture has ${size} bytes; expected at most ${MOST_BYTES}`)
  process.stdout.write(`${picture}: ${Math.round(size / 1024)} KB\n`)
} finally {
  const gone = once(server, 'close')
  server.kill('SIGTERM')
  await gone
  await rm(directory, { recursive: true, force: true, maxRetries: 5 })
}

async function loginLink(): Promise<string> {
  let said = ''
  for await (const chunk of server.stdout) {
    said += String(chunk)
    const link = /http:\S+\/login\?token=\S+/.exec(said)?.[0]
    if (link) {
      server.stdout.resume()
      return link
    }
  }
  throw new Error(`the server ended before it was ready:\n${said}`)
}

/** Sends wave after wave through the flow; answers its id. */
async function walkers(origin: string): Promise<string> {
  const document = starterFlows.find((each) => each.id === 'newsletter-welcome')!.document('en')
  document.nodes.start!.config = { event: 'Newsletter Joined' }
  const made = await ask<{ id: string; revision: number }>(origin, 'POST', '/api/flows', { document })
  let { revision } = made
  const save = async (next: FlowDocument) => {
    ;({ revision } = await ask<{ revision: number }>(origin, 'PUT', `/api/flows/${made.id}/draft`, { revision, document: next }))
  }
  let inside = 0
  for (const { rest, people } of WAVES) {
    await save(hurried(document, rest))
    await ask(origin, 'POST', `/api/flows/${made.id}/publish`, { revision })
    await send(origin, rest, people)
    if (rest !== 'end') inside += people
    await settled(origin, made.id, rest, inside)
  }
  await save(document)
  await ask(origin, 'POST', `/api/flows/${made.id}/publish`, { revision })
  return made.id
}

/** The flow with every wait before `rest` a second long. */
function hurried(document: FlowDocument, rest: string): FlowDocument {
  const copy = structuredClone(document)
  const short: [string, FlowDocument['nodes'][string]['config']][] = [
    ['restBeforeCoupon', { duration: 'PT1S' }],
    ['untilReminder', { anchor: { coupon: 'welcome' }, offset: '-PT47H59M58S', ifPast: 'leave' }],
    ['restBeforeStories', { duration: 'PT1S' }],
    ['untilSixthDay', { anchor: { node: 'welcome' }, offset: 'PT5S', ifPast: 'proceed' }],
  ]
  for (const [node, config] of short) {
    if (node === rest) break
    copy.nodes[node]!.config = config
  }
  return copy
}

async function send(origin: string, wave: string, people: number): Promise<void> {
  const calls: Record<string, unknown>[] = []
  for (let i = 0; i < people; i++) {
    const userId = `${wave}-${i}`
    const consents = wave === 'consent' ? {} : { email: { state: true, proof: { form: 'the shop' } } }
    calls.push({ type: 'identify', userId, traits: { ...nameOf(i), email: `${userId}@example.com`, consents } })
    calls.push({ type: 'track', userId, event: 'Newsletter Joined' })
    if (wave === 'end' && i % BUYS === 0)
      calls.push({ type: 'track', userId, event: 'Order Completed', properties: { total: 40 } })
  }
  for (let i = 0; i < calls.length; i += CALLS_AT_ONCE)
    await ask(origin, 'POST', '/v1/batch', { batch: calls.slice(i, i + CALLS_AT_ONCE) })
}

function nameOf(i: number): { firstName: string; lastName: string } {
  return { firstName: FIRST_NAMES[i % FIRST_NAMES.length]!, lastName: LAST_NAMES[i % LAST_NAMES.length]! }
}

/** Resolves when as many as were sent stand where they should, and nobody is on the way. */
async function settled(origin: string, flow: string, rest: string, inside: number): Promise<void> {
  const until = Date.now() + 120_000
  while (Date.now() < until) {
    const { nodes } = await ask<{ nodes: Record<string, { inside: number; entered: number }> }>(
      origin,
      'GET',
      `/api/flows/${flow}/counts`,
    )
    const all = Object.values(nodes).reduce((sum, each) => sum + each.inside, 0)
    const wanted = WAVES.find((wave) => wave.rest === rest)!.people
    if (all === inside && (rest === 'end' ? (nodes.start?.entered ?? 0) >= wanted : (nodes[rest]?.inside ?? 0) >= wanted)) return
    await pause(250)
  }
  throw new Error(`the wave that rests at “${rest}” did not come to rest within two minutes`)
}

async function shoot(link: string, url: string): Promise<void> {
  const browser = await openBrowser()
  try {
    const page = await browser.newPage({
      viewport: { width: 1200, height: 860 },
      locale: 'en-GB',
      colorScheme: 'light',
      reducedMotion: 'reduce',
    })
    await page.goto(link)
    await page.waitForURL('**/flows')
    await page.goto(url)
    await page
      .getByTestId('live-inside')
      .filter({ hasText: String(WAVES.find(({ rest }) => rest === SHOWN)!.people) })
      .click()
    await page.getByTestId('standing').getByRole('link').first().waitFor()
    await page.evaluate('document.fonts.ready.then(() => true)')
    await page.screenshot({ path: picture })
  } finally {
    await browser.close()
  }
}

async function ask<T>(origin: string, method: string, path: string, body?: unknown): Promise<T> {
  const key = path.startsWith('/v1/') ? `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}` : `Bearer ${ADMIN_TOKEN}`
  const reply = await fetch(new URL(path, origin), {
    method,
    headers: { authorization: key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!reply.ok) throw new Error(`${method} ${path} said ${reply.status}: ${await reply.text()}`)
  return (await reply.json()) as T
}
