import { useTrial } from '../document/workbench-context.ts'
import classes from './card.module.css'

/** At which step the sample contact came here, up to the position of the slider. */
export function TrialBadge({ id }: { id: string }) {
  const visits = useTrial((state) => {
    const numbers: number[] = []
    for (const [i, step] of (state.trace?.steps ?? []).entries()) if (i <= state.position && step.node === id) numbers.push(i + 1)
    return numbers.join(', ')
  })
  const here = useTrial((state) => state.trace?.steps[state.position]?.node === id)
  if (visits === '') return null
  return (
    <span className={classes.step} data-here={here || undefined} data-testid="trial-step">
      {visits}
    </span>
  )
}
