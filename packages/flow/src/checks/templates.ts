import { checkTemplate, type FieldUse, listFieldUses, type TemplateFinding } from '@snodo/templates'
import { foundOnce, templatesIn } from '../annotations.ts'
import type { Finding } from '../finding.ts'
import { TEMPLATE_ROOTS, valuesGiven, valuesGivenBefore } from '../template-fields.ts'
import { type FlowCheck, type KnownNode, knownNodes, type NodeCheck } from './checking.ts'

/** Can every text be filled in, and does it read what there can be? */
export const checkTemplates: NodeCheck = (node) =>
  templatesIn(node.manifest, node.node.config).flatMap(({ path, template }) => {
    const read = readTemplate(template)
    if (read.broken.length > 0) return read.broken.map((problem) => broken(node, path, problem))
    return read.fields.flatMap((use) => unknownRoot(node, path, use))
  })

/** Does every text read only values that an earlier block gives? */
export const checkGivenValues: FlowCheck = ({ graph }) => {
  const reading = knownNodes(graph).filter((node) => givenValuesRead(node.manifest, node.node.config).length > 0)
  if (reading.length === 0) return []
  const givenAnywhere = new Set(valuesGiven(graph).map(({ name }) => name))
  return reading.flatMap((node) =>
    givenValuesRead(node.manifest, node.node.config).flatMap(({ path, use, name }): Finding[] => {
      if (!givenAnywhere.has(name))
        return [
          fieldUnknown(
            node,
            path,
            use,
            `no block gives a value called “${name}”.`,
            `nessun blocco dà un valore chiamato “${name}”.`,
          ),
        ]
      if (valuesGivenBefore(graph, node.id).some((given) => given.name === name)) return []
      return [
        fieldUnknown(
          node,
          path,
          use,
          `“${name}” is given only later, or on another path.`,
          `“${name}” è dato solo più avanti, o su un’altra strada.`,
        ),
      ]
    }),
  )
}

/** Values of earlier blocks that the texts of a block read: most read none. */
const givenValuesRead = foundOnce((manifest, config): readonly { path: string; use: FieldUse; name: string }[] =>
  templatesIn(manifest, config).flatMap(({ path, template }) =>
    readTemplate(template).fields.flatMap((use) => {
      const [root, name = ''] = use.path.split('.')
      return root === 'vars' && name !== '' ? [{ path, use, name }] : []
    }),
  ),
)

/** Texts are checked at every change of the flow and rarely change themselves. */
const known = new Map<string, { broken: TemplateFinding[]; fields: FieldUse[] }>()
const MOST_KNOWN = 5_000

function readTemplate(template: string): { broken: TemplateFinding[]; fields: FieldUse[] } {
  if (!template.includes('{')) return { broken: [], fields: [] }
  let read = known.get(template)
  if (!read) {
    const broken = checkTemplate(template)
    read = { broken, fields: broken.length > 0 ? [] : listFieldUses(template) }
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

function unknownRoot(node: KnownNode, path: string, use: FieldUse): Finding[] {
  const [root = ''] = use.path.split('.')
  if ((TEMPLATE_ROOTS as readonly string[]).includes(root)) return []
  const roots = TEMPLATE_ROOTS.join(', ')
  return [
    fieldUnknown(
      node,
      path,
      use,
      `“${use.path}” is not known here; fields begin with ${roots}.`,
      `“${use.path}” qui non è noto; i campi iniziano con ${roots}.`,
    ),
  ]
}

function fieldUnknown(node: KnownNode, path: string, use: FieldUse, en: string, it: string): Finding {
  return {
    code: 'TEMPLATE_FIELD_UNKNOWN',
    severity: 'warning',
    node: node.id,
    path,
    message: { en: `Line ${use.line}: ${en}`, it: `Riga ${use.line}: ${it}` },
    consequence: { en: 'In its place contacts will read nothing.', it: 'Al suo posto i contatti non leggeranno nulla.' },
  }
}
