import type { Import } from './imports.ts'
import { isTest } from './source-files.ts'

/** `engine/src/loops/act-steps/run-batch.ts` -> part `loops`, unit `act`: what a loop is made of lies beside it. */
function placeOf(path: string): { part: string; unit: string } | null {
  const [room, src, part, unit] = path.split('/')
  if (room !== 'engine' || src !== 'src' || part === undefined) return null
  return { part: part.replace(/\.ts$/, ''), unit: (unit ?? '').replace(/\.ts$/, '').replace(/-(steps|duties)$/, '') }
}

/** For the parts of the engine: what they may not import of the engine, and why. */
const forbidden: Readonly<Record<string, { parts: readonly string[]; why: string }>> = {
  rules: {
    parts: ['ledgers', 'loops', 'commands', 'dry-run', 'engine', 'context', 'flow-cache', 'id-source'],
    why: 'rules are pure: the dry run, the simulation and the engine must decide alike, with nothing but what they are given',
  },
  ledgers: {
    parts: ['loops', 'commands', 'dry-run', 'engine'],
    why: 'a ledger is SQL for its own tables; who decides calls it, it calls nobody',
  },
  loops: {
    parts: ['commands', 'dry-run', 'engine'],
    why: 'loops and commands are movers beside each other; they meet in the tables',
  },
  commands: { parts: ['loops', 'engine'], why: 'loops and commands are movers beside each other; they meet in the tables' },
  'dry-run': {
    parts: ['ledgers', 'loops', 'commands', 'engine', 'context', 'flow-cache'],
    why: 'the dry run calls the rules over a world in memory; with SQL it would be a second engine',
  },
}

/** Packages that reach outside of the process, which a pure part must not know. */
const impure = /^(@snodo\/(database|channels)|pg|graphile-worker|node:(fs|net|http|https|child_process|worker_threads|timers).*)$/

/** Sentences about one import that breaks a rule of the engine. */
export function judgeEngineImport(each: Import): string[] {
  if (isTest(each.from)) return []
  const from = placeOf(each.from)
  if (from === null) return []
  const at = `${each.from}:${each.line} imports '${each.specifier}'`
  const rule = forbidden[from.part]
  if (each.target === null) {
    const pure = from.part === 'rules' || from.part === 'dry-run'
    return pure && rule && impure.test(each.specifier) ? [`${at}. Why not: ${rule.why}.`] : []
  }
  const to = placeOf(each.target)
  if (to === null) return []
  if (from.part === to.part && (from.part === 'loops' || from.part === 'ledgers') && from.unit !== to.unit)
    return [
      `${at}. Why not: ${from.part === 'loops' ? 'loops meet in the tables, never in each other: each must be stoppable and testable alone' : 'each ledger is the only writer of its tables; ledgers meet in the transaction of a loop or command'}.`,
    ]
  return rule?.parts.includes(to.part) ? [`${at}. Why not: ${rule.why}.`] : []
}
