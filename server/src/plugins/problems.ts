import { asError, type Fault, isFault } from '@snodo/base'
import { isOutOfRange, isUnavailable } from '@snodo/engine'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { serverFaults } from '../server-faults.ts'
import { faultOfInput } from './say-input.ts'

/** Every error leaves as problem details (RFC 9457): faults as they are, what Fastify throws put into our words, the rest as 500. */
export function problems(app: FastifyInstance): void {
  app.setErrorHandler((thrown, request, reply) => sendProblem(thrown, request, reply))
}

export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fault = isFault(thrown) ? thrown : faultOf(thrown as FastifyError)
  if (fault === null) {
    const error = asError(thrown)
    request.log.error({ err: { name: error.name, message: error.message, stack: error.stack } }, 'request.failed')
    return reply
      .code(500)
      .type(PROBLEM)
      .send(
        JSON.stringify({
          type: 'about:blank',
          title: 'Something went wrong here',
          status: 500,
          detail: `The server failed at this request; its log says more under ${request.id}. Nothing you sent is at fault.`,
          code: 'INTERNAL',
          instance: request.id,
        }),
      )
  }
  if (fault.code === 'DATABASE_AWAY') request.log.warn({ because: asError(thrown).message }, 'request.unavailable')
  const retryAfter = fault.data.retryAfterSeconds
  if (typeof retryAfter === 'number') reply.header('retry-after', String(Math.ceil(retryAfter)))
  return reply
    .code(fault.status)
    .type(PROBLEM)
    .send(JSON.stringify(problemOf(fault)))
}

export const PROBLEM = 'application/problem+json; charset=utf-8'

/** The data of a fault stands beside its words, so that a program need not read sentences; a stale revision is told as `revision`. */
export function problemOf(fault: Fault): Record<string, unknown> {
  const { present } = fault.data
  return {
    ...(typeof present === 'number' ? { revision: present } : {}),
    ...fault.data,
    type: `/api/docs#${fault.code}`,
    title: fault.title,
    status: fault.status,
    detail: fault.message,
    code: fault.code === 'CALL_REFUSED' ? String(fault.data.code) : fault.code,
  }
}

/** What Fastify and its plugins throw, in our words; null where it is our own failure. */
function faultOf(error: FastifyError): Fault | null {
  const input = faultOfInput(error)
  if (input) return input
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return serverFaults.BODY_TOO_LARGE({ limit: 1_048_576 })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_INVALID_MULTIPART_CONTENT_TYPE':
      return serverFaults.MEDIA_TYPE_UNKNOWN({ expected: 'application/json', got: 'another one' })
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return serverFaults.BODY_MISSING({})
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return serverFaults.BODY_NOT_JSON({ because: 'it cannot be read as such' })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return serverFaults.BODY_NOT_JSON({ because: 'its length is not what content-length says' })
  }
  if (isUnavailable(error)) return serverFaults.DATABASE_AWAY({ retryAfterSeconds: 2 })
  if (isOutOfRange(error))
    return serverFaults.INPUT_INVALID({
      part: 'request',
      pointer: '',
      expected: 'ids and numbers within their range, and texts without NUL',
      got: error.message,
    })
  const status = error.statusCode ?? 500
  if (status >= 400 && status < 500)
    return serverFaults.INPUT_INVALID({ part: 'request', pointer: '', expected: 'a well-formed request', got: error.message })
  return null
}
