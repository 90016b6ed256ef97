import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type SmtpServerForTests, startSmtpServer } from '@snodo/channels/testing'
import type { FlowDocument } from '@snodo/flow'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { card } from './kit/canvas.ts'
import { inspectPage } from './kit/inspect-page.ts'
import { openStage, type Stage } from './kit/stage.ts'

let stage: Stage
let smtp: SmtpServerForTests
let warehouse: Server
let answers = 400
let flow = ''

beforeAll(async () => {
  smtp = await startSmtpServer()
  warehouse = createServer((_request, reply) => reply.writeHead(answers).end('{}')).listen(0, '127.0.0.1')
  await once(warehouse, 'listening')
  const { port } = warehouse.address() as AddressInfo
  stage = await openStage({ env: { SNODO_SMTP_URL: smtp.url, SNODO_ALLOW_HOSTS: `127.0.0.1:${port}` } })
  flow = await stage.makeFlow(orders(`http://127.0.0.1:${port}/orders`))
  await ask('POST', `/api/flows/${flow}/publish`, { revision: 1, reason: 'for the season' })
  const people = ['Maria', 'Luca', 'Giulia']
  const ordered = (userId: string) => ({ type: 'track', userId, event: 'Order Completed', properties: { total: 40 } })
  await stage.collect(
    ...people.map((firstName) => ({
      type: 'identify',
      userId: firstName.toLowerCase(),
      traits: { firstName, email: `${firstName.toLowerCase()}@example.org`, consents: { email: true } },
    })),
    ...people.map((name) => ordered(name.toLowerCase())),
    { type: 'track', userId: 'nobody' },
  )
})
afterEach((context) => stage.look(context))
afterAll(async () => {
  await stage?.close()
  await smtp?.close()
  warehouse?.close()
})

/** An order is told to a warehouse, and thanked for. */
function orders(url: string): FlowDocument {
  const block = (type: string, row: number, name: string, config: FlowDocument['nodes'][string]['config']) => ({
    type,
    version: 1,
    name,
    config,
    at: { x: 0, y: row * 140 },
  })
  return {
    format: 1,
    name: 'Ordini',
    settings: { reentry: { mode: 'always' }, exits: [], goal: null },
    nodes: {
      start: block('core.event-happens', 0, 'Ordine', { event: 'Order Completed' }),
      tell: block('core.call-webhook', 1, 'Magazzino', { url }),
      thanks: block('core.send-email', 2, 'Grazie', { content: { subject: 'Grazie {{ contact.firstName }}', body: 'Arriva.' } }),
      rest: block('core.wait', 3, 'Pausa', { duration: 'P2D' }),
    },
    edges: [
      { from: 'start', port: 'started', to: 'tell' },
      { from: 'tell', port: 'done', to: 'thanks' },
      { from: 'thanks', port: 'sent', to: 'rest' },
    ],
  }
}

