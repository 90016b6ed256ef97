/** Structured, without personal data: ids, codes and counts only. */
export type EngineLog = {
  info(event: string, data?: Record<string, unknown>): void
  warn(event: string, data?: Record<string, unknown>): void
  error(event: string, data?: Record<string, unknown>): void
}
