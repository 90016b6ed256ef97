import { type JsonObject, must } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { documentOf } from '@snodo/engine/testing'
import type { FlowDocument } from '@snodo/flow'
import type { ServerProcess } from './server-process.ts'
import type { TrackedCall } from './tracking-client.ts'

/**
 * Two messages with a wait and a branch in between, all of it over in seconds of real time. Its event is not that of the flow a
 * fresh database comes with.
 */
export function shortFlow(wait: string): FlowDocument {
  return documentOf({
    name: `Send, wait ${wait}, branch, send`,
    nodes: {
      start: ['core.event-happens', { event: 'Trial Started' }],
      hello: ['core.send-email', mail('Hello {{ contact.firstName }}')],
      wait: ['core.wait', { duration: wait }],
      branch: [
        'core.branch',
        { branches: [{ id: 'pro', name: 'Pro', when: { type: 'attribute', field: 'plan', is: 'equals', value: 'pro' } }] },
      ],
      pro: ['core.send-email', mail('For professionals')],
      free: ['core.send-email', mail('For everyone')],
    },
    edges: ['start:started>hello', 'hello:sent>wait', 'wait:after>branch', 'branch:pro>pro', 'branch:else>free'],
  })
}

const mail = (subject: string) => ({ content: { subject, body: `<p>${subject}</p>` } })

/** Draws and publishes a flow through the API; gives its id. */
export async function publishOver(server: ServerProcess, document: FlowDocument): Promise<string> {
  const made = await server.api<{ id: string; revision: number }>('POST', '/api/flows', { document })
  if (made.status !== 201) throw new Error(`the flow was not made: ${JSON.stringify(made.body)}`)
  const published = await server.api('POST', `/api/flows/${made.body.id}/publish`, { revision: made.body.revision })
  if (published.status !== 200) throw new Error(`the flow was not published: ${JSON.stringify(published.body)}`)
  return must(made.body.id, 'a made flow has an id')
}

/** For each contact its calls: who it is, some noise about it, and the event that lets it into `shortFlow`. Every fourth is `pro`. */
export function signUps(people: number, noise: number): TrackedCall[] {
  const calls: TrackedCall[] = []
  const say = (messageId: string, call: JsonObject) => calls.push({ messageId, ...call })
  for (let n = 0; n < people; n++) {
    const userId = `person-${n}`
    const traits = {
      email: `${userId}@example.com`,
      firstName: `P${n}`,
      plan: n % 4 === 0 ? 'pro' : 'free',
      consents: { email: true },
    }
    say(`identify-${n}`, { type: 'identify', userId, traits })
    for (let k = 0; k < noise; k++) say(`page-${n}-${k}`, { type: 'page', userId, name: 'Home', properties: { k } })
    say(`sign-up-${n}`, { type: 'track', userId, event: 'Trial Started', properties: { n } })
  }
  return calls
}

/** How many have come to the end of a flow. */
export async function endedOf(sql: Sql, flow: string): Promise<number> {
  const { rows } = await sql.query<{ ended: number }>(
    /* sql */ `select count(*)::int as ended from enrollment_ends where flow_id = $1 and reason = 'completed'`,
    [flow],
  )
  return rows[0]?.ended ?? 0
}

export type Fates = { node: string; state: string; messages: number; contacts: number }[]

/** What became of the messages of a flow, by node. */
export async function fatesOf(sql: Sql, flow: string): Promise<Fates> {
  const { rows } = await sql.query<Fates[number]>(
    /* sql */ `select node, state, count(*)::int as messages, count(distinct contact_id)::int as contacts
      from messages where flow_id = $1 group by 1, 2 order by 1, 2`,
    [flow],
  )
  return rows
}

/** What must have become of them when everybody of `signUps` has walked `shortFlow`. */
export function shortFlowFates(people: number): Fates {
  const pro = Math.ceil(people / 4)
  return [
    { node: 'free', state: 'sent', messages: people - pro, contacts: people - pro },
    { node: 'hello', state: 'sent', messages: people, contacts: people },
    { node: 'pro', state: 'sent', messages: pro, contacts: pro },
  ]
}
