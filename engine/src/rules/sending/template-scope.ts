import { isoOf, type JsonObject } from '@snodo/base'

/** The part of a contact a template may see. */
export type TemplateContact = {
  id: string
  user_id: string | null
  email: string | null
  phone: string | null
  attributes: Readonly<JsonObject>
  tags: readonly string[]
  scores: Readonly<Record<string, number>>
}

/** Who writes, as a template may say it. */
export type TemplateSender = { from: { name: string | null } | null; postalFooter: string }

/** What a template sees: the contact as it is now, what was frozen at the step, the link to unsubscribe, who writes. */
export function templateScope(
  contact: TemplateContact,
  frozen: JsonObject | null,
  link: string | null,
  sender: TemplateSender | null = null,
): JsonObject {
  const entry = asObject(frozen?.entry)
  const properties = asObject(entry.properties)
  const at = typeof entry.at === 'number' ? isoOf(entry.at) : (entry.at ?? null)
  return {
    contact: {
      ...contact.attributes,
      id: contact.id,
      userId: contact.user_id,
      email: contact.email,
      phone: contact.phone,
      tags: [...contact.tags],
      scores: { ...contact.scores },
    },
    // `entry.total` is what people write; the whole is there as well, for properties that are called as one of ours.
    entry: { at, event: entry.event ?? null, ...properties, properties },
    vars: asObject(frozen?.vars),
    unsubscribeUrl: link,
    sender: { name: sender?.from?.name ?? null, postal: sender?.postalFooter ?? '' },
  }
}

function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}
