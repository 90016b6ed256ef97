import { HighlightStyle } from '@codemirror/language'
import { tags } from '@lezer/highlight'

/** Liquid in our own tokens, so that it reads in both themes. */
export const liquidColors = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.operatorKeyword], color: 'var(--snodo-decision)' },
  { tag: [tags.variableName, tags.propertyName, tags.name], color: 'var(--snodo-message)' },
  { tag: [tags.string, tags.number, tags.bool], color: 'light-dark(#1b622d, var(--snodo-start))' },
  { tag: [tags.brace, tags.processingInstruction, tags.punctuation, tags.operator], color: 'var(--snodo-soft)' },
  { tag: [tags.tagName, tags.angleBracket, tags.attributeName], color: 'var(--snodo-contact)' },
  { tag: tags.comment, color: 'var(--snodo-soft)', fontStyle: 'italic' },
])
