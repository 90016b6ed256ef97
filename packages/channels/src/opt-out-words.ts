/** What a person asks for with a one-word reply to an SMS. */
export type ReplyWord = 'stop' | 'start' | 'help'

/** The English words are the ones carriers and Twilio act on by themselves, so that we never disagree with them; the Italian ones are ours (not *fine*: to an English reader it is a yes). */
const WORDS: ReadonlyMap<string, ReplyWord> = new Map([
  ...(['stop', 'unsubscribe', 'end', 'quit', 'stopall', 'stop all', 'revoke', 'optout', 'opt out', 'cancel'] as const).map(
    to('stop'),
  ),
  ...(['basta', 'annulla', 'cancella', 'cancellami', 'disiscrivimi', 'disiscrivi', 'rimuovimi'] as const).map(to('stop')),
  ...(['start', 'unstop', 'iscrivimi'] as const).map(to('start')),
  ...(['help', 'info', 'aiuto'] as const).map(to('help')),
])

/**
 * The word a reply consists of, whatever its case, accents and punctuation; null when there is more to it ("non cancellare il mio
 * ordine") or something else: then a person has to read it.
 */
export function readReplyWord(text: string): ReplyWord | null {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
  return WORDS.get(plain) ?? null
}

function to(meaning: ReplyWord) {
  return (word: string): [string, ReplyWord] => [word, meaning]
}
