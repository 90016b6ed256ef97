import type { Json, JsonObject } from '@snodo/base'
import type { FlowDocument } from '@snodo/flow'
import type { RawTrace } from '../simulate/read-trace.ts'
import { request } from './request.ts'

export type SimulateBody = { contact: string | JsonObject; at: string; events: Json[]; draft: FlowDocument }

/** Walks one contact through a draft on the server, by the engine's own code; nothing is sent and nothing kept. */
export function simulate(flowId: string, body: SimulateBody, signal: AbortSignal): Promise<RawTrace> {
  return request<RawTrace>('POST', `/api/flows/${flowId}/simulate`, { body, signal })
}
