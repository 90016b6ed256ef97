import { starterFlows } from '@snodo/flow'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { card, switchTo } from './kit/canvas.ts'
import { inspectPage } from './kit/inspect-page.ts'
import { type Look, openStage, type Stage } from './kit/stage.ts'

let stage: Stage
const flows: Record<'en' | 'it', string> = { en: '', it: '' }
const marias: Record<'en' | 'it', string> = { en: '', it: '' }

beforeAll(async () => {
  stage = await openStage()
  const welcome = starterFlows.find((each) => each.id === 'newsletter-welcome')!
  for (const language of ['en', 'it'] as const) {
    const document = welcome.document(language)
    document.nodes.start!.config = { event: `Joined ${language}` }
    flows[language] = await stage.makeFlow(document)
    const { status } = await stage.server.api('POST', `/api/flows/${flows[language]}/publish`, { revision: 1 })
    expect(status).toBe(200)
  }
  for (const language of ['en', 'it'] as const) {
    const userId = `maria-${language}`
    await stage.collect(
      { type: 'identify', userId, traits: { firstName: 'Maria', email: `${userId}@example.org`, consents: { email: true } } },
      { type: 'track', userId, event: `Joined ${language}` },
    )
    const { body } = await stage.server.api<{ items: { id: string }[] }>('GET', `/api/contacts?userId=${userId}`)
    marias[language] = body.items[0]!.id
  }
})
afterEach((context) => stage.look(context))
afterAll(() => stage?.close())

/** Every page there is, and how one knows that it has drawn itself. */
function places(language: 'en' | 'it'): { name: string; url: string; shown: (page: Page) => Promise<unknown> }[] {
  const flow = `/flows/${flows[language]}`
  const heading = (page: Page) => page.getByRole('heading', { level: 1 }).waitFor()
  return [
    { name: 'flows', url: '/flows', shown: (page) => page.getByTestId('flow-row').first().waitFor() },
    { name: 'canvas', url: flow, shown: (page) => page.getByTestId('card').first().waitFor() },
    { name: 'block', url: `${flow}?node=welcome`, shown: (page) => page.getByTestId('inspector').waitFor() },
    { name: 'condition', url: `${flow}?node=bought`, shown: (page) => page.getByTestId('inspector').waitFor() },
    {
      name: 'try',
      url: `${flow}?mode=try`,
      async shown(page) {
        await page.getByTestId('trial-run').click()
        await page.getByTestId('trial-visit').first().waitFor()
      },
    },
    {
      name: 'live',
      url: `${flow}?mode=live`,
      async shown(page) {
        await page.getByTestId('live-inside').click()
        await page.getByTestId('standing').getByRole('link').waitFor()
      },
    },
    {
      name: 'compare',
      url: `${flow}?mode=compare`,
      shown: (page) => page.getByTestId('compare-panel').getByRole('status').waitFor(),
    },
    { name: 'contacts', url: '/contacts', shown: (page) => page.getByRole('link', { name: 'Maria' }).first().waitFor() },
    {
      name: 'contact',
      url: `/contacts/${marias[language]}`,
      shown: (page) =>
        page
          .getByTestId('timeline')
          .getByText(/Welcome and gift|Benvenuto e regalo/)
          .first()
          .waitFor(),
    },
    { name: 'import', url: '/contacts/import', shown: heading },
    { name: 'messages', url: '/messages', shown: (page) => page.getByTestId('message-reader').waitFor() },
    { name: 'settings', url: '/settings', shown: heading },
  ]
}

const FLAWLESS = { rawKeys: [], english: [], clipped: [], violations: [] }

for (const look of [
  { language: 'en', scheme: 'light' },
  { language: 'it', scheme: 'dark' },
] as const satisfies Look[]) {
  test(`every page speaks ${look.language} and reads well in the ${look.scheme}`, async () => {
    const login = await stage.stranger(look)
    await login.goto('/login')
    await login.getByRole('button').first().waitFor()
    expect.soft(await inspectPage(login, look.language), 'login').toEqual(FLAWLESS)

    const page = await stage.page(look)
    for (const place of places(look.language)) {
      await page.goto(place.url)
      await place.shown(page)
      expect.soft(await inspectPage(page, look.language), place.name).toEqual(FLAWLESS)
    }
  })
}

test('Maria walks the welcome series in one click; had she bought, her journey would end another way', async () => {
  const page = await stage.page()
  await page.goto(`/flows/${flows.en}?mode=try`)
  await page.getByTestId('trial-run').click()
  const visits = page.getByTestId('trial-visit')
  await visits.filter({ hasText: 'Bigger coupon' }).waitFor()
  await visits.filter({ hasText: 'Welcome and gift' }).getByRole('button').click()
  await visits.filter({ hasText: 'Welcome and gift' }).frameLocator('iframe').getByText('Hello Maria,').waitFor()

  await visits.filter({ hasText: 'Product stories' }).getByRole('button').click()
  await page.getByRole('button', { name: 'She bought' }).click()
  await visits.filter({ hasText: 'Bigger coupon' }).waitFor({ state: 'detached' })
  await visits.filter({ hasText: 'Bought already?' }).getByText('Bought', { exact: true }).waitFor()

  await page.getByRole('button', { name: 'Remove Order Completed' }).click()
  await visits.filter({ hasText: 'Bigger coupon' }).waitFor()
  const { body } = await stage.server.api<{ items: unknown[] }>('GET', `/api/messages?flow=${flows.en}`)
  expect(body.items, 'only the real Maria’s welcome: trying sends nothing').toHaveLength(1)
})

test('the sample flow of a first start can be tried at once, and the invented people walk it', async () => {
  const page = await stage.page()
  await page.goto('/flows/1?mode=try')
  await page.getByTestId('trial-run').click()
  await page.getByTestId('trial-visit').filter({ hasText: 'Bigger coupon' }).waitFor()
  await page.goto('/flows/1?mode=live')
  await card(page, 'Wait').first().getByTestId('live-inside').waitFor()
  await switchTo(page, 'Edit')
  await page.getByRole('button', { name: 'Flow settings' }).click()
  await page.getByTestId('flow-settings').getByText('Who may come in').waitFor()
})

test('two clicks on any page stop all sending, say what was caught, and two more let it go on', async () => {
  const page = await stage.page()
  await page.goto('/contacts')
  await page.getByRole('button', { name: 'Stop sending' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Yes, stop all sending' }).click()
  await page.getByText(/Handed over: \d+ · held: \d+ · waiting: \d+/).waitFor()

  await stage.collect(
    { type: 'identify', userId: 'luca', traits: { firstName: 'Luca', email: 'luca@example.org', consents: { email: true } } },
    { type: 'track', userId: 'luca', event: 'Joined en' },
  )
  await page.goto(`/flows/${flows.en}?mode=live`)
  await card(page, 'Welcome and gift').getByTestId('live-inside').getByText('1', { exact: true }).waitFor()

  await page.getByRole('button', { name: 'Resume sending' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Resume sending' }).click()
  await page.getByText('Sending goes on.').waitFor()
  await card(page, 'Wait').first().getByTestId('live-inside').getByText('2', { exact: true }).waitFor()
})
