import { referenceFlow } from '@snodo/flow/testing'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { branchingFlow } from './kit/branching-flow.ts'
import { card, fillText, inspector, savingSays, switchTo } from './kit/canvas.ts'
import { inspectPage } from './kit/inspect-page.ts'
import { openStage, type Stage } from './kit/stage.ts'
import { tinyFlow } from './kit/tiny-flow.ts'

let stage: Stage
const FLAWLESS = { rawKeys: [], english: [], clipped: [], violations: [] }

beforeAll(async () => {
  stage = await openStage()
})
afterEach((context) => stage.look(context))
afterAll(() => stage?.close())

/** What the row is called on which the keyboard stands. */
function here(page: Page): Promise<string | null> {
  return page.locator('[role="treeitem"][aria-selected="true"]').getAttribute('aria-label')
}

test('the outline comes before the drawing for who does not see it, reads as sentences, and is walked and edited by keys alone', async () => {
  const flow = await stage.makeFlow(branchingFlow('Outlined'))
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await card(page, 'Wait').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect.poll(() => page.locator(':focus').textContent()).toBe('Read the flow as an outline')
  await page.keyboard.press('Enter')
  await page.locator('[role="tree"]:focus').waitFor()
  const tree = page.getByRole('tree', { name: 'Outline' })
  expect(
    await tree.getByRole('treeitem').evaluateAll((rows) => rows.map((row) => (row as unknown as Labelled).ariaLabel)),
  ).toEqual([
    'Event happens, step 1',
    'Branch Bought?, step 2, 1 problem',
    'Wait, step 3, branch Yes, 1 of 2',
    'goes on at “End”, step 4',
    'branch Everyone else, 2 of 2, goes on at “End”, step 4',
    'End, step 4',
  ])
  expect(await inspectPage(page, 'en')).toEqual(FLAWLESS)

  await page.keyboard.press('End')
  expect(await here(page)).toBe('End, step 4')
  await page.keyboard.press('Home')
  expect(await here(page)).toBe('Event happens, step 1')
  await page.keyboard.press('w')
  expect(await here(page)).toMatch(/^Wait/)
  await page.keyboard.press('ArrowLeft')
  expect(await here(page)).toMatch(/^Branch/)
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => tree.getByRole('treeitem').count()).toBe(3)
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => tree.getByRole('treeitem').count()).toBe(6)

  // On a way that goes on elsewhere: Enter follows it, Alt and an arrow splice a block into it, Delete takes the line away.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  expect(await here(page)).toBe('goes on at “End”, step 4')
  await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.type('Tag')
  await page.getByRole('option', { name: 'Tag', exact: true, selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('[role="tree"]:focus').waitFor()
  await expect.poll(() => here(page)).toMatch(/^Tag, step 4/)
  await page.keyboard.press('Delete')
  await expect.poll(() => here(page)).toMatch(/^Wait, step 3/)
  await page.keyboard.press('ControlOrMeta+z')
  await tree.getByRole('treeitem', { name: /^Tag/ }).waitFor()
  await page.locator('[role="tree"]:focus').waitFor()

  await page.keyboard.press('w')
  await page.keyboard.press('F2')
  await inspector(page).locator(':focus').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('[role="tree"]:focus').waitFor()
  await page.keyboard.press('Alt+o')
  await page.locator('[role="application"]:focus').waitFor()
  await expect.poll(() => card(page, 'Wait').getAttribute('data-active')).toBe('true')
})

test('in every mode the tree says what the drawing shows: problems, the path tried, who is inside, what changed', async () => {
  const document = tinyFlow('Every mode')
  document.nodes.start!.config = { event: 'Outline Told' }
  const flow = await stage.makeFlow(document)
  await stage.server.api('POST', `/api/flows/${flow}/publish`, { revision: 1 })
  await stage.collect({ type: 'track', userId: 'outline-1', event: 'Outline Told' })
  const edits = [
    { do: 'setOff', id: 'rest', off: true },
    { do: 'setConfig', id: 'mail', path: '/content/subject', value: '' },
  ]
  await stage.server.api('POST', `/api/flows/${flow}/draft/edits`, { revision: 1, edits })
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await page.getByRole('button', { name: 'Show as an outline' }).click()
  const tree = page.getByRole('tree', { name: 'Outline' })
  const reads = async () => (await tree.ariaSnapshot()).replace(/^ *- button.*\n?/gm, '').trim()
  await expect
    .poll(reads)
    .toBe(
      [
        '- tree "Outline":',
        '  - treeitem "Event happens, step 1" [level=1] [selected]:',
        '  - treeitem "Wait, step 2, Off, 1 problem" [level=1]:',
        '  - treeitem "Send e-mail, step 3, 1 problem" [level=1]:',
        '  - treeitem "End, step 4" [level=1]',
      ].join('\n'),
    )
  await switchTo(page, 'Compare')
  await tree.getByRole('treeitem', { name: 'Wait, step 2, Off, Changed' }).waitFor()
  await tree.getByRole('treeitem', { name: 'Send e-mail, step 3, Changed' }).waitFor()
  await switchTo(page, 'Live')
  await tree.getByRole('treeitem', { name: 'Wait, step 2, 1 contact here now' }).waitFor()
  await switchTo(page, 'Try')
  await page.getByTestId('trial-run').click()
  await tree.getByRole('treeitem', { name: 'Wait, step 2, Off, visited as number 2' }).waitFor()
  expect(await inspectPage(page, 'en')).toEqual(FLAWLESS)
})

