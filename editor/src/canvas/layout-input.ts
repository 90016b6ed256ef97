/** What the layout needs of a flow: ids, and lines with the place of their port. Plain data, so that it crosses to a worker. */
export type LayoutInput = { nodes: string[]; edges: { from: string; to: string; order: number }[] }
