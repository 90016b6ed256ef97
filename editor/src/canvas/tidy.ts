import type { FlowDocument, Manifests } from '@snodo/flow'
import { portsOf } from '@snodo/flow'
import type { Places } from './layout.ts'
import type { LayoutInput } from './layout-input.ts'

/** The flow as the layout wants it: each line with the place of its port among its node's ports. */
export function layoutInput(document: FlowDocument, manifests: Manifests): LayoutInput {
  const order = new Map<string, Map<string, number>>()
  for (const [id, node] of Object.entries(document.nodes)) {
    const manifest = manifests.get(node.type)
    if (manifest) order.set(id, new Map(portsOf(node, manifest).map((port, i) => [port.id, i])))
  }
  const edges = document.edges
    .filter((edge) => Object.hasOwn(document.nodes, edge.from) && Object.hasOwn(document.nodes, edge.to) && edge.from !== edge.to)
    .map((edge) => ({ from: edge.from, to: edge.to, order: order.get(edge.from)?.get(edge.port) ?? 99 }))
  return { nodes: Object.keys(document.nodes), edges }
}

let worker: Worker | null = null
let asked = 0
const waiting = new Map<number, { settle: (places: Places) => void; fail: (error: Error) => void }>()

/** Asks the worker for places. */
export function layoutInWorker(input: LayoutInput): Promise<Places> {
  worker ??= startWorker()
  asked += 1
  const id = asked
  return new Promise((settle, fail) => {
    waiting.set(id, { settle, fail })
    worker!.postMessage({ id, input })
  })
}

function startWorker(): Worker {
  const started = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' })
  started.onmessage = (message: MessageEvent<{ id: number; places: Places }>) => {
    waiting.get(message.data.id)?.settle(message.data.places)
    waiting.delete(message.data.id)
  }
  started.onerror = (event) => {
    for (const asker of waiting.values()) asker.fail(new Error(event.message))
    waiting.clear()
    worker?.terminate()
    worker = null
  }
  return started
}
