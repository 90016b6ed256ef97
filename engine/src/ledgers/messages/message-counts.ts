import type { Sql } from '@snodo/database'

/** What is counted of the messages of a node: absolute numbers, moved in the transaction that changes the message. */
export type MessageNumbers = {
  /** Taken by the provider. */
  sent: number
  /** Refused by the provider, or by whoever it gave it to. */
  bounced: number
  /** Of those sent, how many carried an individual picture, and individual links: of the others nobody can tell. */
  opensMeasured: number
  clicksMeasured: number
  /** Messages, not times; machines do not count. */
  opened: number
  clicked: number
  unsubscribed: number
}

/** For `settle-messages`: counts what its update has returned, in the order of the table's key so that two never wait for each other. */
export const COUNT_SETTLED = /* sql */ `insert into message_counts as c (lane, version_id, node, sent, bounced, opens_measured, clicks_measured)
  select $1, version_id, node, count(*) filter (where state = 'sent'), count(*) filter (where bounced),
    count(*) filter (where state = 'sent' and opens), count(*) filter (where state = 'sent' and clicks)
  from done where version_id <> 0 and (state = 'sent' or bounced) group by version_id, node order by version_id, node
  on conflict (lane, version_id, node) do update set sent = c.sent + excluded.sent, bounced = c.bounced + excluded.bounced,
    opens_measured = c.opens_measured + excluded.opens_measured, clicks_measured = c.clicks_measured + excluded.clicks_measured`

/** Somebody did for the first time with a message what is counted. */
export async function countReaction(
  sql: Sql,
  message: { lane: number; version_id: string; node: string },
  what: 'opened' | 'clicked' | 'unsubscribed',
): Promise<void> {
  if (message.version_id === '0') return
  await sql.query(
    /* sql */ `insert into message_counts as c (lane, version_id, node, ${what}) values ($1, $2, $3, 1)
      on conflict (lane, version_id, node) do update set ${what} = c.${what} + 1`,
    [message.lane, message.version_id, message.node],
  )
}

/** The numbers of a flow's messages by version and node: one row for each lane, version and node, however many were sent. */
export async function readMessageNumbers(
  sql: Sql,
  flowId: string,
): Promise<({ version: number; node: string } & MessageNumbers)[]> {
  const { rows } = await sql.query<{ version: number; node: string } & Record<keyof MessageNumbers, string>>(
    /* sql */ `select v.number as version, c.node, sum(c.sent)::text as sent, sum(c.bounced)::text as bounced,
        sum(c.opens_measured)::text as "opensMeasured", sum(c.clicks_measured)::text as "clicksMeasured",
        sum(c.opened)::text as opened, sum(c.clicked)::text as clicked, sum(c.unsubscribed)::text as unsubscribed
      from flow_versions v cross join lanes l join message_counts c on c.lane = l.lane and c.version_id = v.id
      where v.flow_id = $1 group by v.number, c.node order by v.number, c.node`,
    [flowId],
    { name: 'read-message-numbers' },
  )
  return rows.map(({ version, node, ...counts }) => ({ version, node, ...asNumbers(counts) }))
}

function asNumbers(counts: Record<keyof MessageNumbers, string>): MessageNumbers {
  return {
    sent: Number(counts.sent),
    bounced: Number(counts.bounced),
    opensMeasured: Number(counts.opensMeasured),
    clicksMeasured: Number(counts.clicksMeasured),
    opened: Number(counts.opened),
    clicked: Number(counts.clicked),
    unsubscribed: Number(counts.unsubscribed),
  }
}
