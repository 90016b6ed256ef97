import type { Finding } from '../finding.ts'
import { messagesMeant, reactionsAwaited } from '../reactions-meant.ts'
import { called, type FlowCheck, knownNodes, several } from './checking.ts'

/** Waits for a reaction: can be told to which message, and can it be seen? */
export const checkReactions: FlowCheck = (checking) =>
  knownNodes(checking.graph).flatMap((node): Finding[] => {
    const awaited = reactionsAwaited(node)
    if (awaited.length === 0) return []
    const path = awaited[0]!.path
    const findings: Finding[] = []
    const messages = messagesMeant(checking.graph, node.id)
    if (messages !== null && messages.length !== 1)
      findings.push({
        code: 'REACTION_OF_WHICH_MESSAGE',
        severity: 'warning',
        node: node.id,
        path,
        ...(messages.length === 0 ? OF_ANY : ofSeveral(messages.map((id) => called(checking, id)))),
        ...(messages.length === 0
          ? {}
          : {
              fix: {
                label: { en: 'Only the first of them', it: 'Solo il primo' },
                edits: [{ do: 'setConfig', id: node.id, path: '/since', value: { from: 'message', node: messages[0]! } }],
              },
            }),
      })
    const opening = awaited.find(({ event }) => event === 'Message Opened')
    if (opening && !awaited.some(({ event }) => event === 'Message Clicked'))
      findings.push({
        code: 'OPENING_UNSEEN',
        severity: 'warning',
        node: node.id,
        path: opening.path,
        message: {
          en: 'Openings by contacts who have not consented to be measured cannot be seen.',
          it: 'Le aperture di chi non ha acconsentito alla misurazione non si possono vedere.',
        },
        consequence: {
          en: 'They always leave when the time is up. A click, a visit or a purchase says more.',
          it: 'Escono sempre allo scadere del tempo. Un clic, una visita o un acquisto dicono di più.',
        },
        fix: {
          label: { en: 'Wait for a click', it: 'Attendi un clic' },
          edits: [{ do: 'setConfig', id: node.id, path: opening.path, value: 'Message Clicked' }],
        },
      })
    return findings
  })

const OF_ANY: Pick<Finding, 'message' | 'consequence'> = {
  message: { en: 'No message comes before this block.', it: 'Nessun messaggio precede questo blocco.' },
  consequence: {
    en: 'A reaction to any message counts, also to those of other flows.',
    it: 'Conta la reazione a qualsiasi messaggio, anche di altri flussi.',
  },
}

function ofSeveral(names: { en: string; it: string }[]): Pick<Finding, 'message' | 'consequence'> {
  const said = (language: 'en' | 'it') =>
    several(
      names.map((name) => name[language]),
      language,
    )
  return {
    message: {
      en: `It cannot be told which message is meant: ${said('en')}.`,
      it: `Non si può dire quale messaggio si intenda: ${said('it')}.`,
    },
    consequence: {
      en: 'A reaction to any of these counts.',
      it: 'Conta la reazione a uno qualsiasi di questi.',
    },
  }
}
