import { type FlowDocument, type Manifests, portsOf } from '@snodo/flow'
import { CARD } from '../../canvas/sizes.ts'

/** What the eye tells blocks apart by, as on the canvas. */
const COLORS: Record<string, string> = {
  start: 'var(--snodo-start)',
  timing: 'var(--snodo-timing)',
  decision: 'var(--snodo-decision)',
  message: 'var(--snodo-message)',
  contact: 'var(--snodo-contact)',
  end: 'var(--snodo-end)',
}
const MARGIN = 30

/** A drawing from afar: blocks where they stand in the colour of their kind, and the lines between them. */
export function DrawingPicture({
  document,
  manifests,
  label,
  height,
}: {
  document: FlowDocument
  manifests: Manifests
  label: string
  height: number
}) {
  const nodes = Object.entries(document.nodes)
  const left = Math.min(...nodes.map(([, { at }]) => at.x)) - MARGIN
  const top = Math.min(...nodes.map(([, { at }]) => at.y)) - MARGIN
  const right = Math.max(...nodes.map(([, { at }]) => at.x)) + CARD.width + MARGIN
  const bottom = Math.max(...nodes.map(([, { at }]) => at.y)) + CARD.height + MARGIN
  return (
    <svg
      viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
      width="100%"
      height={height}
      role="img"
      aria-label={label}
      preserveAspectRatio="xMidYMid meet"
      style={{ display: 'block' }}
    >
      {document.edges.map((edge) => {
        const [from, to] = [document.nodes[edge.from], document.nodes[edge.to]]
        if (!from || !to) return null
        const manifest = manifests.get(from.type)
        const ports = manifest === undefined ? [] : portsOf(from, manifest).map(({ id }) => id)
        const share = (ports.indexOf(edge.port) + 1) / (ports.length + 1)
        const start = { x: from.at.x + CARD.width * (ports.length > 1 ? share : 0.5), y: from.at.y + CARD.height }
        const end = { x: to.at.x + CARD.width / 2, y: to.at.y }
        const bend = Math.max(20, (end.y - start.y) / 2)
        return (
          <path
            key={`${edge.from}:${edge.port}`}
            d={`M${start.x},${start.y} C${start.x},${start.y + bend} ${end.x},${end.y - bend} ${end.x},${end.y}`}
            fill="none"
            stroke="var(--snodo-line)"
            strokeWidth={4}
          />
        )
      })}
      {nodes.map(([id, node]) => {
        const color = COLORS[manifests.get(node.type)?.category ?? ''] ?? 'var(--snodo-end)'
        return (
          <g key={id}>
            <rect
              x={node.at.x}
              y={node.at.y}
              width={CARD.width}
              height={CARD.height}
              rx={14}
              fill="var(--snodo-card)"
              stroke={color}
              strokeWidth={5}
            />
            <rect x={node.at.x} y={node.at.y} width={26} height={CARD.height} rx={13} fill={color} />
          </g>
        )
      })}
    </svg>
  )
}
