/** How wide and high it is drawn; the line keeps a pixel off the edges. */
const WIDTH = 84
const HEIGHT = 24

/** A few numbers as a line, the last one marked. Its words are given: the line alone says nothing to who does not see it. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const most = Math.max(1, ...values)
  const point = (value: number, i: number): readonly [number, number] => [
    2 + (i * (WIDTH - 4)) / Math.max(1, values.length - 1),
    HEIGHT - 3 - (value / most) * (HEIGHT - 6),
  ]
  const points = values.map(point)
  const last = points.at(-1)
  const flat = values.every((value) => value === 0)
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={label} style={{ display: 'block' }}>
      <polyline
        points={points.map((each) => each.join(',')).join(' ')}
        fill="none"
        stroke={flat ? 'var(--snodo-border)' : 'var(--mantine-primary-color-filled)'}
        strokeWidth={1.5}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      {last && !flat && <circle cx={last[0]} cy={last[1]} r={2.5} fill="var(--mantine-primary-color-filled)" />}
    </svg>
  )
}
