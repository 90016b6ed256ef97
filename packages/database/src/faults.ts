import { defineFaults } from '@snodo/base'

/** Every operating error this room can report. */
export const databaseFaults = defineFaults({
  DATABASE_UNREACHABLE: {
    status: 503,
    title: 'The database does not answer',
    say: ({ at, because }: { at: string; because: string }) =>
      `Expected a PostgreSQL at ${at}, but it does not answer (${because}): check that it runs and that DATABASE_URL is right.`,
  },
  DATABASE_TOO_OLD: {
    status: 503,
    title: 'The PostgreSQL is too old',
    say: ({ got }: { got: string }) => `Expected PostgreSQL 15 or newer, got ${got}: upgrade the server DATABASE_URL points to.`,
  },
  DATABASE_ENCODING: {
    status: 503,
    title: 'The database is not UTF-8',
    say: ({ got }: { got: string }) =>
      `Expected a database with encoding UTF8, got ${got}: create it with "create database … encoding 'UTF8' template template0".`,
  },
  SCHEMA_NEWER: {
    status: 503,
    title: 'The database is newer than this Snodo',
    say: ({ got, known, needs }: { got: number; known: number; needs: number }) =>
      `The database has been migrated to ${got} by a newer Snodo, this one knows ${known} and the database now needs at least ${needs}: update Snodo, or restore a backup from before the update.`,
  },
  SCHEMA_OLDER: {
    status: 503,
    title: 'The database is not migrated',
    say: ({ got, known }: { got: number; known: number }) =>
      `The database stands at migration ${got}, this Snodo needs ${known}: run "pnpm migrate" first.`,
  },
  MIGRATION_CHANGED: {
    status: 500,
    title: 'A published migration was changed',
    say: ({ name }: { name: string }) =>
      `Migration ${name} was already run on this database with another text: published migrations never change; restore the file and put the change into a new migration.`,
  },
  MIGRATION_MISNAMED: {
    status: 500,
    title: 'A migration has a wrong name',
    say: ({ name, expected }: { name: string; expected: string }) =>
      `Expected the migration ${expected}, got the file ${name}: rename it.`,
  },
  MIGRATION_FAILED: {
    status: 500,
    title: 'A migration failed',
    say: ({ name, because }: { name: string; because: string }) =>
      `Migration ${name} failed and was rolled back (${because}): nothing of it was kept; mend the cause and start again.`,
  },
  EMBEDDED_BINARIES_MISSING: {
    status: 503,
    title: 'No embedded PostgreSQL for this machine',
    say: ({ platform }: { platform: string }) =>
      `There is no embedded PostgreSQL for ${platform} in node_modules: run the install again, or set DATABASE_URL to a PostgreSQL of your own (15 to 18).`,
  },
  EMBEDDED_ACCOUNT_MISSING: {
    status: 503,
    title: 'PostgreSQL does not run as root',
    say: ({ because }: { because: string }) =>
      `PostgreSQL refuses to run as root and no account for it could be made (${because}): start Snodo as an ordinary user, create a user "postgres", or set DATABASE_URL.`,
  },
  EMBEDDED_UNREACHABLE_DIRECTORY: {
    status: 503,
    title: 'PostgreSQL cannot reach its folder',
    say: ({ directory, account, because }: { directory: string; account: string; because: string }) =>
      `The account "${account}", under which PostgreSQL runs, cannot use ${directory} (${because}): set SNODO_DATA_DIR to a folder it can reach, start Snodo as an ordinary user, or set DATABASE_URL.`,
  },
  EMBEDDED_OTHER_OWNER: {
    status: 503,
    title: 'The database folder belongs to another user',
    say: ({ directory }: { directory: string }) =>
      `${directory} belongs to another user of this machine: start Snodo as that user, or set SNODO_DATA_DIR to a folder of your own.`,
  },
  EMBEDDED_FAILED: {
    status: 503,
    title: 'The embedded PostgreSQL did not start',
    say: ({ because, log }: { because: string; log: string }) =>
      `The embedded PostgreSQL did not start: ${because}. Its log is ${log}.`,
  },
  EMBEDDED_OTHER_VERSION: {
    status: 503,
    title: 'The data folder is of another PostgreSQL',
    say: ({ directory, got, expected }: { directory: string; got: string; expected: string }) =>
      `${directory} was made by PostgreSQL ${got}, this Snodo brings ${expected}: move the data over with pg_dumpall of ${got}, or keep using ${got} through DATABASE_URL.`,
  },
})
