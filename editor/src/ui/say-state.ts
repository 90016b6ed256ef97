import type { TFunction } from 'i18next'
import { channels } from '../words/inspector.ts'
import { messageState } from '../words/people.ts'
import { journeyState } from '../words/running.ts'

/** States in words; one this editor does not know is shown as it came. */
export function sayJourneyState(t: TFunction, state: string): string {
  return Object.hasOwn(journeyState, state) ? t(`journeyState.${state as keyof typeof journeyState}`) : state
}

export function sayMessageState(t: TFunction, state: string): string {
  return Object.hasOwn(messageState, state) ? t(`messageState.${state as keyof typeof messageState}`) : state
}

export function sayChannel(t: TFunction, channel: string): string {
  return Object.hasOwn(channels, channel) ? t(`channels.${channel as keyof typeof channels}`) : channel
}
