import type { Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { card, fillText, inspector, pick, savingSays, switchTo } from './kit/canvas.ts'
import { inspectPage } from './kit/inspect-page.ts'
import { openStage, type Stage } from './kit/stage.ts'
import { tinyFlow } from './kit/tiny-flow.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterEach((context) => stage.look(context))
afterAll(() => stage?.close())

async function savedDocument(flow: string) {
  const { body } = await stage.server.api<{ document: ReturnType<typeof tinyFlow> }>('GET', `/api/flows/${flow}/draft`)
  return body.document
}

test('a problem shows on the field, on the block and in the list; choosing it goes to the field, and publishing waits for it', async () => {
  const flow = await stage.makeFlow(tinyFlow('Problems'))
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await card(page, 'Send e-mail').click()
  await fillText(page, 'Subject', '')
  await expect.poll(() => card(page, 'Send e-mail').getAttribute('data-worst')).toBe('error')
  await inspector(page).locator('[data-invalid]').first().waitFor()
  await page.getByRole('button', { name: '1 error' }).click()
  const finding = page.getByTestId('problem-list').getByTestId('finding')
  await finding.getByText('Send e-mail').waitFor()

  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await finding.waitFor()
  await savingSays(page, 'Saved')
  const { body } = await stage.server.api<{ version: number | null }>('GET', `/api/flows/${flow}`)
  expect(body.version).toBeNull()

  await finding.getByRole('button', { name: 'Show' }).click()
  await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toBe('Subject')
  await page.keyboard.insertText('Back again')
  await page.getByRole('button', { name: 'No problems' }).waitFor()
  await expect.poll(() => card(page, 'Send e-mail').getAttribute('data-worst')).toBeNull()
})

test('the server too refuses to publish what has errors, and says what is wrong', async () => {
  const document = tinyFlow('Refused')
  document.nodes.mail!.config = { content: { subject: '', body: '' }, purpose: 'marketing' }
  const flow = await stage.makeFlow(document)
  const { status, body } = await stage.server.api('POST', `/api/flows/${flow}/publish`, { revision: 1 })
  expect(status).toBe(422)
  expect(body.detail).toContain('The e-mail has no subject.')
})

test('deleting a block rejoins its neighbours; undo and redo are one step each, by button and by key', async () => {
  const flow = await stage.makeFlow(tinyFlow('Delete and rejoin'))
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await card(page, 'Wait').click()
  await inspector(page).getByRole('button', { name: 'Delete and rejoin' }).click()
  await card(page, 'Wait').waitFor({ state: 'detached' })
  await savingSays(page, 'Saved')
  await expect.poll(async () => (await savedDocument(flow)).edges).toContainEqual({ from: 'start', port: 'started', to: 'mail' })

  await page.getByRole('button', { name: /^Undo/ }).click()
  await card(page, 'Wait').waitFor()
  await page.getByTestId('canvas').press('ControlOrMeta+Shift+z')
  await card(page, 'Wait').waitFor({ state: 'detached' })
  await page.getByTestId('canvas').press('ControlOrMeta+z')
  await card(page, 'Wait').waitFor()
  await expect.poll(async () => await savedDocument(flow)).toEqual(tinyFlow('Delete and rejoin'))
})

test('a block is spliced into a line by its "+", and what follows moves down to make room', async () => {
  const flow = await stage.makeFlow(tinyFlow('Splice'))
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await page.getByRole('button', { name: /^Add a block on the line from Wait .* to Send e-mail$/ }).click({ force: true })
  await pick(page, 'Tag')
  await expect.poll(async () => Object.keys((await savedDocument(flow)).nodes)).toHaveLength(5)
  const { nodes, edges } = await savedDocument(flow)
  const tag = Object.keys(nodes).find((id) => nodes[id]!.type === 'core.tag')
  expect(edges).toContainEqual({ from: 'rest', port: 'after', to: tag })
  expect(edges).toContainEqual({ from: tag, port: 'next', to: 'mail' })
  const ys = ['start', 'rest', tag!, 'mail', 'end'].map((id) => nodes[id]!.at.y)
  expect(ys).toEqual(ys.toSorted((a, b) => a - b))
  expect(new Set(ys).size).toBe(5)
})

test('without a connection the bar says how much waits; a reload brings it back, and it is saved once the server answers', async () => {
  const flow = await stage.makeFlow(tinyFlow('Autosave'))
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await card(page, 'Send e-mail').click()
  const cut = (route: Route) => (route.request().method() === 'GET' ? route.fallback() : route.abort('connectionrefused'))
  await page.route(`**/api/flows/${flow}/draft/edits`, cut)
  await fillText(page, 'Subject', 'Written in a tunnel')
  await page
    .getByTestId('save-state')
    .getByText(/^Offline, \d+ changes? waiting$/)
    .waitFor()
  expect((await savedDocument(flow)).nodes.mail?.config).toMatchObject({ content: { subject: 'Hello' } })

  page.on('dialog', (dialog) => dialog.accept())
  await page.reload()
  await card(page, 'Send e-mail').getByText('Written in a tunnel').waitFor()
  await page.unrouteAll()
  await savingSays(page, 'Saved')
  expect((await savedDocument(flow)).nodes.mail?.config).toMatchObject({ content: { subject: 'Written in a tunnel' } })
})

test('two tabs in one draft converge by themselves; what both write stays with one, and the other is asked on the spot', async () => {
  const flow = await stage.makeFlow(tinyFlow('Two tabs'))
  const first = await stage.page()
  const second = await stage.page()
  await first.goto(`/flows/${flow}`)
  await second.goto(`/flows/${flow}`)
  await card(second, 'Wait').waitFor()
  await first.getByRole('button', { name: /^Add a block on the line from Wait .* to Send e-mail$/ }).click({ force: true })
  await pick(first, 'Tag')
  await card(second, 'Tag').waitFor()

  // The second one's tunnel: what is written meanwhile in both is the same field, and in one of them another.
  await second.route(`**/api/flows/${flow}/draft*`, (route) => route.abort('connectionrefused'))
  await second.route(`**/api/flows/${flow}/draft/**`, (route) => route.abort('connectionrefused'))
  await card(second, 'Send e-mail').click()
  await fillText(second, 'Subject', 'From the second')
  await fillText(second, 'Body', 'A line of the second.')
  await card(first, 'Send e-mail').click()
  await fillText(first, 'Subject', 'From the first')
  await savingSays(first, 'Saved')
  await second.unrouteAll()

  const asked = second.getByTestId('contradictions')
  await asked.getByText('From the first').waitFor()
  await asked.getByText('From the second').waitFor()
  await card(second, 'Send e-mail').getByText('From the first').waitFor()
  await asked.getByRole('button', { name: 'Use mine' }).click()
  await savingSays(second, 'Saved')
  expect((await savedDocument(flow)).nodes.mail?.config).toMatchObject({
    content: { subject: 'From the second', body: 'A line of the second.' },
  })
  await card(first, 'Send e-mail').getByText('From the second').waitFor()
})

test('what changed since a version is drawn on the canvas and said field by field, and any of it can be taken back', async () => {
  const flow = await stage.makeFlow(tinyFlow('Compared'))
  await stage.server.api('POST', `/api/flows/${flow}/publish`, { revision: 1 })
  const edits = [
    { do: 'removeNode', id: 'rest', rejoin: true },
    { do: 'setConfig', id: 'mail', path: '/content/subject', value: 'Good morning' },
  ]
  await stage.server.api('POST', `/api/flows/${flow}/draft/edits`, { revision: 1, edits })
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await switchTo(page, 'Compare')
  await card(page, 'Wait').getByText('Removed').waitFor()
  await card(page, 'Send e-mail').getByText('Changed').waitFor()
  const panel = page.getByTestId('compare-panel')
  await panel.getByText('Good morning').waitFor()
  expect(await inspectPage(page, 'en')).toEqual({ rawKeys: [], english: [], clipped: [], violations: [] })

  await page.getByRole('application').focus()
  await page.keyboard.press('n')
  await expect.poll(() => page.locator('[data-testid="card"][data-active]').count()).toBe(1)

  await panel.getByRole('button', { name: 'Take back: Send e-mail: Subject' }).click()
  await panel.getByText('Good morning').waitFor({ state: 'detached' })
  await panel.getByRole('button', { name: 'Take back: Wait: Removed' }).click()
  await panel.getByText('0 changes').waitFor()
  await savingSays(page, 'Saved')
  expect(await savedDocument(flow)).toMatchObject({ nodes: tinyFlow('Compared').nodes })
})

test('a note is written beside the drawing, moved by keys, and is there for everyone', async () => {
  const document = { ...tinyFlow('Notes'), groups: { g: { title: 'First mail', nodes: ['rest', 'mail'] } } }
  const flow = await stage.makeFlow(document)
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await page.getByTestId('group').getByText('First mail').waitFor()
  await card(page, 'Wait').waitFor()
  await page.getByRole('application').press('m')
  await page.getByRole('textbox', { name: 'Text of the note' }).fill('Ask Ana before changing this.')
  const grip = page.getByRole('button', { name: /^Move the note/ })
  await grip.press('ArrowRight')
  await savingSays(page, 'Saved')
  await expect
    .poll(async () => Object.values((await savedDocument(flow)).notes ?? {}).map(({ text }) => text))
    .toEqual(['Ask Ana before changing this.'])
  await page.getByRole('application').press('ControlOrMeta+z')
  await page.getByRole('application').press('ControlOrMeta+z')
  await page.getByRole('application').press('ControlOrMeta+z')
  await page.getByTestId('note').waitFor({ state: 'detached' })
})

test('publishing asks, with numbers, what becomes of those at a block that goes, and does what was answered', async () => {
  const document = tinyFlow('Migrated')
  document.nodes.start!.config = { event: 'Migration Asked' }
  const flow = await stage.makeFlow(document)
  await stage.server.api('POST', `/api/flows/${flow}/publish`, { revision: 1 })
  await stage.collect({ type: 'track', userId: 'mig-1', event: 'Migration Asked' })
  const standing = async () => {
    const { body } = await stage.server.api<{ nodes: Record<string, { inside: number }> }>('GET', `/api/flows/${flow}/counts`)
    return Object.fromEntries(Object.entries(body.nodes).map(([node, { inside }]) => [node, inside]))
  }
  await expect.poll(standing, { timeout: 20_000 }).toMatchObject({ rest: 1 })
  const edits = [{ do: 'removeNode', id: 'rest', rejoin: true }]
  await stage.server.api('POST', `/api/flows/${flow}/draft/edits`, { revision: 1, edits })
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'What becomes of those inside?' })
  await dialog.getByText('This block goes · 1 contact stands here').waitFor()
  await dialog.getByRole('combobox', { name: 'Wait' }).click()
  await page.getByRole('option', { name: 'End their journey here' }).click()
  await dialog.getByRole('button', { name: 'Publish' }).click()
  await page.getByText(/^Version 2 is live/).waitFor()
  await expect.poll(async () => (await standing()).rest ?? 0, { timeout: 20_000 }).toBe(0)
})

