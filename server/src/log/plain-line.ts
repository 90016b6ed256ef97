/** A line of the log for people: time, level, what is said, the facts behind it; a stack under it. */
export function plainLine(json: string): string {
  const { time, level, pid: _pid, msg = '', err, stack, ...facts } = JSON.parse(json) as Record<string, unknown>
  const shown = Object.entries(facts).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const error = err as { name?: string; message?: string; stack?: string } | undefined
  if (error) shown.push(`${error.name}: ${error.message}`)
  const frames = [error?.stack, stack].filter((each) => typeof each === 'string' && each !== '')
  const behind = shown.length > 0 ? ` (${shown.join(', ')})` : ''
  const below = frames.map((each) => `\n    ${String(each).replaceAll('\n', '\n    ')}`).join('')
  return `${String(time).slice(0, 23).replace('T', ' ')}  ${String(level).padEnd(5)}  ${String(msg)}${behind}${below}\n`
}
