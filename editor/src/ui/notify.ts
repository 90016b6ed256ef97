import { notifications } from '@mantine/notifications'
import i18next from 'i18next'
import { RequestFailed } from '../api/request.ts'

/** A toast for something that went as it should. */
export function sayDone(message: string): void {
  notifications.show({ message, color: 'ink', withBorder: true })
}

/** A toast for a failure, in the server's own words: its title, and its sentence that says what to do. */
export function sayFault(thrown: unknown): void {
  const words = faultWords(thrown)
  notifications.show({ title: words.title, message: words.detail, color: 'red', withBorder: true, autoClose: 8000 })
}

/** Title and sentence of anything thrown. */
export function faultWords(thrown: unknown): { title: string; detail: string } {
  if (thrown instanceof RequestFailed) {
    if (thrown.status === 0) return { title: i18next.t('common.offlineTitle'), detail: i18next.t('common.offline') }
    return { title: thrown.problem.title, detail: thrown.problem.detail ?? '' }
  }
  return { title: i18next.t('common.unknownFault'), detail: thrown instanceof Error ? thrown.message : String(thrown) }
}
