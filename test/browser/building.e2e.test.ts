import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { branchingFlow } from './kit/branching-flow.ts'
import { card, inspector, savingSays } from './kit/canvas.ts'
import { openStage, type Stage } from './kit/stage.ts'
import { tinyFlow } from './kit/tiny-flow.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterEach((context) => stage.look(context))
afterAll(() => stage?.close())

type Draft = { revision: number; document: ReturnType<typeof tinyFlow> }
const draftOf = async (flow: string) => (await stage.server.api<Draft>('GET', `/api/flows/${flow}/draft`)).body
const makeEmpty = (name: string) => stage.makeFlow({ ...tinyFlow(name), nodes: {}, edges: [] })

/** The lines of the flow both ways of building it end at: Trigger → Wait 2 days → Condition → E-mail / End. */
async function linesByType(flow: string): Promise<string[]> {
  const { nodes, edges } = (await draftOf(flow)).document
  return edges.map(({ from, port, to }) => `${nodes[from]!.type}:${port} ${nodes[to]!.type}`).sort()
}
const WHOLE = [
  'core.branch:else core.end',
  'core.branch:yes core.send-email',
  'core.event-happens:started core.wait',
  'core.wait:after core.branch',
]

/** Presses keys and counts them: a modifier that is held counts as well. */
function counting(page: Page) {
  let pressed = 0
  return {
    async press(...chords: string[]) {
      for (const chord of chords) {
        pressed += chord.split('+').length
        await page.keyboard.press(chord)
      }
    },
    pressed: () => pressed,
  }
}

/** Who has the keyboard must never be nobody: the page itself hears no keys of the drawing. */
async function keyboardIsOn(focused: Locator): Promise<void> {
  await focused.waitFor()
}

const onCanvas = (page: Page) => page.locator('[role="application"]:focus')

test('from an empty canvas to a condition with two branches in at most twenty key presses, beside the letters typed', async () => {
  const flow = await makeEmpty('Twenty keys')
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await page.getByRole('button', { name: 'Choose a start' }).waitFor()
  const keys = counting(page)
  const choose = async (type: string, word: string) => {
    await page.keyboard.type(word)
    await page.getByRole('option', { name: type, exact: true, selected: true }).waitFor()
    await keys.press('Enter')
    await keyboardIsOn(onCanvas(page))
  }
  // Past the navigation, as every page lets one.
  await keys.press('Tab', 'Enter', 'Tab')
  await keyboardIsOn(onCanvas(page))
  await keys.press('a')
  await choose('Event happens', 'event')
  await keys.press('Alt+ArrowDown')
  await choose('Wait', 'wait')
  await keys.press('Enter')
  await inspector(page).locator('input:focus').waitFor()
  await page.keyboard.type('2')
  await keys.press('Escape')
  await keyboardIsOn(onCanvas(page))
  await keys.press('Alt+ArrowDown')
  await choose('Branch', 'branch')
  await keys.press('Alt+ArrowDown')
  await choose('Send e-mail', 'send e')
  await keys.press('ArrowUp')
  await keys.press('Alt+ArrowDown')
  await choose('End', 'end')

  await expect.poll(() => linesByType(flow)).toEqual(WHOLE)
  await card(page, 'Wait').getByText('Wait 2 days').waitFor()
  expect(keys.pressed()).toBeLessThanOrEqual(20)
})

test('the same flow in at most nine clicks', async () => {
  const flow = await makeEmpty('Nine clicks')
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  let clicks = 0
  const click = async (what: Locator) => {
    clicks += 1
    await what.click()
  }
  const block = (type: string) => page.getByTestId('palette').getByRole('button', { name: type, exact: true })
  await click(page.getByRole('button', { name: 'Add a block', exact: true }))
  await click(block('Event happens'))
  await click(block('Wait'))
  await click(inspector(page).locator('[data-direction="up"]').first())
  await click(block('Branch'))
  await click(block('Send e-mail'))
  await click(card(page, 'Branch'))
  await click(block('End'))

  await expect.poll(() => linesByType(flow)).toEqual(WHOLE)
  await card(page, 'Wait').getByText('Wait 2 days').waitFor()
  expect(clicks).toBeLessThanOrEqual(9)
})

