import { defineFaults } from '@snodo/base'
import type { Finding } from '@snodo/flow'
import type { MigrationPlan } from './rules/flows/plan-migration.ts'

/** One row for each operating error the engine can report. */
export const engineFaults = defineFaults({
  NODE_TYPE_UNKNOWN: {
    status: 409,
    title: 'Node type not installed',
    say: ({ type, node, flow }: { type: string; node: string; flow: string }) =>
      `Node ${node} of the flow "${flow}" is of type ${type}, which this installation does not have. Install the node type, or replace the node.`,
  },
  FLOW_UNKNOWN: {
    status: 404,
    title: 'No such flow',
    say: ({ id }: { id: string }) => `There is no flow with the id ${id}. GET /api/flows lists the flows there are.`,
  },
  VERSION_UNKNOWN: {
    status: 404,
    title: 'No such version',
    say: ({ flow, version }: { flow: string; version: string }) =>
      `The flow ${flow} has no version ${version}. GET /api/flows/${flow}/versions lists its versions.`,
  },
  REVISION_STALE: {
    status: 409,
    title: 'The draft has moved on',
    say: ({ based, present }: { based: number; present: number }) =>
      `The change is based on revision ${based}, but the draft is at revision ${present}. Read the draft again, apply the change to it and send it once more.`,
  },
  FLOW_HAS_ERRORS: {
    status: 422,
    title: 'The flow has errors',
    say: ({ count, first }: { count: number; first: string; findings: Finding[] }) =>
      `A flow is published only without errors; this draft has ${count}. The first: ${first}`,
  },
  FLOW_STATE: {
    status: 409,
    title: 'Not possible in this state',
    say: ({ verb, state, possible }: { verb: string; state: string; possible: string }) =>
      `Cannot ${verb} a flow that is ${state}. It can be done to a flow that is ${possible}.`,
  },
  FLOW_IN_USE: {
    status: 409,
    title: 'People have been in this flow',
    say: ({ entries }: { entries: string }) =>
      `The flow cannot be deleted: ${entries} entries are recorded for it, and their history would be lost. Archive it instead.`,
  },
  CONTACTS_UNKNOWN: {
    status: 422,
    title: 'Unknown contacts',
    say: ({ ids }: { ids: string[] }) =>
      `These contacts do not exist: ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ` and ${ids.length - 5} more` : ''}. Nobody was enrolled.`,
  },
  SEGMENT_INVALID: {
    status: 422,
    title: 'The segment is not a condition',
    say: ({ pointer, expected, got, fix }: { pointer: string; expected: string; got: string; fix: string }) =>
      `Expected ${expected} at ${pointer || 'the top'} of the segment, got ${got}. ${fix} Nobody was enrolled.`,
  },
  TOO_MANY_CONTACTS: {
    status: 413,
    title: 'Too many contacts at once',
    say: ({ got, most }: { got: number; most: number }) =>
      `One request enrolls at most ${most} contacts, and this one names ${got}. Send several requests.`,
  },
  NODE_NOT_IN_VERSION: {
    status: 422,
    title: 'Not everybody can go there',
    say: ({ node }: { node: string }) =>
      `The node ${node} does not exist in every version that somebody of these is inside. Choose a node all of them have, or order each version by itself.`,
  },
  PORT_NOT_THERE: {
    status: 422,
    title: 'No such port',
    say: ({ node, port, ports }: { node: string; port: string; ports: string }) =>
      `The node ${node} has no port "${port}"; it has ${ports || 'none'}. Nobody was moved.`,
  },
  MOVE_INVALID: {
    status: 422,
    title: 'Nobody can be moved there',
    say: ({ because }: { node: string; because: string }) =>
      `Expected a node that people can be moved to; ${because}. Nobody was moved.`,
  },
  FLOW_BUSY: {
    status: 409,
    title: 'An order about this flow is being carried out',
    say: ({ verb, order, kind, done }: { verb: string; order: string; kind: string; done: number }) =>
      `Cannot ${verb} the flow while its ${kind} is being carried out (${done} % done). GET /api/orders/${order} tells how far it is; try again when it is done.`,
  },
  FLOW_HAS_PEOPLE: {
    status: 409,
    title: 'People are inside this flow',
    say: ({ verb, inside }: { verb: string; inside: number }) =>
      `Cannot ${verb} the flow: ${inside} are still inside. Close it and wait until they have finished, or stop it, which ends them now.`,
  },
  ORDER_UNKNOWN: {
    status: 404,
    title: 'No such order',
    say: ({ id }: { id: string }) => `There is no order with the id ${id}. GET /api/orders lists the orders there are.`,
  },
  MIGRATION_NEEDED: {
    status: 409,
    title: 'What becomes of those inside?',
    say: ({ inside, nodes }: { inside: number; nodes: string[]; plan: MigrationPlan }) =>
      `${inside} stand at nodes this publish takes out of the flow: ${nodes.slice(0, 5).join(', ')}${nodes.length > 5 ? ` and ${nodes.length - 5} more` : ''}. Say what becomes of them in "migration": {} lets everybody finish on their version; {"<node>": {"do": "stay" | "move" | "end"}} says it node by node. Nothing was published.`,
  },
  MIGRATION_INVALID: {
    status: 422,
    title: 'The migration map does not fit',
    say: ({ node, because }: { node: string; because: string }) =>
      `The migration map's entry for the node ${node} cannot be carried out: ${because}. Nothing was published.`,
  },
})
