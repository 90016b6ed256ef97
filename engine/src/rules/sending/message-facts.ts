import { type Instant, type JsonObject, LANGUAGES, type Language } from '@snodo/base'
import type { WorkspaceSettings } from '../workspace-settings.ts'
import { isHolidayCountry } from './public-holidays.ts'
import { CONTACTS_OWN, ITALIAN_SMS_LAW, joinQuietHours, type QuietHours, STANDARD_QUIET_HOURS } from './quiet-hours.ts'
import { isItalianNumber } from './sending-zone.ts'

/** The address a channel reaches a contact by. */
export function addressOf(channel: string, contact: { email: string | null; phone: string | null }): string | null {
  return channel === 'email' ? contact.email : contact.phone
}

/** The quiet hours that hold for a channel and a contact; the law on SMS to Italian numbers is added to whatever is set. */
export function quietHoursOf(
  channel: string,
  contact: { phone: string | null; attributes?: JsonObject } | undefined,
  settings: Pick<WorkspaceSettings, 'quietHours'>,
): QuietHours | null {
  const set = settings.quietHours[channel]
  const own = ofCountry(set !== undefined ? set : channel === 'email' ? null : STANDARD_QUIET_HOURS, contact?.attributes?.country)
  return channel === 'sms' && isItalianNumber(contact?.phone) ? joinQuietHours(own, ITALIAN_SMS_LAW) : own
}

/** A contact that says where it lives keeps the holidays of that country, whatever its clock. */
function ofCountry(hours: QuietHours | null, country: unknown): QuietHours | null {
  if (hours?.holidays !== CONTACTS_OWN || typeof country !== 'string' || !isHolidayCountry(country)) return hours
  return { ...hours, holidays: country }
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
