import { type FlowDocument, starterFlows } from '@snodo/flow'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { savingSays } from './kit/canvas.ts'
import { inspectPage } from './kit/inspect-page.ts'
import { openStage, type Stage } from './kit/stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterEach((context) => stage.look(context))
afterAll(() => stage?.close())

const CHOSEN = ['restBeforeCoupon', 'coupon', 'couponMail']

async function draftOf(flow: string): Promise<FlowDocument> {
  return (await stage.server.api<{ document: FlowDocument }>('GET', `/api/flows/${flow}/draft`)).body.document
}

function block(page: Page, id: string) {
  return page.locator(`.react-flow__node[data-id="${id}"]`)
}

test('chosen blocks become one card that opens where it stands, moves as one, and is taken apart into the very same flow', async () => {
  const before = starterFlows.find((each) => each.id === 'newsletter-welcome')!.document('it')
  const flow = await stage.makeFlow(before)
  const page = await stage.page({ language: 'it' })
  await page.goto(`/flows/${flow}`)
  const canvas = page.getByRole('application')
  await page.getByTestId('card').first().waitFor()
  await canvas.press('f')
  for (const id of CHOSEN) await block(page, id).click({ modifiers: ['ControlOrMeta'], position: { x: 60, y: 10 } })
  await canvas.press('g')

  const card = page.getByTestId('sub-flow')
  await card.getByText('Sotto-flusso', { exact: true }).waitFor()
  for (const id of CHOSEN) expect(await block(page, id).count()).toBe(0)
  expect(await card.getAttribute('aria-label')).toContain('3 blocchi')
  expect((await inspectPage(page, 'it')).violations).toEqual([])

  // Another name, and another place for all of it: the blocks keep their places among themselves.
  await page.getByTestId('open-sub-flow').click()
  await page.getByRole('textbox', { name: 'Nome del sotto-flusso' }).fill('Buono di benvenuto')
  for (const id of CHOSEN) await block(page, id).waitFor()
  await page.getByTestId('fold-sub-flow').click()
  await card.getByText('Buono di benvenuto', { exact: true }).waitFor()
  await canvas.press('Shift+ArrowRight')
  await savingSays(page, 'Salvato')
  const moved = await draftOf(flow)
  const [group] = Object.values(moved.groups ?? {})
  expect(group).toMatchObject({ title: 'Buono di benvenuto', folded: true })
  expect([...(group?.nodes ?? [])].sort()).toEqual([...CHOSEN].sort())
  expect(moved.edges).toEqual(before.edges)
  for (const id of CHOSEN) expect(moved.nodes[id]?.at).toEqual({ ...before.nodes[id]!.at, x: before.nodes[id]!.at.x + 8 })

  // Kept with the flow; and walking down the lines leads into it.
  await page.reload()
  await card.getByText('Buono di benvenuto', { exact: true }).waitFor()
  await block(page, 'welcome').click({ position: { x: 60, y: 10 } })
  await canvas.press('ArrowDown')
  await block(page, 'coupon').waitFor()
  await canvas.press('Shift+G')
  await page.getByTestId('sub-flow-frame').waitFor({ state: 'detached' })
  await canvas.press('ControlOrMeta+a')
  await savingSays(page, 'Salvato')
  const apart = await draftOf(flow)
  expect(apart.groups).toBeUndefined()
  expect({ ...apart, nodes: null }).toEqual({ ...before, nodes: null })
})
