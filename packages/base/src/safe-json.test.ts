import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from './limits.ts'
import { nestsTooDeep, safeJson, safeText } from './safe-json.ts'

const unsafe = expect.objectContaining({ code: 'JSON_UNSAFE' })

describe('data from outside', () => {
  it('that is safe comes back as the very same object', () => {
    const order = { total: 12.5, products: [{ sku: 'A', tags: ['x'] }], note: 'è già così 😀', none: null }
    expect(safeJson(order)).toEqual({ value: order, mended: [] })
    expect(safeJson(order).value).toBe(order)
  })

  it('loses NUL and lone surrogates, in texts and in keys, and says where', () => {
    const { value, mended } = safeJson({ 'a\0': ['x\0y', 'ok'], name: 'z\ud800' })
    expect(value).toEqual({ a: ['xy', 'ok'], name: 'z\ufffd' })
    expect(mended).toEqual(['/a\0', '/a\0/0', '/name'])
    expect(safeText('\udc00\0')).toBe('\ufffd')
  })

  it('cannot set the prototype of what it becomes', () => {
    const { value, mended } = safeJson(JSON.parse('{"__proto__":{"admin":true},"a":1}'))
    expect(value).toEqual({ a: 1 })
    expect((value as Record<string, unknown>).admin).toBeUndefined()
    expect(mended).toEqual(['/__proto__'])
  })

  it('is refused when a number is not finite or beyond its bound', () => {
    for (const text of ['1e131073', '-1e131073', '1e101']) expect(() => safeJson({ total: JSON.parse(text) })).toThrow(unsafe)
    expect(() => safeJson({ total: Number.NaN })).toThrow('at /total')
    expect(safeJson({ total: 1e100 }).value).toEqual({ total: 1e100 })
  })

  it('is refused when it nests, spreads or runs too far, however deep it nests', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    expect(() => safeJson(deep)).toThrow(unsafe)
    expect(() => safeJson(nested(limits.jsonDepth))).not.toThrow()
    expect(() => safeJson(nested(limits.jsonDepth + 1))).toThrow(unsafe)
    expect(() => safeJson(Object.fromEntries(Array.from({ length: limits.jsonKeys + 1 }, (_, i) => [`k${i}`, 0])))).toThrow(
      'keys in one object',
    )
    expect(() => safeJson(Array.from({ length: limits.jsonValues }, () => 0))).toThrow(unsafe)
    expect(() => safeJson('x'.repeat(limits.jsonText + 1))).toThrow(unsafe)
    expect(() => safeJson({ ['k'.repeat(limits.jsonKeyText + 1)]: 0 })).toThrow(unsafe)
  })

  it('is refused when it is no JSON', () => {
    for (const value of [() => 0, 1n, new Date(0), Symbol('x')]) expect(() => safeJson({ value })).toThrow(unsafe)
    expect(safeJson({ a: undefined, b: 1 }).value).toEqual({ b: 1 })
  })

  it('once made safe has nothing left to mend and survives JSON', () => {
    fc.assert(
      fc.property(
        fc.object({
          key: fc.string({ unit: 'binary' }),
          values: [fc.string({ unit: 'binary' }), fc.integer(), fc.constant('\0\ud800')],
          maxDepth: 4,
        }),
        (object) => {
          const { value } = safeJson(object)
          expect(safeJson(value)).toEqual({ value, mended: [] })
          expect(JSON.parse(JSON.stringify(value))).toEqual(value)
          expect(JSON.stringify(value)).not.toMatch(/\\u0000|\\ud[89a-f]/)
        },
      ),
    )
  })
})

describe('a JSON text', () => {
  it('is known to nest too deep before it is parsed', () => {
    expect(nestsTooDeep('['.repeat(33))).toBe(true)
    expect(nestsTooDeep('['.repeat(32))).toBe(false)
    expect(nestsTooDeep('[{"a":[1]},{"a":[1]}]', 3)).toBe(false)
  })
  it('may hold any number of brackets inside its strings', () => {
    expect(nestsTooDeep(JSON.stringify({ text: `${'['.repeat(99)}"\\${'{'.repeat(99)}` }), 2)).toBe(false)
  })
})

function nested(depth: number): unknown {
  return JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)
}