/** Drags with the mouse, in steps as a hand does. */
async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  for (let step = 1; step <= 8; step++)
    await page.mouse.move(from.x + ((to.x - from.x) * step) / 8, from.y + ((to.y - from.y) * step) / 8)
  await page.mouse.up()
}

async function middleOf(what: Locator): Promise<{ x: number; y: number }> {
  const box = (await what.boundingBox())!
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

test('a line dropped on nothing opens the picker there, and Escape leaves the flow untouched', async () => {
  const document = tinyFlow('Dropped')
  document.edges.pop()
  const flow = await stage.makeFlow(document)
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await card(page, 'Send e-mail').hover()
  const handle = await middleOf(card(page, 'Send e-mail').locator('.react-flow__handle.source').first())
  const drop = { x: handle.x + 320, y: handle.y + 40 }
  await drag(page, handle, drop)
  const picker = page.getByTestId('type-picker')
  await picker.waitFor()
  const at = (await picker.boundingBox())!
  expect(Math.abs(at.x + at.width / 2 - drop.x)).toBeLessThan(200)
  expect(await picker.getByRole('option', { name: 'Event happens' }).count(), 'a start may not follow').toBe(0)
  await page.keyboard.press('Escape')
  await picker.waitFor({ state: 'detached' })
  await keyboardIsOn(onCanvas(page))
  await savingSays(page, 'Saved')
  expect(await draftOf(flow)).toMatchObject({ revision: 1, document })
  expect(await page.getByRole('button', { name: 'Undo', exact: true }).getAttribute('aria-disabled')).toBe('true')
})

test('the end of a line is led elsewhere by mouse and by keys; where it may not lead, the reason is said and the line stays', async () => {
  const flow = await stage.makeFlow(branchingFlow('Led elsewhere'))
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  const elses = async () => (await draftOf(flow)).document.edges.find((edge) => edge.port === 'else')?.to
  // Its end shows once the line is pointed at, and stays while it is selected.
  const port = await middleOf(card(page, 'Bought?').locator('[data-handleid="else"]'))
  await page.mouse.click(port.x, port.y + 18)
  const end = await middleOf(page.getByTestId('line-end'))
  await drag(page, end, await middleOf(card(page, 'Event happens')))
  await page.getByTestId('refusal').getByText('is a start: contacts enter there from outside').waitFor()
  await drag(page, end, { x: end.x + 300, y: end.y - 60 })
  expect(await page.getByTestId('type-picker').count(), 'let go over nothing, a line stays as it was').toBe(0)
  await drag(page, end, await middleOf(card(page, 'Wait')))
  await expect.poll(elses).toBe('wait')

  await page.getByRole('application').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('c')
  const dialog = page.getByRole('dialog', { name: /^Connect “/ })
  const branch = dialog.getByRole('combobox', { name: 'Which branch' })
  await branch.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: /^Wait · leads here now/ }).waitFor()
  await page.keyboard.press('Tab')
  expect(await dialog.getByRole('button', { name: /^Event happens/ }).count(), 'only what is allowed is listed').toBe(0)
  while (!(await page.locator(':focus').textContent())?.startsWith('End')) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(elses).toBe('end')
  await keyboardIsOn(onCanvas(page))
})

