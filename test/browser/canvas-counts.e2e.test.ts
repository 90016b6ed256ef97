import { referenceFlow } from '@snodo/flow/testing'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { savingSays } from './kit/canvas.ts'
import { openStage, type Stage } from './kit/stage.ts'
import { countElements, framesDuring, redrawnDuring } from './kit/watch-canvas.ts'

/** What a browser may be asked to keep at any zoom. */
const ELEMENTS_MOST = 6_000
const ELEMENTS_OF_A_BLOCK_MOST = 25

/** What we ask of the page; the tests are checked without the types of a browser. */
type Frames = { requestAnimationFrame(run: () => void): void }

let stage: Stage
const reference = referenceFlow()

beforeAll(async () => {
  stage = await openStage()
})
afterEach((context) => stage.look(context))
afterAll(() => stage?.close())

async function openReference(): Promise<Page> {
  const flow = await stage.makeFlow(reference)
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await page.getByTestId('card').first().waitFor()
  return page
}

test('the reference flow keeps the page small at every zoom, and says so of a block too', async () => {
  const page = await openReference()
  const counted = new Map<string, number>()
  const canvas = page.getByRole('application')
  for (const level of ['near', 'middle', 'far', 'farthest']) {
    if (level === 'farthest') {
      await canvas.press('f')
      await expect.poll(() => page.getByTestId('card').count(), { timeout: 15_000 }).toBeGreaterThan(300)
    } else while ((await canvas.getAttribute('data-zoom')) !== level) await canvas.press('-')
    counted.set(level, await countElements(page))
    const inBlock = await page.locator('.react-flow__node').first().locator('*').count()
    expect(inBlock).toBeLessThanOrEqual(ELEMENTS_OF_A_BLOCK_MOST)
  }
  process.stdout.write(`elements of the reference flow: ${[...counted].map(([level, n]) => `${level} ${n}`).join(', ')}\n`)
  for (const [level, elements] of counted) expect(elements, level).toBeLessThanOrEqual(ELEMENTS_MOST)
})

test('dragging a block draws that block and its own lines again, and nothing else; a page that rests draws nothing', async () => {
  const page = await openReference()
  const block = page.locator('.react-flow__node').nth(4)
  const id = (await block.getAttribute('data-id'))!
  const own = reference.edges.filter((edge) => edge.from === id || edge.to === id).map((edge) => `${edge.from}:${edge.port}`)
  await savingSays(page, 'Saved')
  const box = (await block.boundingBox())!
  const [x, y] = [box.x + 80, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 8, y)
  await page.mouse.move(x + 24, y)
  const dragged = await redrawnDuring(page, async () => {
    for (let step = 1; step <= 12; step++) await page.mouse.move(x + 24 + step * 8, y)
  })
  expect(dragged.blocks).toEqual([id])
  expect(dragged.lines.filter((line) => !own.includes(line))).toEqual([])
  expect(dragged.lines.length).toBeGreaterThan(0)
  await page.mouse.up()
  await savingSays(page, 'Saved')
  await page.mouse.move(5, 400)

  const resting = await redrawnDuring(page, async () => {
    // Longer than the page waits before it asks whether others have changed the draft.
    await page.waitForResponse(/draft\/edits\?after=/)
    await page.waitForResponse(/draft\/edits\?after=/)
  })
  expect(resting).toEqual({ blocks: [], lines: [], elsewhere: 0 })
})

test('a thousand movements a second draw again only the blocks and lines whose numbers changed', async () => {
  const flow = await stage.makeFlow(reference)
  expect((await stage.server.api('POST', `/api/flows/${flow}/publish`, { revision: 1 })).status).toBe(200)
  const page = await stage.page()
  let say: (message: object) => void = () => undefined
  // The page's own connection, with somebody at the other end who moves faster than any contacts of a test.
  await page.routeWebSocket('**/api/live', (socket) => {
    say = (message) => socket.send(JSON.stringify({ flow, ...message }))
    const nodes = Object.fromEntries(Object.keys(reference.nodes).map((id) => [id, { inside: 100, entered: 1_000, failed: 0 }]))
    const edges = Object.fromEntries(reference.edges.map(({ from, port }) => [`${from}:${port}`, 10]))
    say({ type: 'snapshot', seq: 'a:1', nodes, edges })
  })
  await page.goto(`/flows/${flow}?mode=live`)
  await page.getByTestId('live-inside').first().getByText('100', { exact: true }).waitFor()
  await expect.poll(() => page.locator('[data-stale]').count()).toBe(0)

  // A fifth of the blocks have people coming and going, the rest stand still.
  const busy = new Set(Object.keys(reference.nodes).filter((_, i) => i % 5 === 0))
  const busyLines = new Set(reference.edges.filter(({ from }) => busy.has(from)).map(({ from, port }) => `${from}:${port}`))
  const ids = [...busy]
  let moved = 0
  const frames: number[] = []
  const redrawn = await redrawnDuring(page, async () => {
    frames.push(
      ...(await framesDuring(page, async () => {
        for (let tick = 0; tick < 60; tick++) {
          const nodes: Record<string, object> = {}
          for (let n = 0; n < 17; n++, moved++)
            nodes[ids[moved % ids.length]!] = { inside: 101 + moved, entered: 1_001 + moved, failed: 0 }
          say({ type: 'delta', seq: `a:${tick + 2}`, nodes, edges: {} })
          await page.evaluate(
            () => new Promise<void>((next) => (globalThis as unknown as Frames).requestAnimationFrame(() => next())),
          )
        }
      })),
    )
  })
  expect(moved).toBeGreaterThan(1_000)
  expect(redrawn.blocks.length).toBeGreaterThan(0)
  expect(redrawn.blocks.filter((id) => !busy.has(id))).toEqual([])
  expect(redrawn.lines.filter((line) => !busyLines.has(line))).toEqual([])
  expect(redrawn.elsewhere).toBe(0)
  const at = (share: number) => Math.round(frames[Math.floor((frames.length - 1) * share)] ?? 0)
  process.stdout.write(`frames at a thousand movements a second: median ${at(0.5)} ms, p95 ${at(0.95)} ms\n`)
})
