import { type Instant, type JsonObject, LANGUAGES, type Language } from '@snodo/base'
import type { WorkspaceSettings } from '../workspace-settings.ts'
import { ITALIAN_SMS_LAW, joinQuietHours, type QuietHours, STANDARD_QUIET_HOURS } from './quiet-hours.ts'
import { isItalianNumber } from './sending-zone.ts'

/** The address a channel reaches a contact by. */
export function addressOf(channel: string, contact: { email: string | null; phone: string | null }): string | null {
  return channel === 'email' ? contact.email : contact.phone
}

/** The quiet hours that hold for a channel and a contact; the law on SMS to Italian numbers is added to whatever is set. */
export function quietHoursOf(
  channel: string,
  contact: { phone: string | null } | undefined,
  settings: Pick<WorkspaceSettings, 'quietHours'>,
): QuietHours | null {
  const set = settings.quietHours[channel]
  const own = set !== undefined ? (set as QuietHours | null) : channel === 'email' ? null : STANDARD_QUIET_HOURS
  return channel === 'sms' && isItalianNumber(contact?.phone) ? joinQuietHours(own, ITALIAN_SMS_LAW) : own
}

/** Since when a rule has been holding a message; null: none has, or it was tried in between. */
export function heldSinceOf(message: { because: { values?: JsonObject } | null }): Instant | null {
  const since = message.because?.values?.heldSince
  return typeof since === 'number' ? since : null
}

/** The contact's own language, where it is one of ours (`it`, `it-IT`), else the workspace's. */
export function languageOf(attributes: JsonObject, workspace: Language): Language {
  const own = attributes.language ?? attributes.locale
  return LANGUAGES.find((language) => typeof own === 'string' && own.toLowerCase().startsWith(language)) ?? workspace
}
