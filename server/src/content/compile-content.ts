import { createRequire } from 'node:module'
import {
  type Brand,
  type Compiled,
  type CompiledEmail,
  type ContentDocument,
  compileSms,
  type EmailContent,
  writeMjml,
  writePlain,
} from '@snodo/content'
import type { MakeHtml } from 'mjml-core'

// CommonJS, whose default every loader of modules gives another name: required, it has one.
const require = createRequire(import.meta.url)
const makeHtml: MakeHtml = require('mjml-core').default
const preset: object = require('mjml-preset-core')

/** A content as it is sent, but for its fields. Done when it is published or looked at, never when it is sent. */
export async function compileContent(document: ContentDocument, brand: Brand): Promise<Compiled> {
  return document.channel === 'sms' ? compileSms(document) : compileEmail(document, brand)
}

export async function compileEmail(document: EmailContent, brand: Brand): Promise<CompiledEmail> {
  const { mjml, restore } = writeMjml(document, brand)
  const { html } = await makeHtml(mjml, {
    presets: [preset],
    // What we write is right by construction, and nothing of it may reach for files or fonts.
    validationLevel: 'skip',
    ignoreIncludes: true,
    fonts: {},
    keepComments: false,
  })
  return {
    subject: document.subject,
    preheader: document.preheader,
    body: restore(withoutIndent(html)),
    text: document.text ?? writePlain(document, brand),
  }
}

/** Gmail counts every byte of a mail: a third of what MJML writes is the indent of its lines. */
function withoutIndent(html: string): string {
  return html.replace(/\s*\n\s*/g, '\n')
}
