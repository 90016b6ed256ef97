/**
 * `pnpm bench:editor`: the editor's figures on the reference flow, in milliseconds of this machine, unthrottled and with a
 * processor four times slower. Counts are checked by `canvas-counts.e2e.test.ts`; milliseconds are only printed, as they say as
 * much of the machine as of us. Its last line is one JSON object. Needs the built editor.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyEdit, checkFlow, type FlowEdit } from '@snodo/flow'
import { referenceFlow, testManifests } from '@snodo/flow/testing'
import type { Page } from 'playwright-core'
import { openBrowser } from './kit/open-browser.ts'
import { countElements, framesDuring } from './kit/watch-canvas.ts'

const root = join(import.meta.dirname, '../..')
const ADMIN_TOKEN = 'an-admin-token-to-measure-the-editor'
const figures: Record<string, number | string> = { machine: `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}` }

checkFigures()
const directory = await mkdtemp(join(tmpdir(), 'snodo-bench-editor-'))
await chmod(directory, 0o711) // the database runs as another user when we are root
const server = spawn(process.execPath, [join(root, 'server/src/start.ts')], {
  env: { ...process.env, PORT: '0', SNODO_DATA_DIR: directory, SNODO_ADMIN_TOKEN: ADMIN_TOKEN, SNODO_LOG_LEVEL: 'error' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const link = await loginLink()
  await browserFigures(link)
} finally {
  const gone = once(server, 'close')
  server.kill('SIGTERM')
  await gone
  await rm(directory, { recursive: true, force: true, maxRetries: 5 })
}
for (const [name, value] of Object.entries(figures)) process.stdout.write(`${name.padEnd(34)} ${value}\n`)
process.stdout.write(`${JSON.stringify(figures)}\n`)

/** What checking costs after an edit, once everything is warm. */
function checkFigures(): void {
  let document = referenceFlow()
  const mail = Object.keys(document.nodes).find((id) => document.nodes[id]!.type === 'core.send-email')!
  const edge = document.edges[200]!
  const started = performance.now()
  checkFlow(document, { manifests: testManifests })
  figures.checkFirstMs = rounded(performance.now() - started)
  const edits: Record<string, (i: number) => FlowEdit> = {
    checkAfterTypingMs: (i) => ({ do: 'setConfig', id: mail, path: '/content/subject', value: `Letter ${i}` }),
    checkAfterMoveMs: (i) => ({ do: 'moveNodes', to: { [mail]: { x: i * 8, y: 0 } } }),
    checkAfterLineMs: (i) =>
      i % 2 === 0 ? { do: 'disconnect', from: edge.from, port: edge.port } : { do: 'connect', edge, replace: true },
  }
  for (const [name, edit] of Object.entries(edits)) {
    const times: number[] = []
    for (let i = 0; i < 100; i++) {
      document = applyEdit(document, edit(i), testManifests).document
      const before = performance.now()
      checkFlow(document, { manifests: testManifests })
      times.push(performance.now() - before)
    }
    figures[name] = rounded(quantile(times, 0.5))
  }
}

async function browserFigures(link: string): Promise<void> {
  const { origin } = new URL(link)
  const reply = await fetch(new URL('/api/flows', origin), {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ document: referenceFlow() }),
  })
  const { id } = (await reply.json()) as { id: string }
  const browser = await openBrowser()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
    await page.goto(link)
    await page.waitForURL('**/flows')
    const devtools = await page.context().newCDPSession(page)
    for (const rate of [1, 4]) {
      await devtools.send('Emulation.setCPUThrottlingRate', { rate })
      const name = (figure: string) => (rate === 1 ? figure : `${figure}Slowed`)
      const before = performance.now()
      await page.goto(`${origin}/flows/${id}`)
      await page.getByTestId('card').first().waitFor()
      figures[name('openMs')] = rounded(performance.now() - before)
      figures[name('elements')] = await countElements(page)
      for (const [figure, act] of [
        ['drag', drag],
        ['pan', pan],
      ] as const) {
        const frames = await framesDuring(page, () => act(page))
        figures[name(`${figure}FrameMedianMs`)] = rounded(quantile(frames, 0.5))
        figures[name(`${figure}FrameP95Ms`)] = rounded(quantile(frames, 0.95))
      }
    }
  } finally {
    await browser.close()
  }
}

async function drag(page: Page): Promise<void> {
  const box = (await page.locator('.react-flow__node').nth(4).boundingBox())!
  const [x, y] = [box.x + 80, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let step = 1; step <= 60; step++) await page.mouse.move(x + step * 4, y + step)
  await page.mouse.up()
}

async function pan(page: Page): Promise<void> {
  await page.mouse.move(700, 500)
  for (let step = 0; step < 60; step++) await page.mouse.wheel(0, 60)
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

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10
}
