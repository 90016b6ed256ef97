export { AssertionFailed, assert, must, unreachable } from './assert.ts'
export { canonicalJson } from './canonical-json.ts'
export {
  anniversaryIn,
  atCivil,
  CIVIL_DATE_PATTERN,
  type CivilDate,
  civilDate,
  civilFaults,
  civilOf,
  daysBetween,
  instantIn,
  isCivilDate,
  isoOf,
  isWallTime,
  isZone,
  type LeapDay,
  nextAnniversaryAt,
  nextAt,
  nextWeekdayAt,
  parseInstant,
  plusDays,
  plusDuration,
  startOfDay,
  timeKindOf,
  WALL_TIME_PATTERN,
  type WallTime,
  type Weekday,
  weekdayOf,
} from './civil-time.ts'
export { type Clock, type Instant, systemClock, TurnedClock } from './clock.ts'
export {
  DURATION_PATTERN,
  type DurationParts,
  durationFaults,
  durationMs,
  type IsoDuration,
  isDuration,
  LENGTH_PATTERN,
  parseDuration,
} from './duration.ts'
export { asError, defineFaults, type Fate, Fault, type FaultRow, isFault } from './faults.ts'
export { hash32, isId, LANES, laneOf, slotOf } from './ids.ts'
export { type Json, type JsonObject, LANGUAGES, type Language, type Words } from './json.ts'
export { limits } from './limits.ts'
export { type Random, seededRandom, shareOf } from './random.ts'
export { jsonFaults, nestsTooDeep, type SafeJson, safeJson, safeText } from './safe-json.ts'
export {
  type About,
  defineSettings,
  readSettings,
  type Setting,
  type SettingsOf,
  type SettingsTable,
  setting,
  settingsFaults,
  settingsHelp,
  unknownSettings,
} from './settings-table.ts'
