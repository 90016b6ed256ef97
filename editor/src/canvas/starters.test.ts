import { LANGUAGES } from '@snodo/base'
import { checkFlow, starterFlows } from '@snodo/flow'
import { testManifests } from '@snodo/flow/testing'
import { describe, expect, it } from 'vitest'
import { layout } from './layout.ts'
import { createProjector } from './projection.ts'
import { summaryOf } from './summary-of.ts'
import { layoutInput } from './tidy.ts'

describe.each(starterFlows.map((starter) => [starter.id, starter] as const))('the starter %s', (_, starter) => {
  it.each(LANGUAGES)('can be drawn in %s, with every line and no errors', (language) => {
    const document = starter.document(language)
    const { nodes, edges } = createProjector(testManifests)(document, { selected: new Set(), moving: new Map() })
    expect(nodes).toHaveLength(Object.keys(document.nodes).length)
    expect(edges).toHaveLength(document.edges.length)
    expect(checkFlow(document, { manifests: testManifests }).filter((finding) => finding.severity === 'error')).toEqual([])
    expect(Object.keys(layout(layoutInput(document, testManifests)))).toHaveLength(nodes.length)
  })

  it.each(LANGUAGES)('shows no raw template on a card in %s', (language) => {
    const document = starter.document(language)
    for (const id of Object.keys(document.nodes)) expect(summaryOf(document, id, testManifests, language)).not.toMatch(/\{\{|\{%/)
  })
})
