import { type Because, type DecideStep, type Instant, isoOf } from '@snodo/node-sdk'

/** Until when, and by whose clock: the contact's zone, else the flow's, else the workspace's. */
export function waitsUntil(step: Pick<DecideStep<unknown>, 'zone'>, until: Instant): Because {
  return { code: 'WAITS_UNTIL', values: { until: isoOf(until), zone: step.zone.id, zoneFrom: step.zone.from } }
}
