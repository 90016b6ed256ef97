import { createFlow, type Engine, publish } from '@snodo/engine'
import type { FlowDocument, FlowNode } from '@snodo/flow'

const mail = (subject: string) => ({ content: { subject, body: `<p>${subject}, {{ contact.firstName }}</p>` } })
const node = (type: string, config: FlowNode['config']): FlowNode => ({ type, version: 1, config, at: { x: 0, y: 0 } })

/** Send, wait, branch on an attribute, send, end: five steps a contact, the trigger not counted. */
export function fiveSteps(wait: string): FlowDocument {
  return {
    format: 1,
    name: `Five steps, wait ${wait}`,
    settings: {},
    nodes: {
      start: node('core.event-happens', { event: 'Signed Up' }),
      hello: node('core.send-email', mail('Hello')),
      wait: node('core.wait', { duration: wait }),
      branch: node('core.branch', {
        branches: [{ id: 'pro', name: 'Pro', when: { type: 'attribute', field: 'plan', is: 'equals', value: 'pro' } }],
      }),
      pro: node('core.send-email', mail('For professionals')),
      free: node('core.send-email', mail('For everyone')),
      end: node('core.end', {}),
    },
    edges: [
      { from: 'start', port: 'started', to: 'hello' },
      { from: 'hello', port: 'sent', to: 'wait' },
      { from: 'wait', port: 'after', to: 'branch' },
      { from: 'branch', port: 'pro', to: 'pro' },
      { from: 'branch', port: 'else', to: 'free' },
      { from: 'pro', port: 'sent', to: 'end' },
      { from: 'free', port: 'sent', to: 'end' },
    ],
  }
}

/** An event, then a mail; anybody may enter as often as the event comes. */
export function oneMail(event: string): FlowDocument {
  return {
    format: 1,
    name: `A mail on ${event}`,
    settings: { reentry: { mode: 'always' } },
    nodes: {
      start: node('core.event-happens', { event }),
      hello: node('core.send-email', { ...mail('Thank you'), purpose: 'transactional' }),
    },
    edges: [{ from: 'start', port: 'started', to: 'hello' }],
  }
}

/** A long wait, then a mail. */
export function waitThenMail(): FlowDocument {
  return {
    format: 1,
    name: 'A mail after a day',
    settings: {},
    nodes: {
      start: node('core.event-happens', { event: 'Signed Up' }),
      wait: node('core.wait', { duration: 'P1D' }),
      hello: node('core.send-email', { ...mail('A day later'), purpose: 'transactional' }),
      end: node('core.end', {}),
    },
    edges: [
      { from: 'start', port: 'started', to: 'wait' },
      { from: 'wait', port: 'after', to: 'hello' },
      { from: 'hello', port: 'sent', to: 'end' },
    ],
  }
}

/** Publishes a drawing and gives the flow's id. */
export async function publishFlow(engine: Engine, document: FlowDocument): Promise<string> {
  const { id, revision } = await createFlow(engine, { document, author: 'bench' })
  await publish(engine, { id, revision, author: 'bench' })
  return id
}
