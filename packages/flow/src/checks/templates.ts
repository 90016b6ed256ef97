import { checkTemplate, type FieldUse, listFieldUses, type TemplateFinding } from '@snodo/templates'
import { templatesIn } from '../annotations.ts'
import type { Finding } from '../finding.ts'
import { TEMPLATE_ROOTS, valuesGiven, valuesGivenBefore } from '../template-fields.ts'
import { type Checking, type FlowCheck, type KnownNode, knownNodes } from './checking.ts'

/** Can every text be filled in, and does it read what there is? */
export const checkTemplates: FlowCheck = (checking) => {
  const givenAnywhere = new Set(valuesGiven(checking.graph).map(({ name }) => name))
  const written = knownNodes(checking.graph).filter((node) => templatesIn(node.manifest, node.node.config).length > 0)
  return written.flatMap((node) =>
    templatesIn(node.manifest, node.node.config).flatMap(({ path, template }) => {
      const read = readTemplate(template)
      if (read.broken.length > 0) return read.broken.map((problem) => broken(node, path, problem))
      return read.fields.flatMap((use) => unknownField(checking, node, path, use, givenAnywhere))
    }),
  )
}

/** Texts are checked at every change of the flow and rarely change themselves. */
const known = new Map<string, { broken: TemplateFinding[]; fields: FieldUse[] }>()
const MOST_KNOWN = 5_000

function readTemplate(template: string): { broken: TemplateFinding[]; fields: FieldUse[] } {
  if (!template.includes('{')) return { broken: [], fields: [] }
  let read = known.get(template)
  if (!read) {
    read = { broken: checkTemplate(template), fields: listFieldUses(template) }
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(template, read)
  }
  return read
}

function broken(node: KnownNode, path: string, problem: TemplateFinding): Finding {
  return {
    code: 'TEMPLATE_BROKEN',
    severity: 'error',
    node: node.id,
    path,
    message: problem.message,
    consequence: {
      en: 'The text cannot be filled in for anybody; the flow cannot be published like this.',
      it: 'Il testo non si può compilare per nessuno; così il flusso non si può pubblicare.',
    },
  }
}

function unknownField(
  checking: Checking,
  node: KnownNode,
  path: string,
  use: FieldUse,
  givenAnywhere: ReadonlySet<string>,
): Finding[] {
  const [root = '', member = ''] = use.path.split('.')
  const warn = (en: string, it: string): Finding[] => [
    {
      code: 'TEMPLATE_FIELD_UNKNOWN',
      severity: 'warning',
      node: node.id,
      path,
      message: { en: `Line ${use.line}: ${en}`, it: `Riga ${use.line}: ${it}` },
      consequence: { en: 'In its place contacts will read nothing.', it: 'Al suo posto i contatti non leggeranno nulla.' },
    },
  ]
  if (!(TEMPLATE_ROOTS as readonly string[]).includes(root)) {
    return warn(
      `“${use.path}” is not known here; fields begin with ${TEMPLATE_ROOTS.join(', ')}.`,
      `“${use.path}” qui non è noto; i campi iniziano con ${TEMPLATE_ROOTS.join(', ')}.`,
    )
  }
  if (root === 'vars' && member !== '') {
    if (!givenAnywhere.has(member))
      return warn(`no block gives a value called “${member}”.`, `nessun blocco dà un valore chiamato “${member}”.`)
    if (!valuesGivenBefore(checking.graph, node.id).some(({ name }) => name === member))
      return warn(
        `“${member}” is given only later, or on another path.`,
        `“${member}” è dato solo più avanti, o su un’altra strada.`,
      )
  }
  return []
}
