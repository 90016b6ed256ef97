export { AssertionFailed, assert, must, unreachable } from './assert.ts'
export { type Clock, type Instant, systemClock, TurnedClock } from './clock.ts'
export {
  DURATION_PATTERN,
  type DurationParts,
  durationFaults,
  durationMs,
  type IsoDuration,
  isDuration,
  parseDuration,
} from './duration.ts'
export { asError, defineFaults, Fault, type FaultRow, type Fate, isFault } from './faults.ts'
export { hash32, isId, LANES, laneOf, slotOf } from './ids.ts'
export { type Json, type JsonObject, type Language, LANGUAGES, type Words } from './json.ts'
export { type Random, seededRandom, shareOf } from './random.ts'
