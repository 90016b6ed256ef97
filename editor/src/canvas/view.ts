import type { ReactFlowInstance } from '@xyflow/react'
import { CARD } from './sizes.ts'

/** A flow opens readable: whole where it fits, else from its beginning downwards. */
const READABLE = 0.8
const TOP_MARGIN = 72

export function showBeginning(flow: Pick<ReactFlowInstance, 'getNodes' | 'getNodesBounds' | 'setViewport'>): void {
  const nodes = flow.getNodes()
  const pane = document.querySelector('[data-testid="canvas"]')?.getBoundingClientRect()
  if (nodes.length === 0 || !pane) {
    void flow.setViewport({ x: (pane?.width ?? 800) / 2 - CARD.width / 2, y: 120, zoom: 1 })
    return
  }
  const bounds = flow.getNodesBounds(nodes)
  const whole = Math.min((pane.width - 160) / bounds.width, (pane.height - TOP_MARGIN * 2) / bounds.height, 1)
  const zoom = Math.max(whole, READABLE)
  const first = nodes[0]!.position
  const x =
    bounds.width * zoom < pane.width - 80
      ? pane.width / 2 - (bounds.x + bounds.width / 2) * zoom
      : pane.width / 2 - (first.x + CARD.width / 2) * zoom
  void flow.setViewport({ x, y: TOP_MARGIN - bounds.y * zoom, zoom })
}

/** Moves the view only when the block would be out of sight, or under the panel. */
export function bringIntoView(
  flow: Pick<ReactFlowInstance, 'flowToScreenPosition' | 'setCenter' | 'getZoom'>,
  at: { x: number; y: number } | undefined,
): void {
  const pane = document.querySelector('[data-testid="canvas"]')?.getBoundingClientRect()
  if (!at || !pane) return
  const top = flow.flowToScreenPosition(at)
  const bottom = flow.flowToScreenPosition({ x: at.x + CARD.width, y: at.y + CARD.height + 40 })
  const seen = top.x > pane.left + 8 && top.y > pane.top + 8 && bottom.x < pane.right - 8 && bottom.y < pane.bottom - 8
  if (!seen) void flow.setCenter(at.x + CARD.width / 2, at.y + CARD.height / 2, { zoom: flow.getZoom(), duration: 200 })
}

/** Puts a block in the middle, large enough to be read: the eyes follow a search there. */
export function centreOn(flow: Pick<ReactFlowInstance, 'setCenter' | 'getZoom'>, at: { x: number; y: number }): void {
  void flow.setCenter(at.x + CARD.width / 2, at.y + CARD.height / 2, { zoom: Math.max(READABLE, flow.getZoom()), duration: 200 })
}
