import type { Session, StopReply } from '@snodo/protocol'
import { queryOptions } from '@tanstack/react-query'
import { RequestFailed, request } from './request.ts'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await request<Session>('GET', '/api/session', { signal })
    } catch (thrown) {
      if (thrown instanceof RequestFailed && (thrown.status === 401 || thrown.status === 403)) return null
      throw thrown
    }
  },
  staleTime: 15_000,
  refetchInterval: 30_000,
})

export function signInWithToken(token: string): Promise<unknown> {
  return request('POST', '/api/login', { body: { token } })
}

export function signInWithPassword(email: string, password: string): Promise<unknown> {
  return request('POST', '/api/login', { body: { email, password } })
}

export function signOut(): Promise<unknown> {
  return request('POST', '/api/logout', { body: {} })
}

export function stopSending(stopped: boolean, reason: string): Promise<StopReply> {
  return request<StopReply>('POST', '/api/stop-sending', { body: { stopped, reason } })
}

/** The password before is not needed shortly after signing in by a link. */
export function changePassword(password: string, current: string): Promise<unknown> {
  return request('POST', '/api/password', { body: { password, ...(current === '' ? {} : { current }) } })
}

/** True keeps every message for the screen; false lets them leave. */
export function setSandbox(on: boolean): Promise<unknown> {
  return request('PUT', '/api/workspace/settings/sending', { body: { value: { mode: on ? 'sandbox' : 'live' } } })
}
