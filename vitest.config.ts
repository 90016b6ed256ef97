import { defineConfig } from 'vitest/config'

const everywhere = ['packages', 'nodes', 'engine', 'server', 'editor', 'test']
const beside = (ending: string) => everywhere.map((room) => `${room}/**/*${ending}`)
const never = ['**/node_modules/**', '**/dist/**', '**/.snodo/**']
const withPostgres = ['packages/database/src/testing/global-setup.ts']

/**
 * Four kinds of test, told apart by their names: `x.test.ts` needs nothing; `x.pg.test.ts` a PostgreSQL; `test/road/x.road.test.ts`
 * the whole road; `test/browser/x.e2e.test.ts` a browser too. One embedded PostgreSQL serves a whole run.
 */
export default defineConfig({
  test: {
    // Sized for two cores that PostgreSQL and a browser share.
    maxWorkers: 2,
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: [...beside('.test.ts'), ...beside('.test.tsx')],
          exclude: [...never, '**/*.pg.test.ts', '**/*.road.test.ts', '**/*.e2e.test.ts'],
          testTimeout: 10_000,
        },
      },
      {
        test: {
          name: 'pg',
          include: beside('.pg.test.ts'),
          exclude: never,
          globalSetup: withPostgres,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'road',
          include: ['test/**/*.road.test.ts'],
          exclude: never,
          globalSetup: withPostgres,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.e2e.test.ts'],
          exclude: never,
          globalSetup: withPostgres,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
