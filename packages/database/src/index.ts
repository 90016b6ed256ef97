export { type BellOptions, type Bells, type Readiness, startBells } from './bells/bells.ts'
export { countLiving } from './bells/membership.ts'
export { type Place, ringDue, ringNow } from './bells/ring.ts'
export { type Ringer, startRinger, type Urge } from './bells/ringer.ts'
export type { BellTask, BellTasks } from './bells/run-task.ts'
export { type Embedded, type EmbeddedOptions, startEmbedded } from './embedded/start-embedded.ts'
export { databaseFaults } from './faults.ts'
export { type Log, silentLog } from './log.ts'
export {
  BELL_SCHEMA,
  checkSchema,
  type MigrateOptions,
  type Migration,
  migrate,
  migrationsDirectory,
  readMigrations,
  schemaCheck,
} from './migrate.ts'
export { type Pause, patiently } from './patiently.ts'
export {
  createPool,
  type Pool,
  type PoolOptions,
  type QueryOptions,
  type Rows,
  type Session,
  type Sql,
  type TransactionOptions,
  transaction,
  withSession,
} from './pool.ts'
