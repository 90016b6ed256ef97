import type { Page } from 'playwright-core'

/** What was drawn again while something was done: blocks and lines of the canvas by their ids, and everything else. */
export type Redrawn = { blocks: string[]; lines: string[]; elsewhere: number }

/** What we ask of the page's own objects; the tests are checked without the types of a browser. */
type InPage = {
  document: { querySelectorAll(selector: string): { length: number }; querySelector(selector: string): object | null }
  MutationObserver: new (
    seen: (records: { target: Target }[]) => void,
  ) => { observe(target: object, what: object): void; disconnect(): void }
  requestAnimationFrame(run: (at: number) => void): void
  performance: { now(): number }
  redrawn?: { blocks: Set<string>; lines: Set<string>; elsewhere: number; stop(): void }
  frames?: { times: number[]; stop: boolean }
}
type Target = { closest?(selector: string): { getAttribute(name: string): string | null } | null; parentElement?: Target | null }

/** Elements of the whole page: what a browser has to keep, style and lay out. */
export function countElements(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as InPage).document.querySelectorAll('*').length)
}

/** Watches what is drawn again while `act` runs. */
export async function redrawnDuring(page: Page, act: () => Promise<void>): Promise<Redrawn> {
  await page.evaluate(() => {
    const inPage = globalThis as unknown as InPage
    const seen = { blocks: new Set<string>(), lines: new Set<string>(), elsewhere: 0 }
    const observer = new inPage.MutationObserver((records) => {
      for (const { target } of records) {
        const element = target.closest ? target : target.parentElement
        const block = element?.closest?.('.react-flow__node')?.getAttribute('data-id')
        const line =
          element?.closest?.('.react-flow__edge')?.getAttribute('data-id') ??
          element?.closest?.('[data-line-id]')?.getAttribute('data-line-id')
        if (block) seen.blocks.add(block)
        else if (line) seen.lines.add(line)
        else seen.elsewhere += 1
      }
    })
    observer.observe(inPage.document.querySelector('.react-flow__renderer')!, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    })
    inPage.redrawn = Object.assign(seen, { stop: () => observer.disconnect() })
  })
  await act()
  return page.evaluate(() => {
    const { blocks, lines, elsewhere, stop } = (globalThis as unknown as InPage).redrawn!
    stop()
    return { blocks: [...blocks], lines: [...lines], elsewhere }
  })
}

/** Lengths of the frames while `act` runs, in milliseconds, shortest first. */
export async function framesDuring(page: Page, act: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const inPage = globalThis as unknown as InPage
    const frames = { times: [] as number[], stop: false }
    inPage.frames = frames
    let last = inPage.performance.now()
    const next = (at: number) => {
      frames.times.push(at - last)
      last = at
      if (!frames.stop) inPage.requestAnimationFrame(next)
    }
    inPage.requestAnimationFrame(next)
  })
  await act()
  return page.evaluate(() => {
    const { frames } = globalThis as unknown as InPage
    frames!.stop = true
    return frames!.times.slice(1).sort((a, b) => a - b)
  })
}