async function ask(method: 'GET' | 'POST', path: string, body?: unknown) {
  const reply = await stage.server.api<{ items: Record<string, unknown>[] }>(method, path, body)
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(reply.body)}`)
  return reply.body
}

const PATIENCE = { timeout: 15_000 }
const state = (page: Page) => page.getByTestId('settings-state')
const section = (page: Page, name: string) => page.getByRole('navigation', { name: 'Sections of the settings' }).getByText(name)

test('an operator sets the workspace up, finds who stands still, tries them again, is told why, and stops and resumes sending', async () => {
  const page = await stage.page()
  await page.goto('/settings')
  await page.getByTestId('go-live-progress').getByText('2 of 9 done').waitFor()
  await page
    .getByRole('button', { name: 'Set it: Name and postal address' })
    .or(page.getByRole('link', { name: 'Set it: Name and postal address' }))
    .click()
  await page.getByLabel('Company name and postal address').fill('The shop, 1 High Street, Rome')
  await page.getByLabel('Currency').fill('EU')
  await state(page).getByText('Not saved yet').waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('must be the three letters of a currency such as EUR').waitFor()
  await state(page).getByText('Some of it was not saved.').waitFor()
  await page.getByLabel('Currency').fill('CHF')
  await page.getByRole('button', { name: 'Save' }).click()
  await state(page)
    .getByText(/Saved at \d/)
    .waitFor()

  await section(page, 'Frequency limits').click()
  await page.getByRole('button', { name: 'Use the proposed limits' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await state(page)
    .getByText(/Saved at \d/)
    .waitFor()
  const { settings } = (await ask('GET', '/api/workspace')) as unknown as { settings: Record<string, unknown> }
  expect(settings).toMatchObject({ postalFooter: 'The shop, 1 High Street, Rome', currency: 'CHF' })
  expect(settings.caps).toHaveLength(4)

  await section(page, 'Keys').click()
  await page.getByLabel('What is it for?').fill('Till in Rome')
  await page.getByRole('button', { name: 'Make a key' }).click()
  const made = await page.getByRole('dialog').getByTestId('key-text').textContent()
  const asked = (key: string | null) =>
    fetch(new URL('/api/keys', stage.server.url), { headers: { authorization: `Bearer ${key}` } })
  expect((await asked(made)).status).toBe(200)
  await page.getByRole('button', { name: 'I have it' }).click()
  await page.getByRole('button', { name: 'Take back: Till in Rome' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await page
    .getByTestId('api-key')
    .getByText(/taken back/)
    .waitFor()

  await section(page, 'Providers').click()
  await page.getByLabel('Your own e-mail address').fill('anna@shop.example')
  await page.getByRole('button', { name: 'Send the test' }).click()
  await page.getByText('The provider took it.').waitFor()
  expect(smtp.mails.map((mail) => mail.to)).toEqual([['anna@shop.example']])
  await section(page, 'Going live').click()
  await page.getByTestId('go-live-progress').getByText('4 of 9 done').waitFor()

  // What failed is seen on the live canvas, searched, and a reason is asked before anything is done.
  await page.goto(`/flows/${flow}?mode=live`)
  await card(page, 'Magazzino').getByTestId('live-inside').click()
  const standing = page.getByTestId('standing')
  await standing.getByTestId('cause').getByText('3 in the last hour').waitFor()
  await standing.getByLabel('Name, e-mail or phone').fill('luc')
  await expect.poll(() => standing.getByRole('link').allTextContents(), PATIENCE).toEqual(['Luca'])
  await standing.getByRole('checkbox', { name: 'Choose Luca' }).check()
  await standing.getByRole('button', { name: 'Give an order: Magazzino' }).click()
  await page.getByRole('menuitem', { name: 'Skip the block' }).click()
  await page.getByTestId('order-preview').getByText('It concerns 1 journey.').waitFor()
  await page.keyboard.press('Escape')
  await card(page, 'Pausa').click()
  await standing.getByText(/^Whoever came here now would wait until/).waitFor()

  await page.getByRole('button', { name: 'Stop sending' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Yes, stop all sending' }).click()
  await page.getByTestId('sandbox-ribbon').getByText('Sending is stopped').waitFor()
  answers = 200
  await page.goto('/control-room/held')
  await page.getByTestId('held-group').getByText('Ordini · Magazzino').waitFor()
  await page.getByRole('button', { name: 'Try these 3 again' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('It concerns 3 journeys.').waitFor()
  await dialog.getByTestId('reason').fill('the warehouse answers again')
  await dialog.getByRole('button', { name: 'Try again: 3' }).click()
  await page.getByText('Nobody stands still').waitFor()
  await page.getByTestId('order').getByText('done').waitFor()

  await page.goto('/control-room/sending')
  await page.getByTestId('sending-row').filter({ hasText: 'Grazie' }).getByText('stopped').waitFor()
  await page.getByRole('button', { name: 'Let it go on: All sending' }).click()
  await dialog.getByText(/Handed over: 0 · held: \d+ · waiting: 0/).waitFor()
  await dialog.getByTestId('reason').fill('the price is right')
  await dialog.getByRole('button', { name: 'Let it go on' }).click()
  await page.getByText('Nothing is on its way out').waitFor()

  const [maria] = (await ask('GET', '/api/contacts?userId=maria')).items
  await page.goto(`/contacts/${maria?.id}`)
  const why = page.getByTestId('contact-why')
  await why.getByText(/^It entered on .* because “Order Completed” happened/).waitFor()
  await why.getByText(/It has stood at “Pausa” since/).waitFor()
  await page.getByTestId('timeline').getByRole('button', { name: 'Why did Maria get this?' }).click()
  await page
    .getByTestId('timeline')
    .getByText(/^The message “Grazie Maria” of “Grazie” by e-mail: sent/)
    .waitFor()

  await page.goto('/control-room/audit')
  const deeds = page.getByTestId('audit-row')
  await deeds.filter({ hasText: 'Sending resumed' }).getByText('the price is right').waitFor()
  await deeds.filter({ hasText: 'Journeys tried again' }).getByText('the warehouse answers again').waitFor()
})

test('every page of the operator reads well in both languages and themes', async () => {
  answers = 400
  await stage.collect({ type: 'track', userId: 'sofia', event: 'Order Completed', properties: { total: 10 } })
  await expect.poll(async () => (await ask('GET', '/api/enrollments/standing-still')).items.length, PATIENCE).toBe(1)
  for (const { look, settings } of [
    { look: { language: 'en', scheme: 'light' }, settings: ['limits', 'providers'] },
    {
      look: { language: 'it', scheme: 'dark' },
      settings: ['company', 'sender', 'consent', 'limits', 'quiet', 'events', 'providers', 'retention', 'keys', 'account'],
    },
  ] as const) {
    const page = await stage.page(look)
    await page.goto('/settings/goLive')
    const inspect = async (url: string) => {
      const { english, ...faults } = await inspectPage(page, look.language)
      expect.soft(faults, `${url} in ${look.language}`).toEqual({ rawKeys: [], clipped: [], violations: [] })
      // In the control room stand names and reasons as people wrote them.
      if (url.startsWith('/settings')) expect.soft(english, url).toEqual([])
    }
    await page.getByTestId('go-live-consent').waitFor()
    await inspect('/settings/goLive')
    for (const section of settings) {
      await page.locator(`a[href="/settings/${section}"]`).first().click()
      await page.locator(`a[href="/settings/${section}"][aria-current="page"]`).waitFor()
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      await inspect(`/settings/${section}`)
    }
    for (const [place, shown] of [
      ['sending', 'health'],
      ['held', 'held-group'],
      ['errors', 'error-group'],
      ['audit', 'audit-row'],
    ] as const) {
      await page.locator(`a[href="/control-room/${place}"]`).click()
      await page.getByTestId(shown).first().waitFor()
      await inspect(`/control-room/${place}`)
    }
  }
})
