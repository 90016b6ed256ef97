type QueryConfig = { text: string; values?: unknown[]; name?: string }
type Execute = (config: QueryConfig) => Promise<unknown>

/** A bug planted between the engine and PostgreSQL, to prove that the simulation finds such bugs. */
export type Mutant = { execute(config: QueryConfig, query: Execute): Promise<unknown> }

const nothing = { rows: [], rowCount: 0 }

function when(statement: RegExp, act: (config: QueryConfig, query: Execute) => Promise<unknown>): Mutant {
  return { execute: (config, query) => (statement.test(config.text) ? act(config, query) : query(config)) }
}

function rewritten(statement: RegExp, part: string | RegExp, by: string): Mutant {
  return when(statement, (config, query) => query({ ...config, text: config.text.replace(part, by) }))
}

/** By name, which says what is broken. */
export const MUTANTS = {
  inboxRowNotDeleted: when(/^with rows as \(delete from inbox/, async () => nothing),
  journalWrittenTwice: when(/insert into journal/, async (config, query) => {
    await query(config)
    return query(config)
  }),
  countsSkipped: when(/insert into node_counts/, async () => nothing),
  messageIdNotRemembered: rewritten(/insert into message_ids/, 'm(slot, key) order', 'm(slot, key) where false order'),
  laneLockIgnored: rewritten(/from lanes where lane = \$1 for update skip locked/, 'for update skip locked', ''),
  handedMessageSweptAsClaimed: rewritten(/^with stranded as/, /s\.state = 'claimed'/g, `s.state in ('claimed', 'handed')`),
  messageForgotten: when(/insert into messages/, async () => nothing),
  fateAndRequestsForgotten: when(/as q\(id, contact, ask\)/, async () => nothing),
  openDoorForgotten: rewritten(/^update enrollments as x set/, 'then_port = r.port', 'then_port = null'),
  endForgotten: when(/insert into enrollment_ends/, async () => nothing),
} satisfies Record<string, Mutant>

export type MutantName = keyof typeof MUTANTS