test('a closed flow stays closed by a publish unless asked, an earlier version is rolled back to, and resuming shows its counts', async () => {
  const document = tinyFlow('Shut')
  document.nodes.start!.config = { event: 'Shut Asked' }
  const flow = await stage.makeFlow(document)
  const order = (verb: string, body: object) => stage.server.api('POST', `/api/flows/${flow}/${verb}`, body)
  const state = async () => (await stage.server.api<{ state: string }>('GET', `/api/flows/${flow}`)).body.state
  await order('publish', { revision: 1 })
  await stage.collect({ type: 'track', userId: 'shut-1', event: 'Shut Asked' })
  await expect
    .poll(async () => (await stage.server.api<{ inside: number }>('GET', `/api/flows/${flow}`)).body.inside, { timeout: 20_000 })
    .toBe(1)
  await order('close', { reason: 'sold out' })
  const edits = [{ do: 'setConfig', id: 'rest', path: '/duration', value: 'P9D' }]
  await order('draft/edits', { revision: 1, edits })
  const page = await stage.page()
  await page.goto(`/flows/${flow}`)
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'What becomes of those inside?' })
  // The wait changed: its old due time is kept unless somebody says otherwise, and so are the closed entries.
  await expect.poll(() => dialog.getByRole('combobox', { name: 'Wait' }).inputValue()).toMatch(/^Keep the old due time/)
  await expect.poll(() => dialog.getByRole('radio', { name: /^Keep them closed/ }).isChecked()).toBe(true)
  await dialog.getByRole('button', { name: 'Publish' }).click()
  await page.getByText(/^Version 2 is published/).waitFor()
  expect(await state()).toBe('closed')

  await page.goto(`/flows/${flow}?mode=compare`)
  await page.getByRole('button', { name: 'Roll back to version 1' }).click()
  const back = page.getByRole('dialog', { name: 'Roll back to version 1?' })
  await back.getByRole('radio', { name: 'Open it for entries again' }).click()
  await back.getByTestId('reason').fill('the old wait was right')
  await back.getByRole('button', { name: 'Roll back' }).click()
  await page.getByText('Version 1 is live.').waitFor()
  expect(await state()).toBe('live')

  await order('pause', { reason: 'a look' })
  await page.goto(`/flows/${flow}`)
  await page.getByRole('button', { name: 'What to do with the flow' }).click()
  await page.getByRole('menuitem', { name: 'Resume' }).click()
  const resume = page.getByTestId('resume')
  await resume.getByText('1 wait stood still, of which 0 would have ended by now.').waitFor()
  await resume.getByTestId('reason').fill('looked')
  await resume.getByRole('button', { name: 'Resume' }).click()
  await expect.poll(state, { timeout: 20_000 }).toBe('live')
})
