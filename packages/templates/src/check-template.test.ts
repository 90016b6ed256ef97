import { describe, expect, test } from 'vitest'
import { checkTemplate, TEMPLATE_FILTERS, TEMPLATE_LIMITS } from './index.ts'

describe('checkTemplate', () => {
  test('a sound template has no findings', () => {
    expect(checkTemplate("Ciao {{ contact.firstName | default: 'amico' }}{% if entry.total > 50 %}!{% endif %}")).toEqual([])
  })

  test.each([
    ['Hello {{ contact.firstName', 'NOT_CLOSED', 1, 7],
    ['Hello\n  {% if contact.vip %}x', 'NOT_CLOSED', 2, 3],
    ['x {% endif %}', 'NOT_OPENED', 1, 3],
    ['{{ a | shout }}', 'UNKNOWN_FILTER', 1, 1],
    ["{% include 'secrets' %}", 'UNKNOWN_TAG', 1, 1],
    ['{{ }}', 'NOT_UNDERSTOOD', 1, 4],
    ['x'.repeat(TEMPLATE_LIMITS.characters + 1), 'TOO_LONG', 1, 1],
  ])('%.30j is found to be %s at line %i, column %i', (text, code, line, column) => {
    expect(checkTemplate(text)).toMatchObject([{ code, line, column }])
  })

  test('every finding has a sentence in both languages', () => {
    for (const text of ['{{ a', '{% endif %}', '{{ a | nope }}', '{% zork %}', '{{ }}']) {
      const [finding] = checkTemplate(text)
      expect(finding?.message.en).toMatch(/\.$/)
      expect(finding?.message.it).toMatch(/\.$/)
    }
  })

  test('every filter offered to the author is one the engine has, and its example is sound', () => {
    for (const filter of TEMPLATE_FILTERS) expect([filter.name, checkTemplate(filter.example)]).toEqual([filter.name, []])
  })

  test('filters that draw by chance, evaluate expressions or read files do not exist', () => {
    for (const name of ['sample', 'where_exp', 'find_exp', 'group_by_exp', 'sha256', 'inspect', 'date_to_string']) {
      expect([name, checkTemplate(`{{ a | ${name}: 'b' }}`)[0]?.code]).toEqual([name, 'UNKNOWN_FILTER'])
    }
  })
})
