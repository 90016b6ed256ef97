import { type IsoDuration, parseDuration } from '@snodo/node-sdk'

/** True where a length of time is finer than days, so that a time of day can only come after it. */
export function hasHours(duration: IsoDuration): boolean {
  const { hours, minutes, seconds } = parseDuration(duration)
  return hours !== 0 || minutes !== 0 || seconds !== 0
}
