import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { addAfter, card, fillText, inspector, pick, savingSays, switchTo } from './kit/canvas.ts'
import { openStage, type Stage } from './kit/stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage()
})
afterEach((context) => stage.look(context))
afterAll(() => stage?.close())

test('the one-time link signs in once; a flow is drawn and published, and a contact sent by a shop moves its numbers', async () => {
  const page = await stage.stranger()
  await page.goto(stage.server.loginLink())
  await page.getByRole('heading', { name: 'Flows' }).waitFor()

  await page.getByRole('button', { name: 'New flow' }).click()
  const dialog = page.getByRole('dialog', { name: 'New flow' })
  await dialog.getByLabel('Name').fill('Order thanks')
  await dialog.getByRole('button', { name: 'Create' }).click()

  await page.getByRole('button', { name: 'Choose a start' }).click()
  await pick(page, 'Event happens')
  await inspector(page).getByLabel('Event').first().fill('Order Completed')
  await addAfter(page, 'Event happens', 'Send e-mail')
  await fillText(page, 'Subject', 'Thank you, {{ contact.firstName }}')
  await fillText(page, 'Body', 'Your order of {{ entry.total }} euro is on its way.')
  await addAfter(page, 'Send e-mail', 'Wait')
  await inspector(page).getByLabel('How long: number').fill('2')
  await addAfter(page, 'Wait', 'Tag')
  await inspector(page).getByLabel('Add').fill('thanked')
  await page.keyboard.press('Enter')
  await addAfter(page, 'Tag', 'End')
  await card(page, 'Wait').getByText('Wait 2 days').waitFor()
  await savingSays(page, 'Saved')

  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText('Version 1 is live.').waitFor()

  await switchTo(page, 'Live')
  await page.getByTestId('live-status').getByText('Live').waitFor()
  await expect.poll(() => page.getByTestId('live-inside').count()).toBe(0)
  await stage.collect(
    {
      type: 'identify',
      userId: 'u-maria',
      traits: { firstName: 'Maria', email: 'maria@example.com', consents: { email: true } },
    },
    { type: 'track', userId: 'u-maria', event: 'Order Completed', properties: { total: 80, currency: 'EUR' } },
  )
  await card(page, 'Wait').getByTestId('live-inside').getByText('1', { exact: true }).waitFor()
  await card(page, 'Send e-mail').getByTestId('live-entered').getByText('1', { exact: true }).waitFor()
  await expect.poll(() => page.getByTestId('live-passed').allTextContents()).toEqual(['1', '1'])

  await stage.collect(
    { type: 'identify', userId: 'u-luca', traits: { firstName: 'Luca', email: 'luca@example.com', consents: { email: true } } },
    { type: 'track', userId: 'u-luca', event: 'Order Completed', properties: { total: 20, currency: 'EUR' } },
  )
  await card(page, 'Wait').getByTestId('live-inside').getByText('2', { exact: true }).click()
  const standing = page.getByTestId('standing')
  await standing.getByRole('link', { name: 'Luca' }).waitFor()
  await standing.getByRole('link', { name: 'Maria' }).click()
  await page.getByRole('heading', { name: 'Maria' }).waitFor()

  await page.getByRole('link', { name: 'Messages' }).first().click()
  await page.getByTestId('message-row').filter({ hasText: 'Thank you, Maria' }).click()
  await page.getByTestId('message-reader').getByRole('heading', { name: 'Thank you, Maria' }).waitFor()
  await page.getByTestId('message-reader').frameLocator('iframe').getByText('Your order of 80 euro is on its way.').waitFor()

  const late = await stage.stranger()
  await late.goto(stage.server.loginLink())
  await late.getByText('This one-time link no longer works.').waitFor()
})
