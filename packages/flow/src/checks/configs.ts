import type { Finding } from '../finding.ts'
import { schemaErrors } from '../schema-check.ts'
import type { NodeCheck } from './checking.ts'
import { configProblems } from './schema-sentences.ts'

/** Does the config hold what its type asks for? */
export const checkConfig: NodeCheck = ({ id, node, manifest }) => {
  // An older version is brought up to date when the flow is opened for editing; its shape is not judged by the new schema.
  if (node.version !== manifest.version) return []
  const errors = schemaErrors(manifest.config, node.config)
  return configProblems(manifest.config, node.config, errors).map(
    (problem): Finding => ({
      ...problem,
      severity: 'error',
      node: id,
      consequence: {
        en: 'Contacts could not pass this block; the flow cannot be published like this.',
        it: 'I contatti non potrebbero passare questo blocco; così il flusso non si può pubblicare.',
      },
      ...(problem.code === 'CONFIG_UNKNOWN'
        ? { fix: { label: { en: 'Remove it', it: 'Toglilo' }, edits: [{ do: 'setConfig' as const, id, path: problem.path }] } }
        : {}),
    }),
  )
}
