import { type JsonObject, must, type Random, seededRandom } from '@snodo/base'
import type { FlowDocument, FlowNote, NodeId } from './document.ts'

/** A door nobody has drawn a line from yet, and how far down it is. */
type OpenDoor = { from: NodeId; port: string; rank: number }

const ROW = 128
const COLUMN = 304
/** Fewer branches side by side than this and a new one is opened, more and one ends: about as wide as people draw. */
const WIDTH = 9

/**
 * The flow every figure of the editor is measured on: 1,000 blocks of 12 types, 1,200 lines, 20 notes, always the same. Made from
 * the built-in types with settings that hold, so that checks and summaries have real work.
 */
export function referenceFlow(blocks = 1_000): FlowDocument {
  const random = seededRandom('the reference flow')
  const nodes: FlowDocument['nodes'] = {}
  const edges: FlowDocument['edges'] = []
  const open: OpenDoor[] = []
  const columns = new Map<number, number>()
  const place = (rank: number) => {
    const column = columns.get(rank) ?? 0
    columns.set(rank, column + 1)
    return { x: (column - WIDTH / 2) * COLUMN, y: rank * ROW }
  }
  const add = (type: string, rank: number): NodeId => {
    const n = Object.keys(nodes).length
    const id = `${type.slice(type.indexOf('.') + 1)}-${n}`
    nodes[id] = { type, version: 1, config: must(CONFIGS[type], `no settings for ${type}`)(n), at: place(rank) }
    for (const port of PORTS[type] ?? []) open.push({ from: id, port, rank: rank + 1 })
    return id
  }
  add('core.event-happens', 0)
  const joins = blocks / 5 - 3
  let joined = 0
  while (Object.keys(nodes).length < blocks) {
    const made = Object.keys(nodes).length
    const door = must(open.shift(), 'the reference flow has no way on')
    const last = blocks - made <= open.length + 1
    const id = add(last ? 'core.end' : pickType(random, open.length), door.rank)
    edges.push({ from: door.from, port: door.port, to: id })
    // Ways come together again: a second line to the same block.
    while (joined < (joins * made) / blocks && open.length > 1) {
      const at = open.findIndex((each) => each.from !== id)
      const [other] = at === -1 ? [] : open.splice(at, 1)
      if (!other) break
      edges.push({ from: other.from, port: other.port, to: id })
      joined += 1
    }
  }
  // What is still open ends together.
  const end = must(Object.keys(nodes).at(-1), 'the reference flow is empty')
  for (const { from, port } of open) edges.push({ from, port, to: end })
  // Some mails say what becomes of those they are not sent to: as many as make 12 lines to 10 blocks.
  for (const [id, { type }] of Object.entries(nodes)) {
    if (type === 'core.send-email' && edges.length < blocks * 1.2) edges.push({ from: id, port: 'notSent', to: end })
  }
  const notes: Record<string, FlowNote> = {}
  for (let n = 0; n < 20; n++)
    notes[`note-${n}`] = { text: `Why this part is as it is (${n}).`, at: { x: -8 * COLUMN, y: n * 5 * ROW } }
  return { format: 1, name: `Reference flow of ${blocks} blocks`, settings: { timeZone: 'Europe/Rome' }, nodes, edges, notes }
}

function pickType(random: Random, width: number): string {
  if (width < 3) return random.next() < 0.5 ? 'core.branch' : 'core.random-split'
  if (width > WIDTH && random.next() < 0.5) return 'core.end'
  return must(MIDDLE[Math.floor(random.next() * MIDDLE.length)], 'the list of types is empty')
}

/** Types between start and end, as often as people use them. */
const MIDDLE = [
  'core.wait',
  'core.wait',
  'core.wait',
  'core.wait-until',
  'core.wait-for',
  'core.branch',
  'core.branch',
  'core.random-split',
  'core.send-email',
  'core.send-email',
  'core.send-email',
  'core.send-sms',
  'core.call-webhook',
  'core.tag',
  'core.tag',
  'core.give-coupon',
]

const PORTS: Record<string, string[]> = {
  'core.event-happens': ['started'],
  'core.wait': ['after'],
  'core.wait-until': ['after'],
  'core.wait-for': ['happened', 'timeout'],
  'core.branch': ['rome', 'milan', 'else'],
  'core.random-split': ['a', 'b'],
  'core.send-email': ['sent'],
  'core.send-sms': ['sent'],
  'core.call-webhook': ['done', 'failed'],
  'core.tag': ['next'],
  'core.give-coupon': ['given'],
}

const CONFIGS: Record<string, (n: number) => JsonObject> = {
  'core.event-happens': () => ({ event: 'Signed Up' }),
  'core.wait': (n) => ({ duration: `P${1 + (n % 9)}D` }),
  'core.wait-until': () => ({ anchor: { field: 'birthday' }, offset: '-P1D', ifPast: 'proceed' }),
  'core.wait-for': (n) => ({ event: 'Order Completed', timeout: `P${1 + (n % 5)}D` }),
  'core.branch': () => ({
    branches: [
      { id: 'rome', name: 'Lives in Rome', when: { type: 'attribute', field: 'city', is: 'equals', value: 'Rome' } },
      { id: 'milan', name: 'Lives in Milan', when: { type: 'attribute', field: 'city', is: 'equals', value: 'Milan' } },
    ],
  }),
  'core.random-split': () => ({
    branches: [
      { id: 'a', name: 'One half', share: 50 },
      { id: 'b', name: 'The other half', share: 50 },
    ],
  }),
  'core.send-email': (n) => ({
    content: {
      subject: `Letter ${n} for {{ contact.firstName | default: "you" }}`,
      body: `Hello {{ contact.firstName }},\n\nthis is letter ${n}.`,
    },
    purpose: 'marketing',
  }),
  'core.send-sms': (n) => ({ content: { body: `Message ${n} for {{ contact.firstName }}` }, purpose: 'marketing' }),
  'core.call-webhook': (n) => ({ url: `https://example.com/hook/${n}` }),
  'core.tag': (n) => ({ add: [`step-${n % 40}`] }),
  'core.give-coupon': (n) => ({ as: `coupon${n}`, value: '10 %', pattern: 'HELLO-********', validFor: 'P7D' }),
  'core.end': () => ({}),
}
