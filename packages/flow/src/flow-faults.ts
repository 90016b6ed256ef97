import { defineFaults } from '@snodo/base'

export type DocumentProblem = {
  /** JSON pointer into the document. */
  path: string
  expected: string
  got: string
}

export const flowFaults = defineFaults({
  DOCUMENT_INVALID: {
    status: 400,
    title: 'Not a flow document',
    say: ({ problems }: { problems: DocumentProblem[] }) => {
      const [first] = problems
      const more = problems.length > 1 ? ` (${problems.length - 1} more)` : ''
      return `The flow document is not well formed: at ${first?.path || 'its root'} expected ${first?.expected}, got ${first?.got}${more}. Its JSON Schema is at /api/flow.schema.json.`
    },
  },
  FORMAT_UNKNOWN: {
    status: 400,
    title: 'Unknown format of a flow document',
    say: ({ got, newest }: { got: unknown; newest: number }) =>
      `Expected a flow document of format 1 to ${newest}, got ${JSON.stringify(got) ?? 'none'}. Update Snodo, or export the flow again.`,
  },
  EDIT_INVALID: {
    status: 400,
    title: 'Not an edit',
    say: ({ path, expected, got }: DocumentProblem) =>
      `The edit is not well formed: at ${path || 'its root'} expected ${expected}, got ${got}.`,
  },
  NODE_MISSING: {
    status: 409,
    title: 'The node is not there',
    say: ({ id, edit }: { id: string; edit: string }) =>
      `${edit} expected a node "${id}" in the flow, and there is none. It may have been removed meanwhile.`,
  },
  ID_TAKEN: {
    status: 409,
    title: 'The id is taken',
    say: ({ id, edit }: { id: string; edit: string }) =>
      `${edit} expected "${id}" to be free, but it is in use. Choose another id.`,
  },
  EDGE_MISSING: {
    status: 409,
    title: 'The line is not there',
    say: ({ from, port, edit }: { from: string; port: string; edit: string }) =>
      `${edit} expected a line from port "${port}" of node "${from}", and there is none. It may have been removed meanwhile.`,
  },
  FLOW_FULL: {
    status: 409,
    title: 'The flow is full',
    say: ({ what, most }: { what: string; most: number }) =>
      `A flow holds at most ${most} ${what}, and this one has them. Split it into flows that lead to each other.`,
  },
  CONNECTION_REFUSED: {
    status: 409,
    title: 'These cannot be connected',
    say: ({ from, port, to, because }: { from: string; port: string; to: string; because: string }) =>
      `Port "${port}" of node "${from}" cannot lead to node "${to}": ${because}`,
  },
  PATH_MISSING: {
    status: 409,
    title: 'Nothing stands there',
    say: ({ path, edit }: { path: string; edit: string }) =>
      `${edit} expected something to stand at ${path}, and nothing does. It may have been removed meanwhile.`,
  },
  PART_MISSING: {
    status: 409,
    title: 'The note or group is not there',
    say: ({ id, edit }: { id: string; edit: string }) =>
      `${edit} expected "${id}" in the flow, and there is none. It may have been removed meanwhile.`,
  },
})
