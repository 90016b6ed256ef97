import type { PageLanguage } from './person-page.ts'

/** Channels and purposes as people read them; a purpose of the workspace's own is told by its name. */
export function channelWord(channel: string, language: PageLanguage): string {
  return CHANNELS[channel]?.[language] ?? channel
}

export function purposeWord(purpose: string, language: PageLanguage): string {
  return PURPOSES[purpose]?.[language] ?? purpose
}

type Words = Record<PageLanguage, string>

const CHANNELS: Readonly<Record<string, Words>> = {
  email: { en: 'e-mail', it: 'e-mail' },
  sms: { en: 'text message', it: 'SMS' },
}

const PURPOSES: Readonly<Record<string, Words>> = {
  marketing: { en: 'news and offers', it: 'novità e offerte' },
  openTracking: { en: 'measuring whether I open messages', it: 'misurare se apro i messaggi' },
  clickTracking: { en: 'measuring which links I follow', it: 'misurare quali link seguo' },
  profiling: { en: 'choosing messages by what I do', it: 'scegliere i messaggi in base a ciò che faccio' },
}
