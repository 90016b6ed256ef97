import { checkPredicate, type Predicate, type PredicatePlace } from '@snodo/audience'
import { predicatesIn } from '../annotations.ts'
import type { EventCondition } from '../document.ts'
import type { Finding } from '../finding.ts'
import type { FlowCheck, NodeCheck } from './checking.ts'

/** Is every condition one, and does every part of it have a meaning where it stands? */
export const checkNodePredicates: NodeCheck = ({ id, node, manifest }) => {
  const journey = manifest.kind !== 'start'
  return predicatesIn(manifest, node.config).flatMap(({ path, predicate, over }) => [
    ...problems(predicate, path, { event: over === 'event', journey }).map((finding) => ({ ...finding, node: id })),
    ...(isEmpty(predicate) && manifest.portsFrom !== undefined
      ? [
          {
            code: 'PREDICATE_EMPTY' as const,
            severity: 'warning' as const,
            node: id,
            path,
            message: { en: 'This condition asks for nothing.', it: 'Questa condizione non chiede nulla.' },
            consequence: {
              en: 'Everyone satisfies it, and nobody comes to what stands below it.',
              it: 'Vale per tutti, e nessuno arriva a ciò che sta sotto.',
            },
          },
        ]
      : []),
  ])
}

/** The same for exits, goal and entry filter. */
export const checkSettingsPredicates: FlowCheck = ({ document: { settings } }) => {
  const findings: Finding[] = []
  for (const [i, exit] of (settings.exits ?? []).entries()) {
    findings.push(...condition(exit.when, `/settings/exits/${i}/when`, exit.name))
  }
  if (settings.goal) findings.push(...condition(settings.goal.when, '/settings/goal/when', settings.goal.name))
  if (settings.entryFilter)
    findings.push(...problems(settings.entryFilter.when, '/settings/entryFilter/when', { event: true, journey: false }))
  return findings
}

function condition(when: EventCondition, path: string, name: string): Finding[] {
  if (when.where) return problems(when.where, `${path}/where`, { event: when.event !== undefined, journey: true })
  if (when.event) return []
  return [
    {
      code: 'EXIT_EMPTY',
      severity: 'error',
      path,
      message: { en: `“${name}” has neither an event nor a condition.`, it: `“${name}” non ha né un evento né una condizione.` },
      consequence: { en: 'Nobody would ever leave by it.', it: 'Nessuno uscirebbe mai da qui.' },
    },
  ]
}

function problems(predicate: Predicate, path: string, place: PredicatePlace): Finding[] {
  return checkPredicate(predicate, place).map(({ pointer, expected, got, fix }) => ({
    code: 'PREDICATE_INVALID',
    severity: 'error',
    path: path + pointer,
    message: {
      en: `The condition expects ${expected.en} here, and finds ${got}. ${fix.en}`,
      it: `La condizione qui vuole ${expected.it}, e trova ${got}. ${fix.it}`,
    },
    consequence: {
      en: 'It cannot be said of anybody; the flow cannot be published like this.',
      it: 'Non si può dire di nessuno; così il flusso non si può pubblicare.',
    },
  }))
}

function isEmpty(predicate: Predicate): boolean {
  return predicate?.type === 'all' && Array.isArray(predicate.of) && predicate.of.length === 0
}
