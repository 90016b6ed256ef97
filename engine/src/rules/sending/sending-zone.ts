import { isZone, type JsonObject } from '@snodo/base'

export type SendingZone = { id: string; from: 'contact' | 'phone' | 'flow' | 'workspace' }

/** The zone whose wall clock governs a message: the contact's own, that of the phone's country, the flow's, the workspace's. */
export function sendingZone(
  contact: { attributes: JsonObject; phone: string | null } | undefined,
  flow: string | null,
  workspace: string,
): SendingZone {
  const own = contact?.attributes.timeZone
  if (isZone(own)) return { id: own, from: 'contact' }
  const phone = contact?.phone ? zoneOfPhone(contact.phone) : null
  if (phone !== null) return { id: phone, from: 'phone' }
  if (flow !== null && isZone(flow)) return { id: flow, from: 'flow' }
  return { id: workspace, from: 'workspace' }
}

export function isItalianNumber(phone: string | null | undefined): boolean {
  return phone?.startsWith('+39') === true
}

/** Countries with one zone on the mainland, by calling code. A country with several zones says nothing about the hour. */
const ZONE_OF_PREFIX: Readonly<Record<string, string>> = {
  '+30': 'Europe/Athens',
  '+31': 'Europe/Amsterdam',
  '+32': 'Europe/Brussels',
  '+33': 'Europe/Paris',
  '+34': 'Europe/Madrid',
  '+36': 'Europe/Budapest',
  '+39': 'Europe/Rome',
  '+40': 'Europe/Bucharest',
  '+41': 'Europe/Zurich',
  '+43': 'Europe/Vienna',
  '+44': 'Europe/London',
  '+45': 'Europe/Copenhagen',
  '+46': 'Europe/Stockholm',
  '+47': 'Europe/Oslo',
  '+48': 'Europe/Warsaw',
  '+49': 'Europe/Berlin',
  '+81': 'Asia/Tokyo',
  '+90': 'Europe/Istanbul',
  '+91': 'Asia/Kolkata',
  '+351': 'Europe/Lisbon',
  '+352': 'Europe/Luxembourg',
  '+353': 'Europe/Dublin',
  '+355': 'Europe/Tirane',
  '+356': 'Europe/Malta',
  '+358': 'Europe/Helsinki',
  '+359': 'Europe/Sofia',
  '+378': 'Europe/San_Marino',
  '+385': 'Europe/Zagreb',
  '+386': 'Europe/Ljubljana',
  '+420': 'Europe/Prague',
  '+421': 'Europe/Bratislava',
}

function zoneOfPhone(phone: string): string | null {
  return ZONE_OF_PREFIX[phone.slice(0, 4)] ?? ZONE_OF_PREFIX[phone.slice(0, 3)] ?? null
}
