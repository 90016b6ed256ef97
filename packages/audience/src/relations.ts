import { assert } from '@snodo/base'

/**
 * The relations predicates are compiled against, by the names of their tables (or views) and columns. Only `email`, `phone`,
 * `userId` and `mergedInto` may be null: a null elsewhere would make a comparison neither true nor false.
 */
export type Relations = {
  contacts: Relation<'lane' | 'id' | 'email' | 'phone' | 'userId' | 'attributes' | 'tags' | 'scores' | 'mergedInto'>
  memberships: Relation<'lane' | 'contactId' | 'list'>
  consents: Relation<'lane' | 'contactId' | 'channel' | 'purpose' | 'state'>
  events: Relation<'lane' | 'id' | 'contactId' | 'name' | 'properties' | 'occurredAt' | 'receivedAt'>
}

export type Relation<Column extends string> = { name: string; columns: Readonly<Record<Column, string>> }

/** The engine's own tables. */
export const ENGINE_RELATIONS: Relations = {
  contacts: {
    name: 'contacts',
    columns: {
      lane: 'lane',
      id: 'id',
      email: 'email',
      phone: 'phone',
      userId: 'user_id',
      attributes: 'attributes',
      tags: 'tags',
      scores: 'scores',
      mergedInto: 'merged_into',
    },
  },
  memberships: { name: 'memberships', columns: { lane: 'lane', contactId: 'contact_id', list: 'list' } },
  consents: {
    name: 'consents',
    columns: { lane: 'lane', contactId: 'contact_id', channel: 'channel', purpose: 'purpose', state: 'state' },
  },
  events: {
    name: 'events',
    columns: {
      lane: 'lane',
      id: 'id',
      contactId: 'contact_id',
      name: 'name',
      properties: 'properties',
      occurredAt: 'occurred_at',
      receivedAt: 'received_at',
    },
  },
}

/** Names go into the text of a statement, so they must be names and nothing else. */
export function assertNames(relations: Relations, alias: string): void {
  const names = [alias, ...Object.values(relations).flatMap((relation) => [relation.name, ...Object.values(relation.columns)])]
  for (const name of names) assert(IDENTIFIER.test(name), () => `not a name of a table or column: ${name}`)
}

const IDENTIFIER = /^[a-z_][a-z0-9_]{0,62}(\.[a-z_][a-z0-9_]{0,62})?$/
