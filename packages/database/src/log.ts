/** Where this room says what happens. Facts never hold personal data or secrets. */
export type Log = {
  info(text: string, facts?: Record<string, unknown>): void
  warn(text: string, facts?: Record<string, unknown>): void
  error(text: string, facts?: Record<string, unknown>): void
}

export const silentLog: Log = { info() {}, warn() {}, error() {} }
