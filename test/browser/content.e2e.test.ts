import { type SmtpServerForTests, startSmtpServer } from '@snodo/channels/testing'
import { DESIGNS } from '@snodo/content'
import type { Page } from 'playwright-core'
import PostalMime from 'postal-mime'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { card, savingSays } from './kit/canvas.ts'
import { inspectPage } from './kit/inspect-page.ts'
import { openStage, type Stage } from './kit/stage.ts'
import { tinyFlow } from './kit/tiny-flow.ts'

let smtp: SmtpServerForTests
let stage: Stage
beforeAll(async () => {
  smtp = await startSmtpServer()
  stage = await openStage({ env: { SNODO_SMTP_URL: smtp.url } })
  await stage.collect({
    type: 'identify',
    userId: 'maria',
    traits: { firstName: 'Maria Grazia', email: 'maria@example.org', consents: { email: true } },
  })
})
afterEach((context) => stage.look(context))
afterAll(async () => {
  await stage?.close()
  await smtp?.close()
})

const blocks = (page: Page) => page.getByTestId('mail-blocks').getByRole('button', { name: /\(\d+ of \d+\)$/ })
const names = async (page: Page) =>
  (await blocks(page).evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')))).map((name) =>
    name?.replace(/ \(.*$/, ''),
  )
const focused = (page: Page, name: RegExp) => page.locator('[data-block]:focus').and(page.getByRole('button', { name })).waitFor()
const saved = (page: Page) => page.getByTestId('content-saved').getByText('Saved', { exact: true }).waitFor()

test('a mail is built by keys and by mouse, mended, looked at for Maria, sent to oneself, published and sent by a flow', async () => {
  const page = await stage.page()
  await page.goto('/content')
  await page.getByRole('main').getByRole('button', { name: 'New content' }).click()
  await page.getByRole('radio', { name: 'Welcome' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Our welcome')
  await page.getByRole('button', { name: 'Create' }).click()
  await blocks(page).first().waitFor()
  expect(await names(page)).toEqual([
    'Brand logo',
    'Heading: Welcome aboard',
    'Text: Hello First name, thank you for signing up. From now on you',
    'Coupon: A gift for your first order',
    'Button: Have a look around',
    'Footer',
  ])

  // By keys alone: walk, add, write, move, duplicate, delete, undo.
  await blocks(page).first().focus()
  await page.keyboard.press('ArrowDown')
  await focused(page, /^Heading: Welcome aboard/)
  await page.keyboard.press('a')
  await page.getByRole('menuitem', { name: 'Heading' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await focused(page, /^Heading: A new heading/)
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Text', exact: true }).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('Second thoughts')
  await page.keyboard.press('Escape')
  await focused(page, /^Heading: Second thoughts/)
  await page.keyboard.press('Alt+ArrowDown')
  expect((await names(page))[3]).toBe('Heading: Second thoughts')
  await page.keyboard.press('ControlOrMeta+d')
  await expect.poll(() => names(page)).toHaveLength(8)
  await page.keyboard.press('Delete')
  await expect.poll(() => names(page)).toHaveLength(7)
  await focused(page, /^Coupon/)
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => names(page)).toHaveLength(8)
  await page.keyboard.press('ControlOrMeta+Shift+z')
  await expect.poll(() => names(page)).toHaveLength(7)

  // By mouse: a button that leads nowhere is an error, shown and mended at its own field.
  await blocks(page).filter({ hasText: '' }).nth(5).click()
  const address = page.getByRole('textbox', { name: 'Leads to' })
  await address.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText('shop.example/new')
  await page.getByRole('tab', { name: /Checks/ }).click()
  await page.getByText('leads to shop.example/new, which is no web address').waitFor()
  await page.getByRole('button', { name: 'Put https:// before it' }).click()
  await page.getByTestId('no-findings').waitFor()

  // The subject, with a chip chosen from the fields there are.
  await page.getByRole('tab', { name: 'E-mail' }).click()
  const subject = page.getByRole('textbox', { name: 'Subject' })
  // By the keyboard: a click may meet the chip that is there, and open it.
  await subject.focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('Backspace')
  await page.keyboard.insertText('Hi ')
  await page.getByRole('button', { name: 'Insert a field' }).first().click()
  await page.getByRole('textbox', { name: 'Find a field' }).fill('first')
  await page.getByRole('option', { name: /First name/ }).click()
  await subject.getByText('First name').waitFor()
  // What stands in its place where it is missing: the chip is reached and opened by keys.
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Where it is missing, write' }).and(page.locator(':focus')).waitFor()
  await page.keyboard.insertText('you')
  await page.keyboard.press('Enter')
  await saved(page)

  await page.getByRole('radiogroup', { name: 'View' }).getByText('Preview').click()
  const frame = page.frameLocator('[data-testid="preview-frame"]')
  await frame.getByText('Hello Maria, thank you for signing up.').waitFor()
  await page.getByRole('combobox', { name: 'Shown for' }).click()
  await page.getByRole('option', { name: 'Maria Grazia' }).click()
  await page.getByTestId('mail-preview').getByText('Hi Maria Grazia', { exact: true }).waitFor()
  await frame.getByText('Hello Maria Grazia, thank you for signing up.').waitFor()

  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByRole('textbox', { name: 'Your e-mail address' }).fill('me@example.org')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('The test is on its way to me@example.org.').waitFor()
  const [content] = (await stage.server.api<{ items: { says: string }[] }>('GET', '/api/contents')).body.items
  expect(content?.says).toBe("Hi {{ contact.firstName | default: 'you' }}")
  const [mail] = await smtp.received(1)
  const read = await PostalMime.parse(mail!.raw)
  expect(read.subject).toBe('[Test] Hi Maria Grazia')
  expect(read.html).toContain('Second thoughts')
  expect(read.html).toContain('href="https://shop.example/new"')
  expect(read.text).toContain('Have a look around: https://shop.example/new')
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText('Version 1 is published.').waitFor()
  await page.goto('/content')
  await page.getByTestId('content-tile').getByText('Version 1').waitFor()

  // A block of a flow names it, and what it says goes out.
  const drawn = tinyFlow('Says hello')
  const { rest: _, ...nodes } = drawn.nodes
  const flow = await stage.makeFlow({
    ...drawn,
    nodes,
    edges: [
      { from: 'start', port: 'started', to: 'mail' },
      { from: 'mail', port: 'sent', to: 'end' },
    ],
  })
  await page.goto(`/flows/${flow}?node=mail`)
  await page.getByRole('combobox', { name: 'Content of the library' }).click()
  await page.getByRole('option', { name: 'Our welcome' }).click()
  await card(page, 'Send e-mail').getByText('A content of the library').waitFor()
  await savingSays(page, 'Saved')
  const { body } = await stage.server.api<{ revision: number }>('GET', `/api/flows/${flow}/draft`)
  expect((await stage.server.api('POST', `/api/flows/${flow}/publish`, { revision: body.revision })).status).toBe(200)
  await stage.collect({ type: 'track', userId: 'maria', event: 'Checkout Started' })
  type Sent = { items: { rendered: { subject: string; html: string } | null }[] }
  const sent = async () => (await stage.server.api<Sent>('GET', '/api/messages')).body.items[0]?.rendered
  await expect.poll(sent, { timeout: 20_000 }).toMatchObject({ subject: 'Hi Maria Grazia' })
  expect((await sent())?.html).toContain('Second thoughts')
})

test('every page of contents reads in both languages and themes, with nothing cut and nothing axe finds serious', async () => {
  const design = (id: string) => DESIGNS.find((each) => each.id === id)!
  const faults: Record<string, unknown> = {}
  for (const [language, scheme] of [
    ['en', 'dark'],
    ['it', 'light'],
    ['it', 'dark'],
  ] as const) {
    const make = async (id: string) => {
      const given = { name: design(id).title[language], document: design(id).write(language) }
      return (await stage.server.api<{ id: string }>('POST', '/api/contents', given)).body.id
    }
    const page = await stage.page({ language, scheme })
    const look = async (name: string) => {
      const found = await inspectPage(page, language)
      // The texts of a content are the author's: they may well be in the other language.
      const wrong = { ...found, english: name === 'list' ? [] : found.english }
      if (Object.values(wrong).some((each) => each.length > 0)) faults[`${name} ${language} ${scheme}`] = wrong
    }
    await page.goto(`/content/${await make('offer')}`)
    await page.getByTestId('mail-blocks').waitFor()
    await page.locator('[data-block]').nth(2).focus()
    await page.getByRole('toolbar').waitFor()
    await look('block')
    await page
      .getByRole('radiogroup', { name: language === 'en' ? 'View' : 'Vista' })
      .getByText(language === 'en' ? 'Preview' : 'Anteprima')
      .click()
    await page.getByTestId('preview-frame').waitFor()
    await page.getByRole('tab', { name: 'E-mail' }).click()
    await look('preview')
    await page.goto(`/content/${await make('sms-offer')}`)
    await page.getByTestId('sms-preview').waitFor()
    await look('sms')
    await page.goto('/content')
    await page.getByTestId('content-tile').first().waitFor()
    await look('list')
    await page.goto('/content/brand')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await look('brand')
  }
  expect(faults).toEqual({})
})
