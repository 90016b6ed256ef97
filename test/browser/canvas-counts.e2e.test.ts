import { referenceFlow } from '@snodo/flow/testing'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { savingSays } from './kit/canvas.ts'
import { openStage, type Stage } from './kit/stage.ts'
import { countElements, redrawnDuring } from './kit/watch-canvas.ts'

/** What a browser may be asked to keep at any zoom. */
const ELEMENTS_MOST = 6_000
const ELEMENTS_OF_A_BLOCK_MOST = 25

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
