import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { versionQuery } from '../api/flows.ts'
import { openReadOnly, type Workbench } from '../document/workbench.ts'
import { useDocument, useWorkbench } from '../document/workbench-context.ts'
import { type Comparison, compareDocuments } from './comparison.ts'

/** One side of a comparison: a published version, or the draft. */
export type Side = number | 'draft'
export type Sides = { from: Side | null; to: Side; moves: boolean }

export type Comparing = {
  sides: Sides
  setSides(sides: Sides): void
  comparison: Comparison | null
  /** A workbench of the overlay, for the canvas to draw. */
  bench: Workbench | null
}

/** What is compared: at first the version that is live with the draft. Nothing is read before the mode is entered. */
export function useComparison(comparing: boolean, live: number | null): Comparing {
  const draft = useWorkbench()
  const [chosen, setSides] = useState<Sides>({ from: null, to: 'draft', moves: false })
  const sides = { ...chosen, from: chosen.from ?? live }
  const before = useSide(sides.from, comparing)
  const after = useSide(sides.to, comparing)
  const { moves } = sides
  const comparison = useMemo(
    () => (comparing && before && after ? compareDocuments(before, after, moves) : null),
    [comparing, before, after, moves],
  )
  const bench = useMemo(() => comparison && openReadOnly(draft, comparison.drawn), [comparison, draft])
  return { sides, setSides, comparison, bench }
}

function useSide(side: Side | null, comparing: boolean) {
  const { flowId } = useWorkbench()
  const isDraft = side === 'draft'
  const draft = useDocument((state) => (comparing && isDraft ? state.document : null))
  const version = useQuery({
    ...versionQuery(flowId, isDraft || side === null ? 0 : side),
    enabled: comparing && !isDraft && side !== null,
  })
  return isDraft ? draft : (version.data?.document ?? null)
}
