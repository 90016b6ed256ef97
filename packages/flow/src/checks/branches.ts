import type { Finding } from '../finding.ts'
import { portItems } from '../ports.ts'
import type { NodeCheck } from './checking.ts'

/** Branches drawn from the config: each an id of its own, and shares that make a whole. */
export const checkBranches: NodeCheck = ({ id, node, manifest }) => {
  const from = manifest.portsFrom
  if (!from) return []
  const findings: Finding[] = []
  const items = portItems(node.config, from.path)
  const seen = new Set<unknown>(Object.keys(manifest.ports))
  for (const [i, item] of items.entries()) {
    const branch = item[from.id]
    if (branch !== undefined && seen.has(branch))
      findings.push({
        code: 'BRANCH_TWICE',
        severity: 'error',
        node: id,
        path: `/${from.path}/${i}/${from.id}`,
        message: { en: `Two branches have the id “${String(branch)}”.`, it: `Due rami hanno l’id “${String(branch)}”.` },
        consequence: {
          en: 'Contacts of both would take the same line.',
          it: 'I contatti di entrambi prenderebbero la stessa linea.',
        },
        fix: {
          label: { en: 'Give the second one an id of its own', it: 'Dai al secondo un id suo' },
          edits: [
            {
              do: 'setConfig',
              id,
              path: `/${from.path}/${i}/${from.id}`,
              value: freeBranch(
                items.map((one) => one[from.id]),
                String(branch),
              ),
            },
          ],
        },
      })
    seen.add(branch)
  }
  const shares = items.map((item) => item.share)
  if (items.length > 0 && shares.every((share) => typeof share === 'number')) findings.push(...checkShares(id, from.path, shares))
  return findings
}

function checkShares(id: string, path: string, shares: number[]): Finding[] {
  const total = shares.reduce((sum, share) => sum + share, 0)
  if (Math.abs(total - 100) < 1e-6) return []
  const even = shares.map(() => 100 / shares.length)
  const scaled = wholeHundred(total > 0 ? shares.map((share) => (share * 100) / total) : even)
  const list = scaled.map((share) => `${share} %`).join(', ')
  return [
    {
      code: 'SHARES_NOT_WHOLE',
      severity: total > 0 ? 'warning' : 'error',
      node: id,
      path: `/${path}`,
      message: { en: `The shares make ${round(total)} %, not 100 %.`, it: `Le quote fanno ${round(total)} %, non 100 %.` },
      consequence:
        total > 0
          ? {
              en: `They count against each other: in effect ${list}.`,
              it: `Valgono l’una rispetto all’altra: in effetti ${list}.`,
            }
          : { en: 'All contacts would take one branch.', it: 'Tutti i contatti prenderebbero un solo ramo.' },
      fix: {
        label: { en: `Set them to ${list}`, it: `Portale a ${list}` },
        edits: scaled.map((share, i) => ({ do: 'setConfig', id, path: `/${path}/${i}/share`, value: share })),
      },
    },
  ]
}

/** Rounded to a tenth; the last takes what rounding left, so that they make 100 exactly. */
function wholeHundred(shares: number[]): number[] {
  const rounded = shares.map(round)
  const rest = 100 - rounded.slice(0, -1).reduce((sum, share) => sum + share, 0)
  return [...rounded.slice(0, -1), round(rest)]
}

function round(share: number): number {
  return Math.round(share * 10) / 10
}

function freeBranch(taken: unknown[], stem: string): string {
  for (let n = 2; ; n++) if (!taken.includes(`${stem}-${n}`)) return `${stem}-${n}`
}
