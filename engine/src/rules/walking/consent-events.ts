import type { ConsentState } from '@snodo/audience'

/** The system event by which flows hear of a consent. */
export const CONSENT_EVENTS: Record<ConsentState, string> = {
  granted: 'Consent Confirmed',
  denied: 'Consent Withdrawn',
  pending: 'Consent Requested',
}
