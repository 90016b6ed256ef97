import type { ConsentState } from '@snodo/audience'
import type { JsonObject } from '@snodo/base'
import { createStore } from 'zustand/vanilla'
import type { Trial } from './read-trace.ts'

/** Who walks the flow in Try mode: a real contact by id, or one made up here. */
export type TrialContact = {
  id: string | null
  firstName: string
  email: string
  phone: string
  attributes: JsonObject
  consents: Record<string, ConsentState>
}

/** Something the contact does on the way, at an instant of the turned clock. */
export type TrialEvent = { key: number; event: string; at: number; properties: JsonObject }

export type TrialState = {
  contact: TrialContact
  /** Local date and time, as the input gives it; empty: now. */
  startAt: string
  events: readonly TrialEvent[]
  trace: Trial | null
  position: number
  running: boolean
  fault: { title: string; detail: string } | null
}

export function createTrialStore() {
  return createStore<TrialState>(() => ({
    contact: {
      id: null,
      firstName: 'Maria',
      email: 'maria@example.com',
      phone: '+393331234567',
      // As the invented contacts of a first start: the sample flow is open to them only.
      attributes: { sample: true },
      consents: {
        'email:marketing': 'granted',
        'sms:marketing': 'granted',
        'email:openTracking': 'granted',
        'email:clickTracking': 'granted',
      },
    },
    startAt: '',
    events: [],
    trace: null,
    position: 0,
    running: false,
    fault: null,
  }))
}

export type TrialStore = ReturnType<typeof createTrialStore>
