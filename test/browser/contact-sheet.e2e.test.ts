import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { builtInNodes } from '@snodo/nodes'
import pixelmatch from 'pixelmatch'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from './kit/open-browser.ts'
import { serveFolder } from './kit/serve-folder.ts'

/** `pnpm pictures` keeps what is drawn now; who does it looks at the pictures before they are committed. */
const keeps = process.env.SNODO_KEEP_PICTURES === '1'
const editor = join(import.meta.dirname, '../../editor')
const pictures = join(import.meta.dirname, 'pictures')
/** Of one block's pixels, so many may be another: edges are drawn a little differently from one browser to the next. */
const SHARE_OF_BLOCK = 0.005
/** What stands out of a card: pills, marks, the ring of focus. */
const AROUND = 10

const LOOKS: Record<string, BrowserContextOptions> = {
  light: { colorScheme: 'light', locale: 'en-GB' },
  dark: { colorScheme: 'dark', locale: 'en-GB' },
  'more-contrast': { colorScheme: 'light', contrast: 'more', locale: 'it-IT' },
  'forced-colors': { colorScheme: 'dark', forcedColors: 'active', locale: 'en-GB' },
}

let folder: string
let site: Awaited<ReturnType<typeof serveFolder>>
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snodo-contact-sheet-'))
  await promisify(execFile)(
    process.execPath,
    [
      'node_modules/vite/bin/vite.js',
      'build',
      'contact-sheet',
      '--config',
      'vite.config.ts',
      '--outDir',
      folder,
      '--emptyOutDir',
    ],
    { cwd: editor },
  )
  await writeFile(join(folder, 'manifests.json'), JSON.stringify(builtInNodes.map((type) => type.manifest)))
  site = await serveFolder(folder)
  browser = await openBrowser()
  await mkdir(pictures, { recursive: true })
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
  await rm(folder, { recursive: true, force: true })
})

describe.each(Object.entries(LOOKS))('in %s', (name, look) => {
  test('every block in every state looks as in the picture kept', async () => {
    const drawn = await drawSheet(look)
    const file = join(pictures, `${name}.png`)
    if (keeps) await writeFile(file, packed(drawn.picture))
    expect(existsSync(file), `there is no picture ${file}: pnpm pictures takes it`).toBe(true)
    const kept = PNG.sync.read(await readFile(file))
    expect([drawn.picture.width, drawn.picture.height]).toEqual([kept.width, kept.height])
    const { width, height } = kept
    const difference = new PNG({ width, height })
    pixelmatch(kept.data, drawn.picture.data, difference.data, width, height, {
      threshold: 0.04,
      includeAA: true,
      diffMask: true,
    })
    const others = drawn.blocks.filter((block) => shareOf(difference, block) > SHARE_OF_BLOCK).map((block) => block.id)
    if (others.length > 0) {
      const seen = join(tmpdir(), `snodo-contact-sheet-${name}.png`)
      await writeFile(seen, PNG.sync.write(drawn.picture))
      process.stderr.write(`The sheet as it is drawn now: ${seen}. If it is right, keep it: pnpm pictures\n`)
    }
    expect(others).toEqual([])
  })
})

/** Fewer shades than the eye or the comparison tells apart: a third of the bytes. */
function packed(picture: PNG): Buffer {
  const { width, height } = picture
  const rounded = new PNG({ width, height })
  for (const [i, value] of picture.data.entries()) rounded.data[i] = i % 4 === 3 ? 255 : Math.min(255, Math.round(value / 8) * 8)
  return PNG.sync.write(rounded, { colorType: 2, deflateLevel: 9 })
}

/** What we ask of an element in the page; the tests are checked without the types of a browser. */
type Drawn = { getAttribute(name: string): string | null; getBoundingClientRect(): Omit<Block, 'id'> }
type Block = { id: string; x: number; y: number; width: number; height: number }

async function drawSheet(look: BrowserContextOptions): Promise<{ picture: PNG; blocks: Block[] }> {
  const context = await browser.newContext({ ...look, reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(site.url)
  await page.locator('body[data-drawn="4"]').waitFor()
  // The first stop of the keyboard is the canvas whose active blocks show the ring of focus.
  await page.keyboard.press('Tab')
  const cards = page.getByTestId('card')
  expect(await cards.count()).toBe(builtInNodes.length * 16)
  const sheet = page.locator('main')
  const blocks = await cards.evaluateAll((all) =>
    (all as unknown as Drawn[]).map((each) => {
      const { x, y, width, height } = each.getBoundingClientRect()
      return { id: each.getAttribute('data-node-id') ?? '', x, y, width, height }
    }),
  )
  const picture = PNG.sync.read(await sheet.screenshot())
  await context.close()
  expect(faults).toEqual([])
  return { picture, blocks }
}

/** How much of a block and of what stands out of it is another than in the picture kept. */
function shareOf(difference: PNG, block: Block): number {
  const [left, top] = [Math.max(0, Math.round(block.x) - AROUND), Math.max(0, Math.round(block.y) - AROUND)]
  const right = Math.min(difference.width, Math.round(block.x + block.width) + AROUND)
  const bottom = Math.min(difference.height, Math.round(block.y + block.height) + AROUND)
  let other = 0
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) if (difference.data[(y * difference.width + x) * 4 + 3] !== 0) other += 1
  return other / ((right - left) * (bottom - top))
}
