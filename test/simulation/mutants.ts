type QueryConfig = { text: string; values?: unknown[]; name?: string }
type Execute = (config: QueryConfig) => Promise<unknown>

/** A bug planted between the engine and PostgreSQL, to prove that the simulation finds such bugs. */
export type Mutant = { execute(config: QueryConfig, query: Execute): Promise<unknown> }

const nothing = { rows: [], rowCount: 0 }

function when(statement: RegExp, act: (config: QueryConfig, query: Execute) => Promise<unknown>): Mutant {
  return { execute: (config, query) => (statement.test(config.text) ? act(config, query) : query(config)) }
}

function named(name: string, act: (config: QueryConfig, query: Execute) => Promise<unknown>): Mutant {
  return { execute: (config, query) => (config.name === name ? act(config, query) : query(config)) }
}

function rewritten(statement: RegExp, part: string | RegExp, by: string): Mutant {
  return when(statement, (config, query) => query({ ...config, text: config.text.replace(part, by) }))
}

function also(statement: RegExp, deed: string): Mutant {
  return when(statement, async (config, query) => {
    const answer = await query(config)
    await query({ text: deed })
    return answer
  })
}

/** By name, which says what is broken; each under the invariant that finds it. */
export const MUTANTS = {
  // I1
  callsAnsweredAndNotKept: when(/^with made as/, async () => nothing),
  // I2
  messageIdNotRemembered: rewritten(/insert into message_ids/, 'as m(slot, key) order', 'as m(slot, key) where false order'),
  laneLockIgnored: rewritten(/from lanes where lane = \$1 for update skip locked/, 'for update skip locked', ''),
  // I3
  inboxRowNotDeleted: named('delete-unread', async () => nothing),
  handedMessageSweptAsClaimed: rewritten(/^with stranded as/, /s\.state = 'claimed'/g, `s.state in ('claimed', 'handed')`),
  messageForgotten: when(/^insert into messages/, async () => nothing),
  tokenNotRenewed: {
    async execute(config, query) {
      const text = config.text
        .replace(`set state = 'claimed', token = $4`, `set state = 'claimed', token = greatest(1, least(1, $4::bigint))`)
        .replace('m.token = $3', 'm.token = 1 and $3::text is not null')
        .replace('token = $2 and state', 'token = 1 and $2::text is not null and state')
        .replace('m.token = $5', 'm.token = 1 and $5::text is not null')
      return query({ ...config, text })
    },
  },
  // I4
  fateAndRequestsForgotten: named('append-requests', async () => nothing),
  publishDropsThoseInside: also(/^insert into flow_versions/, 'delete from enrollments'),
  // I5
  poisonBlocksItsBatch: when(
    /insert into dead_letters \(received_at, source, code, reason, body\)\s+select to_timestamp\(\$2/,
    async () => nothing,
  ),
  // I6
  everybodyFollowsTheNewVersion: rewritten(
    /^update enrollments as x set/,
    'set state = r.state',
    'set version_id = coalesce((select f.live_version_id from flows f where f.id = x.flow_id), x.version_id), state = r.state',
  ),
  // I7
  countsSkipped: when(/insert into node_counts/, async () => nothing),
  portsCountedTwice: when(/insert into port_counts/, async (config, query) => {
    await query(config)
    return query(config)
  }),
  // I8
  journalRowLost: when(/^insert into journal/, async () => nothing),
  journalWrittenTwice: when(/^insert into journal/, async (config, query) => {
    await query(config)
    return query(config)
  }),
  openDoorForgotten: rewritten(/^update enrollments as x set/, 'then_port = r.port', 'then_port = null'),
  endForgotten: when(/insert into enrollment_ends/, async () => nothing),
  // I9
  pauseLookedAtOnlyWhenClaimed: named('load-halted-flows', async () => nothing),
  // I10
  erasureForgetsTheTextsOfMessages: rewritten(/^update messages set contact_id/, 'rendered = null, ', ''),
  erasureForgetsAnEvent: when(/^delete from events where lane = \$1 and contact_id/, async () => nothing),
  // I14
  bellOfTheInboxLost: rewritten(/from lanes l$/, /exists \(select 1 from (inbox|parcels)/g, 'false and exists (select 1 from $1'),
} satisfies Record<string, Mutant>

export type MutantName = keyof typeof MUTANTS

/**
 * The seeds that find each, for CI. One that is not named here needs rarer company than five short runs have (somebody frozen in
 * mid-air, a poison, an erasure beside a send): `pnpm simulate --mutant NAME --runs 50` looks for it.
 */
export const FOUND_BY: Readonly<Partial<Record<MutantName, readonly number[]>>> = {
  callsAnsweredAndNotKept: [1],
  messageIdNotRemembered: [1, 2, 3],
  laneLockIgnored: [1, 2, 3],
  inboxRowNotDeleted: [1, 2, 3],
  messageForgotten: [1, 2, 3],
  everybodyFollowsTheNewVersion: [27],
  fateAndRequestsForgotten: [4, 1, 3],
  countsSkipped: [1],
  portsCountedTwice: [1],
  journalRowLost: [1],
  journalWrittenTwice: [1],
  endForgotten: [1],
  publishDropsThoseInside: [27],
  openDoorForgotten: [20, 5, 7],
  erasureForgetsTheTextsOfMessages: [3, 9],
  erasureForgetsAnEvent: [9, 3, 12],
  bellOfTheInboxLost: [20],
  poisonBlocksItsBatch: [4, 22],
}
