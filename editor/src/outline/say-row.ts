import { type FlowDocument, type Manifests, nodeTitle } from '@snodo/flow'
import i18next from 'i18next'
import { nameOf } from '../canvas/summary-of.ts'
import { currentLanguage } from '../i18n.ts'
import type { OutlineRow } from './outline-rows.ts'

/** A row as it is read out: “Condition Opened?, step 4, branch Yes, 2 of 2, 1 problem”. */
export function sayRow(row: OutlineRow, document: FlowDocument, manifests: Manifests, problems: number): string {
  const language = currentLanguage()
  const branch = row.branch
    ? i18next.t('outline.branch', { branch: row.branch.title[language], place: row.branch.place, of: row.branch.of })
    : null
  const parts =
    row.kind === 'block'
      ? [
          calledInFull(document, row.id, manifests),
          i18next.t('outline.step', { step: row.step }),
          branch,
          document.nodes[row.id]?.off ? i18next.t('editor.off') : null,
          problems > 0 ? i18next.t('outline.problems', { count: problems }) : null,
        ]
      : row.kind === 'link'
        ? [
            branch,
            i18next.t(row.back ? 'outline.goesBack' : 'outline.goesOn', {
              name: nameOf(document, row.to, manifests, language),
              step: row.toStep,
            }),
          ]
        : [branch, i18next.t('outline.open')]
  return parts.filter((part) => part !== null).join(', ')
}

/** Its type and, where it has one, the name its author gave it. */
function calledInFull(document: FlowDocument, id: string, manifests: Manifests): string {
  const node = document.nodes[id]!
  const language = currentLanguage()
  const manifest = manifests.get(node.type)
  const type = manifest?.title[language] ?? node.type
  return node.name ? `${type} ${nodeTitle(node, manifest)[language]}` : type
}
