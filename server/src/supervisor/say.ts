import type { Log } from '@snodo/database'

/** What the supervisor says: plain sentences for the person in front of the terminal, facts behind them. */
export const say: Log = {
  info: (text, facts) => print(text, facts),
  warn: (text, facts) => print(`Warning: ${text}`, facts),
  error: (text, facts) => print(`Error: ${text}`, facts),
}

function print(text: string, facts: Record<string, unknown> = {}): void {
  const shown = Object.entries(facts).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  process.stderr.write(`snodo  ${text}${shown.length > 0 ? ` (${shown.join(', ')})` : ''}\n`)
}
