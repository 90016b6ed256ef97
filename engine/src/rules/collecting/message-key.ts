import { hash } from 'node:crypto'
import { LANES } from '@snodo/base'

/**
 * What a message id is remembered by: 128 bits of its SHA-256. Clients send texts of up to 255 characters; kept as they are, they made
 * up half of what remembering costs. By chance two ids share a key once in 10^19 for a hundred billion of them.
 */
export function messageKey(messageId: string): string {
  return hash('sha256', messageId, 'hex').slice(0, 32)
}

/** Where a key is kept: its first byte mod 64. */
export function slotOfKey(key: string): number {
  return Number.parseInt(key.slice(0, 2), 16) % LANES
}
