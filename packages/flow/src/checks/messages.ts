import { isObject } from '../annotations.ts'
import type { Finding } from '../finding.ts'
import type { NodeCheck } from './checking.ts'

/** A message must say something: only spaces pass the schema, not the reader. */
export const checkMessages: NodeCheck = ({ id, node, manifest }) => {
  if (!manifest.traits.sends) return []
  const content = isObject(node.config.content) ? node.config.content : {}
  const asked = manifest.traits.sends === 'email' ? (['subject', 'body'] as const) : (['body'] as const)
  return asked
    .filter((part) => {
      const text = content[part]
      // A content of the library carries both; a subject of the block's own goes before that one's.
      if (typeof content.template === 'string' && content.template !== '') return false
      return typeof text !== 'string' || text.trim() === ''
    })
    .map(
      (part): Finding => ({
        code: 'MESSAGE_EMPTY',
        severity: 'error',
        node: id,
        path: `/content/${part}`,
        message:
          part === 'subject'
            ? { en: 'The e-mail has no subject.', it: 'L’e-mail non ha un oggetto.' }
            : { en: 'The message has no text.', it: 'Il messaggio non ha un testo.' },
        consequence: {
          en: 'Contacts would get an empty message; the flow cannot be published like this.',
          it: 'I contatti riceverebbero un messaggio vuoto; così il flusso non si può pubblicare.',
        },
      }),
    )
}
