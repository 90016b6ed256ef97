import { describe, expect, it } from 'vitest'
import { readReplyWord } from './opt-out-words.ts'

describe('a one-word reply', () => {
  it.each([
    ['STOP', 'stop'],
    [' Stop! ', 'stop'],
    ['«stop».', 'stop'],
    ['ＳＴＯＰ', 'stop'],
    ['STOP ALL', 'stop'],
    ['opt-out', 'stop'],
    ['Unsubscribe', 'stop'],
    ['Basta!!!', 'stop'],
    ['BÀSTA', 'stop'],
    ['annulla', 'stop'],
    ['Cancellami', 'stop'],
    ['disiscrivimi', 'stop'],
    ['START', 'start'],
    ['unstop', 'start'],
    ['aiuto?', 'help'],
    ['HELP', 'help'],
  ])('%s means %s', (text, word) => {
    expect(readReplyWord(text)).toBe(word)
  })

  it.each([
    '',
    '   ',
    '👍',
    'Fine, thanks',
    'fine',
    'Non cancellare il mio ordine',
    'stop by tomorrow?',
    'Basta così grazie',
    'sto p',
    'constructor',
  ])('%j is left to a person', (text) => {
    expect(readReplyWord(text)).toBeNull()
  })
})
