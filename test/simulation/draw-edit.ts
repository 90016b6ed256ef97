import type { FlowDocument } from '@snodo/flow'
import type { Chance } from './chance.ts'
import { drawFlow, type FlowDrawing } from './draw-flow.ts'

/** An edit of a published flow: of its texts alone, of a wait, of a line, or everything drawn anew. */
export function editFlow(chance: Chance, document: FlowDocument, drawing: FlowDrawing): FlowDocument {
  const edited = structuredClone(document)
  const nodes = Object.entries(edited.nodes)
  switch (chance.weighted({ texts: 4, wait: 2, insert: 2, disconnect: 1, anew: 1 })) {
    case 'texts':
      for (const [, node] of nodes) {
        const { content } = node.config
        if (typeof content === 'object' && content !== null && 'subject' in content)
          content.body = `<p>Edited ${chance.int(100)} {{ contact.firstName }}</p>`
      }
      return edited
    case 'wait': {
      const waits = nodes.filter(([, node]) => node.type === 'core.wait')
      if (waits.length > 0) chance.pick(waits)[1].config = { duration: chance.pick(['P3D', 'P4D', 'P5D']) }
      return edited
    }
    case 'insert': {
      const edge = chance.pick(edited.edges)
      const id = `added${chance.int(1_000_000)}`
      edited.nodes[id] = { type: 'core.score', version: 1, config: { points: 1 }, at: { x: 0, y: 0 } }
      edited.edges.push({ from: id, port: 'next', to: edge.to })
      edge.to = id
      return edited
    }
    case 'disconnect': {
      // Only a line whose end others lead to as well, or a part of the drawing would be out of reach.
      const free = edited.edges.filter((edge) => edited.edges.some((other) => other !== edge && other.to === edge.to))
      if (free.length > 0) edited.edges.splice(edited.edges.indexOf(chance.pick(free)), 1)
      return edited
    }
    case 'anew':
      return drawFlow(chance, drawing)
  }
}
