import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Import, roomOf } from './imports.ts'
import { isTest, root } from './source-files.ts'

export type Room =
  | 'base'
  | 'audience'
  | 'templates'
  | 'content'
  | 'flow'
  | 'node-sdk'
  | 'protocol'
  | 'database'
  | 'channels'
  | 'nodes'
  | 'engine'
  | 'server'
  | 'editor'
  | 'test'

type RoomRule = { mayImport: readonly Room[]; why: string }

/** Who may import whom, and why. The same table stands in the project's README. */
export const roomRules: Record<Room, RoomRule> = {
  base: { mayImport: [], why: 'base is the ground under every room: whatever it imported, all of them would' },
  audience: {
    mayImport: ['base'],
    why: 'a predicate is data that browser, engine and dry run read alike; it must not know who asks',
  },
  templates: { mayImport: ['base'], why: 'editor, check-flow and deliver must render alike, so rendering knows none of them' },
  content: {
    mayImport: ['base', 'templates'],
    why: 'what a message says is written, checked and made ready by the same pure code in browser and server, whoever sends it',
  },
  flow: {
    mayImport: ['base', 'audience', 'templates'],
    why: 'the flow document is checked and edited in the browser and on the server by the same pure code',
  },
  'node-sdk': {
    mayImport: ['base', 'audience', 'flow'],
    why: 'strangers write nodes against it: it must stay small and free of our server',
  },
  protocol: {
    mayImport: ['base', 'audience', 'content', 'flow'],
    why: 'what crosses the wire is agreed by both sides and belongs to neither',
  },
  database: { mayImport: ['base'], why: 'the database room knows PostgreSQL, not marketing' },
  channels: { mayImport: ['base'], why: 'a provider hands over a message; why it is sent is not its business' },
  nodes: { mayImport: ['node-sdk'], why: 'a built-in node must be written with nothing a stranger would not have' },
  engine: {
    mayImport: ['base', 'audience', 'templates', 'content', 'flow', 'node-sdk', 'database', 'channels'],
    why: 'the engine knows no HTTP and no built-in node: both are handed in where the server wires everything',
  },
  server: {
    mayImport: [
      'base',
      'audience',
      'templates',
      'content',
      'flow',
      'node-sdk',
      'protocol',
      'database',
      'channels',
      'nodes',
      'engine',
    ],
    why: 'the server wires everything but the editor, which is another program and speaks to it over the wire',
  },
  editor: {
    mayImport: ['base', 'audience', 'templates', 'content', 'flow', 'protocol'],
    why: 'the editor runs in a browser and knows nodes only by their manifests: a node it has never seen must work in it',
  },
  test: {
    mayImport: [
      'base',
      'audience',
      'templates',
      'content',
      'flow',
      'node-sdk',
      'protocol',
      'database',
      'channels',
      'nodes',
      'engine',
      'server',
    ],
    why: 'tests that cross rooms look at the editor from outside, in a browser',
  },
}

export const isRoom = (name: string): name is Room => Object.hasOwn(roomRules, name)

/** Sentences about one import that breaks a rule; empty if it breaks none. */
export function judgeImport(each: Import): string[] {
  const room = roomOf(each.from)
  if (room === null || !isRoom(room)) return []
  const at = `${each.from}:${each.line} imports '${each.specifier}'`
  if (each.target !== null) return judgeRelative(each, room, at)
  if (each.specifier.startsWith('@snodo/')) return judgePackage(each, room, at)
  return []
}

function judgeRelative(each: Import, room: Room, at: string): string[] {
  const target = each.target ?? ''
  const to = roomOf(target)
  if (to === room || isTest(each.from)) return []
  // The built editor and migrations are files, not code; whatever is code of another room has a door.
  return [
    `${at}: it leaves the room ${room} by a path. Rooms meet at their doors (@snodo/…), so that what is behind a door can change.`,
  ]
}

function judgePackage(each: Import, room: Room, at: string): string[] {
  const [, name = '', ...rest] = each.specifier.split('/')
  if (!isRoom(name)) return [`${at}: there is no room of that name.`]
  const door = rest.length === 0 ? '.' : `./${rest.join('/')}`
  if (!doorsOf(name).includes(door))
    return [
      `${at}: ${name} has no such door. Its doors are ${doorsOf(name).join(', ')}; what is not exported may change at any time.`,
    ]
  if (door === './testing')
    return isTest(each.from) ? [] : [`${at}: a test kit in code that runs for users. Test kits are for tests.`]
  if (name === room) return isTest(each.from) ? [] : [`${at}: a room's own door from inside makes circles; import the file.`]
  const { mayImport, why } = roomRules[room]
  if (mayImport.includes(name)) return []
  return [`${at}: ${room} may import ${mayImport.length > 0 ? `only ${mayImport.join(', ')}` : 'no other room'}. Why: ${why}.`]
}

const doors = new Map<string, string[]>()

function doorsOf(room: Room): string[] {
  const known = doors.get(room)
  if (known) return known
  const folder = ['nodes', 'engine', 'server', 'editor', 'test'].includes(room) ? room : `packages/${room}`
  const { exports } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { exports?: Record<string, string> }
  const found = Object.keys(exports ?? {})
  doors.set(room, found)
  return found
}
