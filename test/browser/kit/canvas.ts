import type { Locator, Page } from 'playwright-core'

/** What a person does with the mouse on the canvas of a flow, by the names they read there. */

/** The card whose title is `title`. */
export function card(page: Page, title: string): Locator {
  return page.getByTestId('card').filter({ has: page.getByText(title, { exact: true }) })
}

/** The form of the selected block. */
export function inspector(page: Page): Locator {
  return page.getByTestId('inspector')
}

/** Chooses a type in the open picker. */
export async function pick(page: Page, type: string): Promise<void> {
  await page.getByTestId('type-picker').getByRole('option', { name: type, exact: true }).click()
}

/** Clicks the "+" under a block's open branch and chooses what comes next. */
export async function addAfter(page: Page, after: string, type: string): Promise<void> {
  await card(page, after).getByTestId('add-after').first().click()
  await pick(page, type)
  await inspector(page).getByText(type, { exact: true }).first().waitFor()
}

/** Types into a field of the inspector made by CodeMirror, in place of what it held. */
export async function fillText(page: Page, label: string, text: string): Promise<void> {
  const field = inspector(page).getByRole('textbox', { name: label, exact: true })
  await field.click()
  await page.keyboard.press('ControlOrMeta+a')
  // At once, as a paste: typed character by character, brackets would be closed by the editor itself.
  await page.keyboard.insertText(text)
}

/** Waits until the state of saving reads so. */
export async function savingSays(page: Page, text: string): Promise<void> {
  await page.getByTestId('save-state').getByText(text, { exact: true }).waitFor()
}

/** Chooses a mode in the top bar. */
export async function switchTo(page: Page, mode: string): Promise<void> {
  // The radio itself is drawn over by its label, which is what a person clicks.
  await page
    .getByRole('radiogroup', { name: /Mode|Modalità/ })
    .getByText(mode, { exact: true })
    .click()
}
