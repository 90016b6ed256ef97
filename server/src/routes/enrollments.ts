import {
  carryOut,
  engineFaults,
  enroll,
  enrollSegment,
  listEnrollments,
  loadFlow,
  type Order,
  previewEnroll,
  previewOrder,
  previewSegment,
} from '@snodo/engine'
import { Enroll, Enrolled, EnrollmentPage, EnrollmentQuery, OrderEnrollments, OrderReply } from '@snodo/protocol'
import type { Static } from 'typebox'
import { serverFaults } from '../server-faults.ts'
import { type Api, actorOf, type Doors } from './doors.ts'
import { FlowParams } from './flows.ts'
import { orderView } from './orders.ts'
import { iso, isoOrNull, pageOf, readIdCursor } from './paging.ts'
import { reasonOf } from './reason.ts'

const tags = ['flows']

/** Who is inside a flow, letting people in by hand, and what an operator orders for those inside. */
export function enrollmentRoutes(app: Api, { engine, pool }: Doors): void {
  app.get(
    '/api/flows/:id/enrollments',
    {
      schema: {
        tags,
        summary: 'Who is inside, the newest first',
        params: FlowParams,
        querystring: EnrollmentQuery,
        response: { 200: EnrollmentPage },
      },
    },
    async (request) => {
      const { id } = request.params
      const { after, limit = 50, ...asked } = request.query
      if ((await loadFlow(pool, id)) === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
      const rows = await listEnrollments(pool, { flow: id, ...asked }, readIdCursor(after), limit + 1)
      return pageOf(rows, limit, view, (row) => [row.id])
    },
  )

  app.post(
    '/api/flows/:id/enroll',
    {
      schema: {
        tags,
        summary: 'Let contacts in by hand, by their ids or by a condition; with preview only count them. Re-entry rules hold',
        params: FlowParams,
        body: Enroll,
        response: { 202: Enrolled },
      },
    },
    async (request, reply) => {
      const { contacts, segment, preview } = request.body
      const who = { id: request.params.id, author: actorOf(request) }
      if ((contacts === undefined) === (segment === undefined))
        throw serverFaults.INPUT_INVALID({
          part: 'body',
          pointer: '/contacts',
          expected: 'the ids of contacts, or else a condition as /segment',
          got: contacts === undefined ? 'neither' : 'both',
        })
      if (segment === undefined) {
        const given = { ...who, contacts: (contacts ?? []).map(String) }
        const matched = preview === true ? await previewEnroll(engine, given) : (await enroll(engine, given)).requested
        return reply.code(202).send({ matched, requested: preview === true ? 0 : matched, order: null })
      }
      if (preview === true) {
        const matched = await previewSegment(engine, { id: who.id, segment })
        return reply.code(202).send({ matched, requested: 0, order: null })
      }
      const order = await enrollSegment(engine, { ...who, segment })
      return reply.code(202).send({ matched: order.matched, requested: order.counts.requested ?? 0, order: orderView(order) })
    },
  )

  app.post(
    '/api/enrollments/verbs',
    {
      schema: {
        tags,
        summary: 'Retry, skip, move, end, hold or release the journeys a filter finds; with preview only count them',
        body: OrderEnrollments,
        response: { 200: OrderReply },
      },
    },
    async (request) => {
      const { filter, preview } = request.body
      const order = orderOf(request.body)
      if (preview === true) return { ...(await previewOrder(engine, { filter, order })), changed: null, order: null }
      const done = await carryOut(engine, { filter, order, author: actorOf(request), reason: reasonOf(request.body) })
      return { ...done, order: orderView(done.order) }
    },
  )
}

function orderOf({ verb, port, to }: Static<typeof OrderEnrollments>): Order {
  if (to !== undefined && verb !== 'move') throw notOf(verb, '/to')
  if (port !== undefined && verb !== 'skip') throw notOf(verb, '/port')
  if (verb === 'skip') return { verb, ...(port === undefined ? {} : { port }) }
  if (verb !== 'move') return { verb }
  if (to === undefined)
    throw serverFaults.INPUT_INVALID({ part: 'body', pointer: '/to', expected: 'the node to move to', got: 'nothing' })
  return { verb, to }
}

/** Passed over in silence it would have done something else than what was meant. */
function notOf(verb: string, pointer: '/to' | '/port') {
  const of = pointer === '/to' ? 'move' : 'skip'
  return serverFaults.INPUT_INVALID({
    part: 'body',
    pointer,
    expected: `nothing but with the verb ${of}`,
    got: `it with ${verb}`,
  })
}

function view(row: Awaited<ReturnType<typeof listEnrollments>>[number]) {
  return {
    id: row.id,
    contactId: row.contact_id,
    contact: { email: row.email, firstName: row.first_name, name: row.name },
    flowId: row.flow_id,
    version: row.version,
    node: row.node,
    state: row.state,
    visit: row.visit,
    enteredAt: iso(row.entered_at),
    nodeEnteredAt: iso(row.node_entered_at),
    dueAt: isoOrNull(row.next_at),
    because: row.because,
  }
}
