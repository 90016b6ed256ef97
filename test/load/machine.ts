import { readdirSync, readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'

/** Linux counts CPU time in hundredths of a second wherever it is told to people. */
const TICKS_PER_SECOND = 100

/** CPU seconds of a process, its threads and, where `tree` is true, all its children, also those that have ended. */
export function cpuSeconds(pid: number, tree = false): number {
  if (!tree) {
    const own = readStat(pid)
    return own === null ? 0 : (own.user + own.system) / TICKS_PER_SECOND
  }
  const children = new Map<number, number[]>()
  const all = new Map<number, Stat>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = readStat(Number(name))
    if (stat === null) continue
    all.set(Number(name), stat)
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), Number(name)])
  }
  let ticks = 0
  const walk = (each: number): void => {
    const stat = all.get(each)
    if (stat === undefined) return
    ticks += stat.user + stat.system + stat.endedChildren
    for (const child of children.get(each) ?? []) walk(child)
  }
  walk(pid)
  return ticks / TICKS_PER_SECOND
}

/** CPU seconds the whole machine has been busy, with everybody's work. */
export function machineBusySeconds(): number {
  const [user, nice, system, , , irq, softirq, steal] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '')
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return ((user ?? 0) + (nice ?? 0) + (system ?? 0) + (irq ?? 0) + (softirq ?? 0) + (steal ?? 0)) / TICKS_PER_SECOND
}

/** The most memory a living process ever had in RAM, in megabytes, threads included. */
export function peakRssMb(pid: number): number {
  const found = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(found?.[1] ?? 0) / 1024
}

/** One line that says where the figures were taken. */
export function describeMachine(): string {
  return `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
}

type Stat = { parent: number; user: number; system: number; endedChildren: number }

function readStat(pid: number): Stat | null {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return null // it has just ended; its time is in its parent's account of ended children
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const number = (at: number) => Number(fields[at])
  return { parent: number(1), user: number(11), system: number(12), endedChildren: number(13) + number(14) }
}
