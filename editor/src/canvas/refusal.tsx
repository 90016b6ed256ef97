import { Paper, Text } from '@mantine/core'
import { useEffect } from 'react'
import { useSession, useWorkbench } from '../document/workbench-context.ts'

/** Long enough to be read, short enough not to be in the way. */
const SHOWN_MS = 5_000

/** Why a line may not be drawn, in one sentence where it was dropped. */
export function Refusal() {
  const bench = useWorkbench()
  const refusal = useSession((state) => state.refusal)
  useEffect(() => {
    if (!refusal) return
    const timer = setTimeout(() => bench.session.setState({ refusal: null }), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [refusal, bench])
  if (!refusal) return null
  return (
    <Paper
      withBorder
      shadow="md"
      radius={10}
      px={12}
      py={8}
      maw={300}
      bg="var(--snodo-panel)"
      data-testid="refusal"
      style={{ position: 'fixed', zIndex: 220, left: Math.min(refusal.x + 12, window.innerWidth - 312), top: refusal.y + 12 }}
    >
      <Text size="sm">{refusal.text}</Text>
    </Paper>
  )
}
