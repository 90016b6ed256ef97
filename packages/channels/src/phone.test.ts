import { describe, expect, it } from 'vitest'
import { normalizePhone } from './phone.ts'

describe('a telephone number becomes E.164', () => {
  it.each([
    ['333 1234567', 'IT', '+393331234567', 'mobile'],
    ['+39 333-123.45.67', 'US', '+393331234567', 'mobile'],
    ['0039 333 1234567', 'IT', '+393331234567', 'mobile'],
    ['(06) 1234567', 'IT', '+39061234567', 'fixed'],
    ['06/1234567', 'it', '+39061234567', 'fixed'],
    ['+39061234567', 'DE', '+39061234567', 'fixed'],
    ['020 7946 0018', 'GB', '+442079460018', 'fixed'],
    ['(415) 555-2671', 'US', '+14155552671', 'mobile'],
    ['０３３３ １２３ ４５６', 'IT', null, null],
    ['３３３ １２３ ４５６７', 'IT', '+393331234567', 'mobile'],
    ['+44 7911 123456', 'ZZ', '+447911123456', 'mobile'],
  ])('%s, read in %s, is %s', (raw, country, number, kind) => {
    const read = normalizePhone(raw, country)
    if (number === null) expect(read.ok).toBe(false)
    else expect(read).toMatchObject({ ok: true, number, kind })
  })

  it('the default country decides, so that the same digits may be two numbers: the raw text must be kept', () => {
    expect(normalizePhone('39333123456', 'IT')).toMatchObject({ ok: true })
    expect(normalizePhone('333 1234567', 'ZZ')).toMatchObject({ ok: false })
  })

  it.each([
    ['', 'characters'],
    ['ciao', 'characters'],
    ['3,93E+11', 'spreadsheet'],
    ['3.93331E+11', 'spreadsheet'],
    ['333 1234567 ext. 5', 'characters'],
    ['1-800-FLOWERS', 'characters'],
    ['+39 333 1234567; +39 333 7654321', 'characters'],
    ['+39', 'characters'],
    ['112', 'characters'],
    ['333 12', ''],
    ['+999 1234567', ''],
    ['+1 000 000 0000', ''],
    ['9'.repeat(40), 'characters'],
  ])('%s is refused', (raw, why) => {
    const read = normalizePhone(raw, 'IT')
    expect(read).toMatchObject({ ok: false, say: expect.stringContaining(why) })
  })
})
