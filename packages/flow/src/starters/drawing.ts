import type { JsonObject, Language, Words } from '@snodo/base'
import type { FlowEdge, FlowNode, Position } from '../document.ts'

/** Rows stand a card and a gap apart (72 + 56), columns likewise (264 + 40). */
export function at(column: number, row: number): Position {
  return { x: column * 304, y: row * 128 }
}

export function block(type: string, config: JsonObject, place: Position, name?: string): FlowNode {
  return { type, version: 1, config, at: place, ...(name === undefined ? {} : { name }) }
}

export function email(subject: string, body: string[], more: JsonObject = {}): JsonObject {
  return { content: { subject, body: body.join('\n\n') }, purpose: 'marketing', ...more }
}

export function sms(body: string, more: JsonObject = {}): JsonObject {
  return { content: { body }, purpose: 'marketing', ...more }
}

/** Lines written `from:port>to`. */
export function lines(...drawn: `${string}:${string}>${string}`[]): FlowEdge[] {
  return drawn.map((line) => {
    const [from = '', port = '', to = ''] = line.split(/[:>]/)
    return { from, port, to }
  })
}

/** A text of both languages, as JSON. */
export type Say = (words: Words) => string

export function sayIn(language: Language): Say {
  return (words) => words[language]
}

/** How each mail begins, with the first name where it is known. */
export function hello(say: Say): string {
  return say({
    en: 'Hello {{ contact.firstName | default: "there" }},',
    it: 'Ciao{% if contact.firstName %} {{ contact.firstName }}{% endif %},',
  })
}