test('the search finds by text and problem, goes from hit to hit with Enter and back with Shift, and marks each', async () => {
  const flow = await stage.makeFlow(branchingFlow('Searched'))
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await card(page, 'Wait').waitFor()
  await page.getByRole('application').focus()
  await page.keyboard.press('ControlOrMeta+f')
  const box = page.getByRole('search')
  await page.keyboard.type('e')
  await box.getByText('– of').waitFor()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('1 day')
  await box.getByText('– of 1').waitFor()
  expect(await page.locator('[data-testid="card"][data-hit]').count()).toBe(1)
  await page.keyboard.press('Enter')
  await expect.poll(() => card(page, 'Wait').getAttribute('data-active')).toBe('true')

  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('a')
  await box.getByText('3 of 3').waitFor()
  await page.keyboard.press('Enter')
  await box.getByText('1 of 3').waitFor()
  await page.keyboard.press('Enter')
  await box.getByText('2 of 3').waitFor()
  await page.keyboard.press('Shift+Enter')
  await box.getByText('1 of 3').waitFor()
  await page.keyboard.press('Shift+Enter')
  await expect.poll(() => card(page, 'Wait').getAttribute('data-active')).toBe('true')
  const off = async () => {
    const [pane, hit] = [await middleOf(page.getByTestId('canvas')), await middleOf(card(page, 'Wait'))]
    return Math.hypot(pane.x - hit.x, pane.y - hit.y)
  }
  await expect.poll(off).toBeLessThan(60)
  await page.keyboard.press('Escape')
  await keyboardIsOn(onCanvas(page))
  expect(await page.locator('[data-hit]').count()).toBe(0)
})

test('the history names one’s own steps and goes back to any of them; what others did stands apart, with who it was', async () => {
  const flow = await stage.makeFlow(tinyFlow('History'))
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await card(page, 'Wait').click()
  await inspector(page).getByRole('textbox', { name: 'Name' }).fill('A pause')
  await page.getByRole('application').focus()
  await page.keyboard.press('d')
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: 'History' }).click()
  const panel = page.getByTestId('history-panel')
  const steps = panel.getByRole('listitem')
  await expect.poll(() => steps.count()).toBe(4)
  expect(await steps.first().textContent()).toContain('Here now')
  await steps.nth(2).getByRole('button').click()
  await card(page, 'A pause').waitFor()
  expect(await steps.nth(2).textContent()).toContain('Here now')
  expect(await page.locator(':focus').textContent(), 'the keyboard stays on the step').toContain('Here now')
  await steps.first().getByRole('button').click()
  await card(page, 'A pause').waitFor({ state: 'detached' })
  await steps.last().getByRole('button').click()
  await card(page, 'Wait').waitFor()
  await savingSays(page, 'Saved')

  const { revision } = await draftOf(flow)
  const edits = [{ do: 'renameNode', id: 'mail', name: 'By the API' }]
  await stage.server.api('POST', `/api/flows/${flow}/draft/edits`, { revision, edits })
  await panel.getByTestId('others-steps').getByText('By the API').waitFor()
  await expect.poll(() => steps.count()).toBe(4)
})

test('keys can be changed: what is taken is refused in words, and the change is there after a reload', async () => {
  const flow = await stage.makeFlow(tinyFlow('Own keys'))
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await card(page, 'Wait').waitFor()
  await page.getByRole('application').press('?')
  const row = page.getByTestId('shortcut-sheet').locator('[data-action="add-note"]')
  await row.getByRole('button', { name: /^Change the keys for/ }).click()
  await page.keyboard.press('a')
  await row.getByText('A already means “Add a block”. Change that one first.').waitFor()
  await page.keyboard.press('b')
  await row.getByText('B', { exact: true }).waitFor()
  await page.reload()
  await card(page, 'Wait').waitFor()
  await page.getByRole('application').press('m')
  await page.getByRole('application').press('b')
  await page.getByTestId('note').waitFor()
  expect(await page.getByTestId('note').count()).toBe(1)
})

