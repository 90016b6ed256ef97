import { expect, test } from 'vitest'
import { prepareHtmlBody } from './index.ts'

test('plain text becomes paragraphs with its Liquid untouched and its addresses linked', () => {
  const page = prepareHtmlBody('Ciao {{ contact.firstName | default: "<amico>" }},\na & b\n\nhttps://shop.example/x.')
  expect(page).toContain('<p>Ciao {{ contact.firstName | default: "<amico>" }},<br>\na &amp; b</p>')
  expect(page).toContain('<p><a href="https://shop.example/x">https://shop.example/x</a>.</p>')
})

test('HTML is kept as it is, inside a page', () => {
  expect(prepareHtmlBody('<h1>Hi & bye</h1>')).toContain('\n<h1>Hi & bye</h1>\n</body>')
})

test('a whole page comes back unchanged', () => {
  const page = '<!doctype html><html lang="it"><body>x</body></html>'
  expect(prepareHtmlBody(page)).toBe(page)
})
