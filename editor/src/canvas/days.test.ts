import type { FlowDocument } from '@snodo/flow'
import { testManifests } from '@snodo/flow/testing'
import { describe, expect, it } from 'vitest'
import { dayMarks, soonest } from './days.ts'

const DAY = 86_400_000

describe('the day gutter', () => {
  it('adds up the waits along the quickest way', () => {
    const at = soonest(flow(), testManifests)
    expect(at.get('mail')).toBe(0)
    expect(at.get('second')).toBe(2 * DAY)
  })

  it('counts a wait after an earlier block from that block', () => {
    expect(soonest(flow(), testManifests).get('last')).toBe(6 * DAY)
  })

  it('marks each day once, from the top down', () => {
    const marks = dayMarks(flow(), testManifests)
    expect(marks.map((mark) => mark.day)).toEqual([0, 2, 6])
    expect(marks.map((mark) => mark.y)).toEqual([...marks.map((mark) => mark.y)].sort((a, b) => a - b))
  })
})

function flow(): FlowDocument {
  const node = (type: string, config: FlowDocument['nodes'][string]['config'], row: number) => ({
    type,
    version: 1,
    config,
    at: { x: 0, y: row * 128 },
  })
  return {
    format: 1,
    name: 'Plan',
    settings: {},
    nodes: {
      start: node('core.event-happens', { event: 'Signed Up' }, 0),
      mail: node('core.send-email', { content: { subject: 'a', body: 'b' } }, 1),
      wait: node('core.wait', { duration: 'P2D' }, 2),
      second: node('core.send-email', { content: { subject: 'a', body: 'b' } }, 3),
      anchor: node('core.wait-until', { anchor: { node: 'mail' }, offset: 'P6D' }, 4),
      last: node('core.end', {}, 5),
    },
    edges: [
      { from: 'start', port: 'started', to: 'mail' },
      { from: 'mail', port: 'sent', to: 'wait' },
      { from: 'wait', port: 'after', to: 'second' },
      { from: 'second', port: 'sent', to: 'anchor' },
      { from: 'anchor', port: 'after', to: 'last' },
    ],
  }
}
