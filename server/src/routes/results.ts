import { isId } from '@snodo/base'
import { engineFaults, loadFlow, type MessageNumbers, readMessageNumbers } from '@snodo/engine'
import { FlowResults, type MessageResults } from '@snodo/protocol'
import { Type } from 'typebox'
import type { Api, Doors } from './doors.ts'

/** What came of a flow's messages: by block and by version, from counters. */
export function resultRoutes(app: Api, { pool }: Doors): void {
  app.get(
    '/api/flows/:id/results',
    {
      schema: {
        tags: ['flows'],
        summary: 'What came of the messages of a flow: in all, by block, and by version and block',
        params: Type.Object({ id: Type.String() }),
        response: { 200: FlowResults },
      },
    },
    async (request) => {
      const { id } = request.params
      const flow = isId(id) ? await loadFlow(pool, id) : undefined
      if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
      const rows = await readMessageNumbers(pool, id)
      const versions = [...Map.groupBy(rows, (row) => row.version)].sort(([a], [b]) => b - a)
      return { ...resultsOf(rows), versions: versions.map(([version, of]) => ({ version, ...resultsOf(of) })) }
    },
  )
}

type Row = { node: string } & MessageNumbers

function resultsOf(rows: readonly Row[]): { total: MessageResults; nodes: Record<string, MessageResults> } {
  const byNode = [...Map.groupBy(rows, (row) => row.node)].sort(([a], [b]) => (a < b ? -1 : 1))
  return { total: figuresOf(rows), nodes: Object.fromEntries(byNode.map(([node, of]) => [node, figuresOf(of)])) }
}

function figuresOf(rows: readonly MessageNumbers[]): MessageResults {
  const sum = (what: keyof MessageNumbers) => rows.reduce((all, row) => all + row[what], 0)
  return {
    sent: sum('sent'),
    // No provider we speak to tells of these yet, and none told is not none.
    delivered: null,
    complained: null,
    bounced: sum('bounced'),
    opened: sum('opened'),
    measuredOn: sum('opensMeasured'),
    openRate: rateOf(sum('opened'), sum('opensMeasured')),
    clicked: sum('clicked'),
    clicksMeasuredOn: sum('clicksMeasured'),
    clickRate: rateOf(sum('clicked'), sum('clicksMeasured')),
    unsubscribed: sum('unsubscribed'),
    unsubscribeRate: rateOf(sum('unsubscribed'), sum('sent')),
  }
}

/** Of nothing measured there is no rate. */
function rateOf(count: number, of: number): number | null {
  return of === 0 ? null : Math.round((count / of) * 10_000) / 10_000
}
