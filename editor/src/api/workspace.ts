import type { Json } from '@snodo/base'
import type { GoLiveStep, ProviderTried, ProviderView, WorkspaceView } from '@snodo/protocol'
import { queryOptions } from '@tanstack/react-query'
import type { Page } from './replies.ts'
import { request } from './request.ts'

export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7
export type Cap = {
  channel: string | null
  tag?: string
  most: number
  window: { rolling: string } | { calendar: 'day' | 'week' | 'month'; zone?: string }
  whenFull: 'hold' | 'skip'
}
export type QuietHours = {
  windows: { from: string; to: string; weekdays?: Weekday[] }[]
  days: Weekday[]
  holidays: string | null
  whenQuiet: 'hold' | 'skip' | 'end'
}
export type Rate = { perSecond?: number; perMinute?: number; perDay?: number }

/** The settings this editor has fields for, as the server keeps them. */
export type Settings = {
  language: 'en' | 'it'
  timeZone: string
  currency: string
  from: { name: string | null; address: string } | null
  replyTo: string | null
  smsFrom: string | null
  dkimSelector: string | null
  postalFooter: string
  consentText: string
  doubleOptIn: Record<string, boolean>
  caps: Cap[]
  quietHours: Record<string, QuietHours | null>
  breaker: { perDay: number; repeats: { least: number; percent: number } | null }
  providers: Record<string, Rate>
  release: Rate
  eventLimit: { most: number; per: 'minute' | 'hour' | 'day' } | null
  usualDelays: Record<string, string>
  retention: { eventsMonths: number | null; journalMonths: number | null; messagesMonths: number | null }
}
export type SettingName = keyof Settings
export type Workspace = Omit<WorkspaceView, 'settings'> & { settings: Settings }

export const workspaceQuery = queryOptions({
  queryKey: ['workspace'],
  queryFn: ({ signal }) => request<Workspace>('GET', '/api/workspace', { signal }),
})

export const proposedQuery = queryOptions({
  queryKey: ['proposed-settings'],
  queryFn: async ({ signal }) =>
    (
      await request<{ settings: Pick<Settings, 'caps' | 'quietHours' | 'breaker'> }>('GET', '/api/workspace/proposed-settings', {
        signal,
      })
    ).settings,
  staleTime: Number.POSITIVE_INFINITY,
})

export function changeSetting(name: string, value: Json): Promise<Workspace> {
  return request<Workspace>('PUT', `/api/workspace/settings/${name}`, { body: { value } })
}

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async ({ signal }) => (await request<Page<ProviderView>>('GET', '/api/providers', { signal })).items,
  refetchInterval: 10_000,
})

export const goLiveQuery = queryOptions({
  queryKey: ['go-live'],
  queryFn: async ({ signal }) => (await request<Page<GoLiveStep>>('GET', '/api/go-live', { signal })).items,
  staleTime: 30_000,
})

export function tryProvider(channel: string, to: string): Promise<ProviderTried> {
  return request<ProviderTried>('POST', '/api/try-provider', { body: { channel, to } })
}
