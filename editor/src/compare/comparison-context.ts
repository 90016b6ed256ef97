import type { FlowEdge, NodeId } from '@snodo/flow'
import { createContext, useContext } from 'react'
import type { Comparison, Mark } from './comparison.ts'

/** What is compared on the canvas just now; null in every other mode. It changes only when another comparison is drawn. */
export const ComparisonContext = createContext<Comparison | null>(null)

export function useNodeMark(id: NodeId): Mark | undefined {
  return useContext(ComparisonContext)?.nodes.get(id)
}

const NONE: readonly FlowEdge[] = []

/** Lines to be drawn beside those of the flow: where branches led before. */
export function useGhostLines(): readonly FlowEdge[] {
  return useContext(ComparisonContext)?.ghosts ?? NONE
}

export function useLineMark(id: string): Mark | undefined {
  return useContext(ComparisonContext)?.lines.get(id)
}
