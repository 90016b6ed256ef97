import type { JsonObject, Words } from '@snodo/base'
import type { FlowNode, Position } from '../document.ts'

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

/** A text of both languages, as JSON. */
export type Say = (words: Words) => string
