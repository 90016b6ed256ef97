import type { FlowDocument } from '@snodo/flow'

const EMAIL = { content: { subject: 'Hello', body: 'A first line.' }, purpose: 'marketing' }

/** Start → Wait 1 day → E-mail → End, with nothing to mend. */
export function tinyFlow(name: string): FlowDocument {
  const block = (type: string, config: FlowDocument['nodes'][string]['config'], row: number) => ({
    type,
    version: 1,
    config,
    at: { x: 0, y: row * 128 },
  })
  return {
    format: 1,
    name,
    settings: { timeZone: 'Europe/Rome', reentry: { mode: 'never' }, exits: [], goal: null },
    nodes: {
      start: block('core.event-happens', { event: 'Checkout Started' }, 0),
      rest: block('core.wait', { duration: 'P1D' }, 1),
      mail: block('core.send-email', EMAIL, 2),
      end: block('core.end', {}, 3),
    },
    edges: [
      { from: 'start', port: 'started', to: 'rest' },
      { from: 'rest', port: 'after', to: 'mail' },
      { from: 'mail', port: 'sent', to: 'end' },
    ],
  }
}
