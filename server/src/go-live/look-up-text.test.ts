import { expect, test } from 'vitest'
import { lookUpText } from './look-up-text.ts'

test('of names that nobody can register nobody is asked', async () => {
  for (const name of ['shop.example', '_dmarc.shop.test', 's1._domainkey.example.org', 'localhost', 'shop.invalid.'])
    expect(await lookUpText(name), name).toEqual([])
})
