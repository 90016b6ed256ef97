import type { Language, Words } from '@snodo/base'
import { BLOCK_WORDS } from '../block-words.ts'
import type { Block, EmailContent, LeafBlock, SmsContent } from '../document.ts'
import { newBlock } from '../new-block.ts'
import { richText } from '../rich-text.ts'

/** A content to start from, in both languages. */
export type Design = { id: string; title: Words } & (
  | { channel: 'email'; write(language: Language): EmailContent }
  | { channel: 'sms'; write(language: Language): SmsContent }
)

type Draft = { subject: Words; preheader: Words; blocks(draw: Pen): Block[] }

/** An e-mail to start from: between the logo and the footer every one has, what it says. */
export function emailDesign(id: string, title: Words, { subject, preheader, blocks }: Draft): Design {
  return {
    id,
    title,
    channel: 'email',
    write(language) {
      const pen = penOf(language)
      return {
        format: 1,
        channel: 'email',
        language,
        subject: subject[language],
        preheader: preheader[language],
        blocks: [newBlock('logo', 'b1', language), ...blocks(pen), newBlock('footer', 'b99', language)],
        text: null,
      }
    },
  }
}

export function smsDesign(id: string, title: Words, body: Words): Design {
  return {
    id,
    title,
    channel: 'sms',
    write: (language) => ({ format: 1, channel: 'sms', language, body: body[language], optOut: BLOCK_WORDS.optOut[language] }),
  }
}

export type Pen = ReturnType<typeof penOf>

/** Draws blocks one after another, in one language. */
function penOf(language: Language) {
  let last = 1
  const id = () => `b${++last}`
  const heading = (words: Words, level: 1 | 2 | 3 = 1, align: 'left' | 'center' = 'center') => ({
    ...newBlock('heading', id(), language),
    text: words[language],
    level,
    align,
  })
  const text = (...paragraphs: Words[]) => ({
    ...newBlock('text', id(), language),
    doc: richText(...paragraphs.map((words) => words[language])),
  })
  const button = (words: Words, href: string) => ({ ...newBlock('button', id(), language), label: words[language], href })
  return {
    heading,
    text,
    button,
    divider: () => newBlock('divider', id(), language),
    products: () => newBlock('products', id(), language),
    coupon: (title: Words) => ({ ...newBlock('coupon', id(), language), title: title[language] }),
    columns: (...columns: LeafBlock[][]) => {
      const own = id()
      return { id: own, type: 'columns' as const, columns: columns.map((blocks, i) => ({ id: `${own}-${i}`, blocks })) }
    },
  }
}
