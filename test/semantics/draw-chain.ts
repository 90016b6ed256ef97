import { documentOf } from '@snodo/engine/testing'
import type { FlowDocument, FlowNode } from '@snodo/flow'
import { mail } from './stage.ts'

/** A drawing as a row of blocks, each leading to the next: whoever comes to a block has not been there before. */
export type Chain = readonly Link[]
export type Link =
  | { kind: 'wait'; id: string; hours: number }
  | { kind: 'listen'; id: string; hours: number }
  /** `awaited`: the journey stands at it until its mail's fate is known. */
  | { kind: 'mail'; id: string; text: string; awaited: boolean }

export const FIRST: Chain = [
  { kind: 'wait', id: 'w1', hours: 20 },
  { kind: 'mail', id: 'm1', text: 'One', awaited: false },
  { kind: 'listen', id: 'l1', hours: 30 },
  { kind: 'mail', id: 'm2', text: 'Two', awaited: true },
  { kind: 'wait', id: 'w2', hours: 50 },
]

/** One thing somebody changes; numbers say where and by how much, whatever the drawing looks like by then. */
export type ChainEdit =
  | { do: 'insert'; kind: Link['kind']; at: number; awaited: boolean }
  | { do: 'remove'; at: number }
  | { do: 'swap'; at: number }
  | { do: 'turn' }
  | { do: 'change'; at: number; hours: number }

export function editChain(chain: Chain, edit: ChainEdit, name: string): Chain {
  const links = [...chain]
  const place = (at: number) => at % Math.max(1, links.length)
  switch (edit.do) {
    case 'insert':
      links.splice(edit.at % (links.length + 1), 0, newLink(edit.kind, name, edit.awaited))
      return links
    case 'remove':
      if (links.length > 1) links.splice(place(edit.at), 1)
      return links
    case 'swap': {
      const [taken] = links.splice(place(edit.at), 1)
      if (taken !== undefined) links.push(taken)
      return links
    }
    case 'turn':
      return links.reverse()
    case 'change':
      return links.map((link, i) =>
        i !== place(edit.at) ? link : link.kind === 'mail' ? { ...link, text: `${link.text}!` } : { ...link, hours: edit.hours },
      )
  }
}

function newLink(kind: Link['kind'], name: string, awaited: boolean): Link {
  return kind === 'mail' ? { kind, id: `m-${name}`, text: name, awaited } : { kind, id: `${kind[0]}-${name}`, hours: 24 }
}

/** The drawing of a chain that begins by an event; what a block listens for is `<event> Answered`. */
export function documentOfChain(chain: Chain, event: string): FlowDocument {
  const nodes: Record<string, [string, FlowNode['config']]> = { start: ['core.event-happens', { event }] }
  const edges: string[] = []
  let doors = ['start:started']
  for (const link of chain) {
    nodes[link.id] = blockOf(link, event)
    edges.push(...doors.map((door) => `${door}>${link.id}`))
    doors = doorsOf(link)
  }
  return documentOf({ nodes, edges })
}

function blockOf(link: Link, event: string): [string, FlowNode['config']] {
  if (link.kind === 'wait') return ['core.wait', { duration: `PT${link.hours}H` }]
  if (link.kind === 'listen') return ['core.wait-for', { event: `${event} Answered`, timeout: `PT${link.hours}H` }]
  return ['core.send-email', mail(link.text)]
}

function doorsOf({ kind, id, ...link }: Link): string[] {
  if (kind === 'wait') return [`${id}:after`]
  if (kind === 'listen') return [`${id}:happened`, `${id}:timeout`]
  return 'awaited' in link && link.awaited ? [`${id}:sent`, `${id}:notSent`] : [`${id}:sent`]
}
