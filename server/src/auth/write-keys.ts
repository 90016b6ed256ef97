import { createHmac } from 'node:crypto'
import type { KeyKind } from '@snodo/engine'
import { sameSecret } from './api-keys.ts'

/** The keys events are sent with: one secret, for servers, and one public, for pages. */
export type WriteKeys = {
  /** Whose key this is, or null. */
  kindOf(key: string): KeyKind | null
  browser: string
  /** Enough of the secret one to tell it from another. */
  serverHint: string
}

/** The browser key is derived from the secret of the installation: every process knows it, and nothing has to be kept. */
export function writeKeys(options: { writeKey: string; secret: string }): WriteKeys {
  const browser = `pk_${createHmac('sha256', options.secret).update('browser write key 1').digest('base64url').slice(0, 24)}`
  return {
    browser,
    serverHint: options.writeKey.slice(0, 4),
    kindOf(key) {
      if (key === '') return null
      if (sameSecret(key, options.writeKey)) return 'secret'
      return sameSecret(key, browser) ? 'browser' : null
    },
  }
}
