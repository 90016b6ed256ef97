import { checkBranches } from './checks/branches.ts'
import { type Checking, type CheckOptions, type FlowCheck, knownNodes, type NodeCheck } from './checks/checking.ts'
import { checkConfig } from './checks/configs.ts'
import { checkConsents } from './checks/consents.ts'
import { checkEdges } from './checks/edges.ts'
import { checkLoops } from './checks/loops.ts'
import { checkMessages } from './checks/messages.ts'
import { checkNames, checkZones } from './checks/names.ts'
import { checkNewcomers } from './checks/newcomers.ts'
import { checkNodeReferences } from './checks/node-references.ts'
import { checkNodeTypes } from './checks/node-types.ts'
import { checkNodePredicates, checkSettingsPredicates } from './checks/predicates.ts'
import { checkSettings } from './checks/settings.ts'
import { checkStructure } from './checks/structure.ts'
import { checkGivenValues, checkTemplates } from './checks/templates.ts'
import { checkWaitOrder } from './checks/wait-order.ts'
import { checkLongWaits } from './checks/waits.ts'
import { checkWebAddresses } from './checks/web-addresses.ts'
import type { FlowDocument, FlowNode } from './document.ts'
import { graphOf } from './draw-graph.ts'
import type { Finding } from './finding.ts'
import { FLOW_LIMITS } from './limits.ts'
import type { Manifest } from './manifest.ts'

const FLOW_CHECKS: readonly FlowCheck[] = [
  checkStructure,
  checkNodeTypes,
  checkEdges,
  checkLoops,
  checkNodeReferences,
  checkConsents,
  checkNewcomers,
  checkWaitOrder,
  checkGivenValues,
  checkNames,
  checkSettings,
  checkSettingsPredicates,
]

const NODE_CHECKS: readonly NodeCheck[] = [
  checkTemplates,
  checkZones,
  checkMessages,
  checkWebAddresses,
  checkBranches,
  checkNodePredicates,
  checkLongWaits,
  checkConfig,
]

/**
 * Everything wrong or doubtful in a flow, errors first, then in the order of the document. Pure. What depends on one node
 * alone is remembered by the node's identity, so that after an edit only what it touched is looked at again.
 */
export function checkFlow(document: FlowDocument, options: CheckOptions): Finding[] {
  const graph = graphOf(document, options.manifests)
  const checking: Checking = { document, graph, manifests: options.manifests, options }
  const findings = FLOW_CHECKS.flatMap((check) => check(checking))
  for (const known of knownNodes(graph)) for (const finding of checkNode(known)) findings.push(finding)
  return inOrder(withoutEchoes(findings), document).slice(0, FLOW_LIMITS.findings)
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error')
}

const remembered = new WeakMap<FlowNode, { id: string; manifest: Manifest; findings: Finding[] }>()

function checkNode(known: Parameters<NodeCheck>[0]): Finding[] {
  const last = remembered.get(known.node)
  if (last && last.id === known.id && last.manifest === known.manifest) return last.findings
  const findings = NODE_CHECKS.flatMap((check) => check(known))
  remembered.set(known.node, { id: known.id, manifest: known.manifest, findings })
  return findings
}

/** Where a family of checks says something of a field, what the schema says of the same field adds nothing. */
function withoutEchoes(findings: Finding[]): Finding[] {
  const place = (finding: Finding) => `${finding.node ?? ''}\n${finding.path}`
  const isEcho = (finding: Finding) => finding.code === 'CONFIG_MISSING' || finding.code === 'CONFIG_INVALID'
  const said = new Set(findings.filter((finding) => !isEcho(finding) && finding.severity === 'error').map(place))
  return findings.filter((finding) => !isEcho(finding) || !said.has(place(finding)))
}

function inOrder(findings: Finding[], document: FlowDocument): Finding[] {
  if (findings.length < 2) return findings
  const places = new Map(Object.keys(document.nodes).map((id, i) => [id, i]))
  const place = (finding: Finding) => (finding.node === undefined ? -1 : (places.get(finding.node) ?? places.size))
  return findings.sort((a, b) => a.severity.localeCompare(b.severity) || place(a) - place(b))
}