test('the whole journey by keys alone: build, mend, tidy, delete and undo, publish and compare, with the keyboard always somewhere', async () => {
  const flow = await stage.makeFlow(branchingFlow('By keys alone'))
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await card(page, 'Wait').waitFor()
  const press = async (...chords: string[]) => {
    for (const chord of chords) await page.keyboard.press(chord)
    await expect.poll(() => page.locator('body:focus, html:focus').count(), { message: chords.join(' ') }).toBe(0)
    await page.locator(':focus').first().waitFor()
  }
  await press('Tab', 'Enter', 'Tab')
  await keyboardIsOn(onCanvas(page))

  // Delete and rejoin, the default; undo brings it back; the keyboard stays on the drawing.
  await press('Home', 'ArrowDown', 'ArrowDown')
  await expect.poll(() => card(page, 'Wait').getAttribute('data-active')).toBe('true')
  await press('Delete')
  await card(page, 'Wait').waitFor({ state: 'detached' })
  await keyboardIsOn(onCanvas(page))
  await press('ControlOrMeta+z')
  await card(page, 'Wait').waitFor()
  await keyboardIsOn(onCanvas(page))
  expect(await page.locator('[data-testid="card"][data-active]').count()).toBe(1)

  await press('t')
  await expect.poll(async () => (await draftOf(flow)).document.nodes.end?.at.y).toBeGreaterThan(300)

  // The problem of the empty condition: from the list to the very field.
  await press('ControlOrMeta+Shift+m')
  const list = page.getByTestId('problem-list')
  await list.waitFor()
  await press('Tab')
  while ((await page.locator(':focus').textContent()) !== 'Show') await press('Tab')
  await press('Enter')
  await inspector(page).locator(':focus').waitFor()
  await press('Escape')
  await keyboardIsOn(onCanvas(page))

  await stage.server.api('POST', `/api/flows/${flow}/draft/edits`, {
    revision: (await settled(page, flow)).revision,
    edits: [
      { do: 'setConfig', id: 'ask', path: '/branches/0/when', value: { type: 'tag', tag: 'vip' } },
      { do: 'connect', edge: { from: 'ask', port: 'else', to: 'wait' }, replace: true },
    ],
  })
  await page.getByRole('button', { name: 'No problems' }).waitFor()
  await press('ControlOrMeta+Shift+p')
  await page.getByText(/^Version 1 is live/).waitFor()

  await press('ArrowDown', 'd')
  await press('Alt+4')
  const compare = page.getByTestId('compare-panel')
  await compare.getByRole('status').getByText('1 change').waitFor()
  await keyboardIsOn(onCanvas(page))
  await press('n')
  await expect.poll(() => page.locator('[data-testid="card"][data-active]').count()).toBe(1)
  while (!(await page.locator(':focus').getAttribute('aria-label'))?.startsWith('Take back')) await press('Tab')
  await press('Enter')
  await compare.getByRole('status').getByText('0 changes').waitFor()
  await press('Alt+1')
  await keyboardIsOn(onCanvas(page))
})

async function settled(page: Page, flow: string): Promise<Draft> {
  await savingSays(page, 'Saved')
  return draftOf(flow)
}

test('a comparison draws where a line led before, and tells who wrote what since the version', async () => {
  const document = tinyFlow('Led before')
  const flow = await stage.makeFlow(document)
  await stage.server.api('POST', `/api/flows/${flow}/publish`, { revision: 1 })
  const edits = [
    { do: 'connect', edge: { from: 'rest', port: 'after', to: 'end' }, replace: true },
    { do: 'renameNode', id: 'rest', name: 'A short break' },
  ]
  await stage.server.api('POST', `/api/flows/${flow}/draft/edits`, { revision: 1, edits })
  const page = await stage.page()
  await page.goto(`/flows/${flow}?mode=compare`)
  await page.locator('.react-flow__edge[data-id="was:rest:after"] [data-mark="removed"]').waitFor({ state: 'attached' })
  await page.locator('.react-flow__edge[data-id="rest:after"] [data-mark="changed"]').waitFor({ state: 'attached' })
  const written = page.getByTestId('written-since')
  await written.getByText('Connect “Wait” to “End”').waitFor()
  await written.getByText('admin token').first().waitFor()
})
