import type { SmsContent } from './document.ts'

/** What is kept of a published content, and sent once its fields are filled in. The names are those a message block's own content has. */
export type CompiledEmail = { subject: string; preheader: string; body: string; text: string }
export type CompiledSms = { body: string }
export type Compiled = CompiledEmail | CompiledSms

/** An SMS as it goes out but for its fields: the text, and how one ends it on a line of its own. */
export function compileSms({ body, optOut }: SmsContent): CompiledSms {
  const end = optOut.trim()
  return { body: end === '' ? body.trimEnd() : `${body.trimEnd()}\n${end}` }
}
