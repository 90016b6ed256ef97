import type { JsonObject } from '@snodo/base'
import { checkTemplate, renderTemplate } from '@snodo/templates'
import { expect, test } from 'vitest'
import {
  BLOCK_TYPES,
  checkContent,
  DESIGNS,
  emptyEmail,
  newBlock,
  richText,
  STANDARD_BRAND,
  writeMjml,
  writePlain,
} from './index.ts'

const everything = { ...emptyEmail('it'), blocks: BLOCK_TYPES.map((type, i) => newBlock(type, `b${i}`, 'it')) }

test('MJML holds no Liquid, and the marks in its place give each piece back where it stood', () => {
  const mail = {
    ...everything,
    subject: "Ciao {{ contact.firstName | default: 'a te' }}",
    blocks: [{ ...newBlock('text', 't', 'it'), doc: richText('{% if contact.vip %}<b>{{ contact.city }}</b>{% endif %}') }],
  }
  const { mjml, restore } = writeMjml(mail, STANDARD_BRAND)
  expect(mjml).not.toMatch(/\{[{%]/)
  const html = restore(mjml)
  expect(html).toContain('{% if contact.vip %}&lt;b&gt;{{ contact.city }}&lt;/b&gt;{% endif %}')
  expect(checkTemplate(html)).toEqual([])
})

test('what somebody writes cannot end a tag or bring one of its own', () => {
  const mail = {
    ...emptyEmail('en'),
    blocks: [
      { ...newBlock('button', 'b', 'en'), label: '</mj-button><mj-raw>x', href: 'https://a.example/"><script>' },
      { ...newBlock('image', 'i', 'en'), src: 'https://a.example/x.png', alt: '" onload="x' },
      {
        ...newBlock('text', 't', 'en'),
        doc: {
          type: 'doc' as const,
          content: [
            { type: 'script', text: 'x' },
            { type: 'paragraph', content: [{ type: 'field', attrs: { path: '}}<script>' } }] },
          ],
        },
      },
    ],
  }
  const { mjml, restore } = writeMjml(mail, STANDARD_BRAND)
  expect(restore(mjml)).not.toMatch(/<script|<mj-raw>x|" onload/)
})

test('address and link to unsubscribe are filled in at sending, in the HTML and in the plain text, and only where there are some', () => {
  const { mjml, restore } = writeMjml(everything, STANDARD_BRAND)
  for (const [text, escaping] of [
    [restore(mjml), 'html'],
    [writePlain(everything, STANDARD_BRAND), 'none'],
  ] as const) {
    const scope = { sender: { postal: 'Via Roma 1' }, unsubscribeUrl: 'https://a.example/u' }
    expect(renderTemplate(text, scope, { escape: escaping })).toMatch(/Via Roma 1[\s\S]*Annulla l’iscrizione/)
    expect(renderTemplate(text, {}, { escape: escaping })).not.toContain('Annulla')
  }
})

test('products of the event are listed with their price and link, as many as the block lets in', () => {
  const text = writePlain({ ...everything, blocks: [{ ...newBlock('products', 'p', 'it'), limit: 1 }] }, STANDARD_BRAND)
  const products: JsonObject[] = [{ name: 'Moka', price: 39.9, url: 'https://a.example/moka' }, { name: 'Tazza' }]
  const said = renderTemplate(text, { entry: { products, currency: 'EUR' } }, { escape: 'none', language: 'it' })
  expect(said.trim()).toMatch(/^- Moka, 39,90\s€ https:\/\/a.example\/moka$/)
})

test('every design can be published as it stands, in both languages', () => {
  expect(DESIGNS.filter((design) => design.channel === 'email').length).toBeGreaterThanOrEqual(6)
  for (const design of DESIGNS)
    for (const language of ['en', 'it'] as const)
      expect([design.id, language, checkContent(design.write(language))]).toEqual([design.id, language, []])
})
