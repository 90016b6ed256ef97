export const SETTINGS_SECTIONS = [
  'goLive',
  'company',
  'sender',
  'consent',
  'limits',
  'quiet',
  'events',
  'providers',
  'retention',
  'keys',
  'account',
] as const
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number]

export function isSettingsSection(name: string): name is SettingsSection {
  return SETTINGS_SECTIONS.some((known) => known === name)
}
