import { Fault } from '@snodo/base'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderTemplate } from './index.ts'

const plain = { escape: 'none', zone: 'Europe/Rome', language: 'it' } as const
const html = { ...plain, escape: 'html' } as const

describe('renderTemplate', () => {
  test('fills in the contact, and what is missing is empty or its default', () => {
    const scope = { contact: { firstName: '', city: 'Bari' } }
    expect(
      renderTemplate(
        "{{ contact.firstName | default: 'amico' | capitalize }} di {{ contact.city }}{{ contact.none }}",
        scope,
        plain,
      ),
    ).toBe('Amico di Bari')
  })

  test('capitalize leaves the rest of a name alone', () => {
    expect(renderTemplate('{{ n | capitalize }}', { n: 'èlena McDonald' }, plain)).toBe('Èlena McDonald')
  })

  test('in HTML a contact can never add markup, by whatever filter', () => {
    const scope = { n: '<script>"x"</script>\n&' }
    for (const filter of [
      '',
      '| json',
      '| newline_to_br',
      '| escape',
      '| append: n',
      '| upcase',
      '| escape_once',
      '| default: n',
    ]) {
      expect([filter, renderTemplate(`{{ n ${filter} }}`, scope, html).includes('<script'.toUpperCase())]).toEqual([
        filter,
        false,
      ])
      expect([filter, renderTemplate(`{{ n ${filter} }}`, scope, html).includes('<script')]).toEqual([filter, false])
    }
    expect(renderTemplate('{{ n | escape }}', { n: '<' }, html)).toBe('&lt;')
    expect(renderTemplate('{{ n | newline_to_br }}', { n: 'a\n<' }, html)).toBe('a<br />\n&lt;')
    expect(renderTemplate('{{ n | raw }}', { n: '<b>' }, html)).toBe('<b>')
  })

  test('without escaping a text stays as it is, and json is JSON', () => {
    expect(renderTemplate('{"name":{{ n | json }}}', { n: 'a"<b>' }, plain)).toBe('{"name":"a\\"<b>"}')
  })

  test('money and numbers are written as the language does', () => {
    expect(renderTemplate('{{ t | money }}|{{ t | number: 1 }}|{{ s | percent }}', { t: '1234.5', s: 0.2 }, plain)).toBe(
      '1.234,50\u00a0€|1.234,5|20%',
    )
    expect(renderTemplate("{{ t | money: 'usd' }}", { t: 1234.5 }, { escape: 'none', language: 'en' })).toBe('$1,234.50')
    expect(renderTemplate("{{ t | money: 'points' }}{{ none | money }}", { t: 5 }, plain)).toBe('5,00 points')
  })

  test('an instant is written in the zone, a date and a local time never move', () => {
    const scope = { instant: '2026-03-01T23:30:00Z', date: '2026-03-01', local: '2026-03-01T23:30', seconds: 1772407800 }
    expect(renderTemplate("{{ instant | date: '%d/%m %H:%M' }}", scope, plain)).toBe('02/03 00:30')
    expect(renderTemplate("{{ seconds | date: '%F' }}", scope, plain)).toBe('2026-03-02')
    expect(renderTemplate('{{ date | date }}', scope, { ...plain, zone: 'America/New_York' })).toBe('1 marzo 2026')
    expect(
      renderTemplate("{{ local | date: 'datetime' }}", scope, { escape: 'none', zone: 'America/New_York', language: 'en' }),
    ).toContain('23:30')
    expect(renderTemplate("{{ 'domani' | date }}", {}, plain)).toBe('domani')
  })

  test('now is what the caller says it is, and nothing when nobody says', () => {
    expect(renderTemplate("{{ 'now' | date: '%F' }}", {}, { ...plain, now: Date.parse('2026-05-01T12:00:00Z') })).toBe(
      '2026-05-01',
    )
    expect(renderTemplate("{{ 'now' | date: '%F' }}", {}, plain)).toBe('now')
  })

  test('prototypes cannot be reached', () => {
    const scope = { x: { y: 'z' }, list: [1], text: 'abc' }
    for (const path of [
      'x.constructor',
      'x.constructor.constructor',
      'x.__proto__',
      'x.toString',
      'list.constructor',
      'text.constructor',
      'constructor',
      '__proto__',
      'x["__proto__"]["polluted"]',
    ])
      expect([path, renderTemplate(`{{ ${path} }}`, scope, plain)]).toEqual([path, ''])
  })

  test('a template cannot read the settings of its rendering', () => {
    expect(renderTemplate('{{ zone }}{{ globals.zone }}', {}, plain)).toBe('')
  })

  test.each([
    ['{% for i in (1..1000000000) %}x{% endfor %}'],
    ['{% for i in (1..90000) %}{% for j in (1..90000) %}{% endfor %}{% endfor %}'],
    ["{% assign a = 'aaaaaaaaaaaaaaaaaaaa' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}{{ a }}"],
    ["{% assign a = 'aaaaaaaaaaaaaaaaaaaa' %}{% for i in (1..60) %}{% assign a = a | replace: 'a', a %}{% endfor %}{{ a }}"],
  ])('a runaway template is stopped with a fault: %.60s', (text) => {
    expect(() => renderTemplate(text, {}, plain)).toThrow(expect.objectContaining({ code: 'TEMPLATE_TOO_LARGE' }))
  })

  test('a broken template is a coded fault that says where', () => {
    expect(() => renderTemplate('ok\n {{ a | nope }}', {}, plain)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_BROKEN', data: expect.objectContaining({ line: 2 }) }),
    )
  })

  test('whatever the template and the data, the answer is a text or a coded fault', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      ' if ',
      ' endif ',
      ' a.b ',
      '|',
      ' date: ',
      "'%s%q'",
      ' slice: ',
      '-1',
      ' sum ',
      ' map: ',
      ' sort ',
      ' where: ',
      'x',
      '[0]',
      '"',
      ' for i in a ',
      ' endfor ',
      ' divided_by: 0',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 14 }),
        fc.jsonValue(),
        fc.constantFrom('html' as const, 'none' as const),
        (pieces, value, escaping) => {
          const scope = { a: JSON.parse(JSON.stringify(value)) }
          try {
            expect(typeof renderTemplate(pieces.join(''), scope, { escape: escaping })).toBe('string')
          } catch (error) {
            expect(error).toBeInstanceOf(Fault)
          }
        },
      ),
      { numRuns: 1500 },
    )
  })
})