test('of a thousand blocks only the rows in sight are in the page, and the keyboard still comes to the last', async () => {
  const flow = await stage.makeFlow(referenceFlow())
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await page.getByTestId('card').first().waitFor()
  await page.getByRole('button', { name: 'Show as an outline' }).click()
  const rows = page.getByTestId('outline-row')
  await rows.first().waitFor()
  expect(await rows.count()).toBeLessThan(60)
  await page.locator('[role="tree"]').press('End')
  await expect.poll(async () => Number(/step (\d+)/.exec((await here(page)) ?? '')?.[1] ?? 0)).toBeGreaterThan(900)
  expect(await rows.count()).toBeLessThan(60)
  expect(await page.locator('[role="tree"]').getAttribute('aria-activedescendant')).toBe(
    await page.locator('[role="treeitem"][aria-selected="true"]').getAttribute('id'),
  )
})

for (const language of ['en', 'it'] as const) {
  test(`on a phone, in ${language}, one reads the outline, tries, watches, pauses and mends a text, and nothing is cut`, async () => {
    const say = (en: string, it: string) => (language === 'en' ? en : it)
    const flow = await stage.makeFlow(tinyFlow(`Phone ${language}`))
    await stage.server.api('POST', `/api/flows/${flow}/publish`, { revision: 1 })
    const page = await stage.page({ language, scheme: language === 'it' ? 'dark' : 'light' })
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(`/flows/${flow}`)
    await page.getByTestId('outline-row').nth(3).waitFor()
    expect.soft(await inspectPage(page, language), 'outline').toEqual(FLAWLESS)
    expect(await widest(page)).toBeLessThanOrEqual(390)

    await page.getByTestId('outline-row').nth(2).click()
    await inspector(page).waitFor()
    const sheet = (await page.getByTestId('flow-panel').boundingBox())!
    expect(sheet.width).toBe(390)
    expect(sheet.y + sheet.height).toBe(844)
    await fillText(page, say('Subject', 'Oggetto'), say('From the train', 'Dal treno'))
    expect.soft(await inspectPage(page, language), 'sheet').toEqual(FLAWLESS)
    await inspector(page)
      .getByRole('button', { name: say('Close', 'Chiudi') })
      .click()
    await page.getByTestId('outline').getByText(say('From the train', 'Dal treno')).waitFor()
    await savingSays(page, say('Saved', 'Salvato'))

    const modes = page.getByRole('radiogroup', { name: say('Mode', 'Modalità') })
    await modes.getByText(say('Try', 'Prova'), { exact: true }).click()
    await page.getByTestId('trial-run').click()
    await page.getByTestId('outline').getByTestId('trial-step').first().waitFor()
    expect.soft(await inspectPage(page, language), 'try').toEqual(FLAWLESS)
    await modes.getByText(say('Live', 'Dal vivo'), { exact: true }).click()
    await page.getByTestId('flow-panel').getByText(say('Whole flow', 'Tutto il flusso')).waitFor()
    expect.soft(await inspectPage(page, language), 'live').toEqual(FLAWLESS)
    await page.getByRole('button', { name: say('Show the flow alone', 'Mostra solo il flusso') }).click()
    await page.getByTestId('outline-row').nth(3).waitFor()

    await page.getByRole('button', { name: say('What to do with the flow', 'Che cosa fare con il flusso') }).click()
    await page.getByRole('menuitem', { name: say('Pause', 'Metti in pausa') }).click()
    await page.getByText(say('Paused', 'In pausa'), { exact: true }).waitFor()
    expect(await widest(page)).toBeLessThanOrEqual(390)
  })
}

type Labelled = { ariaLabel: string | null }

/** How far the widest thing in the bars reaches: what lies beyond the screen is cut. */
function widest(page: Page): Promise<number> {
  return page
    .locator('header button, header input, [data-testid="flow-below"] > *, [data-testid="flow-modes"] > *')
    .evaluateAll((all) =>
      Math.max(
        ...(all as unknown as { getBoundingClientRect(): { right: number } }[]).map((each) => each.getBoundingClientRect().right),
      ),
    )
}
