import { loadDraft, type MigrationMap, publish, saveDraft } from '@snodo/engine'
import type { FlowDocument } from '@snodo/flow'
import type { Stage, StagedFlow } from './stage.ts'

/** Changes the draft of a staged flow, and publishes it. */
export function redrawing(stage: Stage, author: string) {
  return { draw, republish }

  async function draw(flow: StagedFlow, change: (document: FlowDocument) => FlowDocument): Promise<number> {
    const { document, revision } = await loadDraft(stage.rig.engine, flow.id)
    return (await saveDraft(stage.rig.engine, { id: flow.id, document: change(document), revision, author })).revision
  }

  async function republish(flow: StagedFlow, change: (document: FlowDocument) => FlowDocument, migration?: MigrationMap) {
    const revision = await draw(flow, change)
    const done = await publish(stage.rig.engine, { id: flow.id, revision, author, ...(migration ? { migration } : {}) })
    await stage.rig.settle()
    return done
  }
}

/** Other settings of one block. */
export const config =
  (node: string, values: object) =>
  (document: FlowDocument): FlowDocument => ({
    ...document,
    nodes: { ...document.nodes, [node]: { ...document.nodes[node]!, config: { ...document.nodes[node]!.config, ...values } } },
  })
/** The lines `from:port>to` instead of those there were. */
export const lines =
  (edges: string[]) =>
  (document: FlowDocument): FlowDocument => ({
    ...document,
    edges: edges.map((edge) => {
      const [, from = '', port = '', to = ''] = /^([^:]+):([^>]+)>(.+)$/.exec(edge) ?? []
      return { from, port, to }
    }),
  })
