import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { schemaErrors } from './schema-check.ts'

const schema = {
  type: 'object',
  required: ['a'],
  properties: { a: { type: 'integer', maximum: 3 } },
  additionalProperties: false,
}

test('errors carry keyword, path and parameters', () => {
  expect(schemaErrors(schema, { a: 1 })).toEqual([])
  expect(schemaErrors(schema, { a: 5 })).toMatchObject([{ keyword: 'maximum', path: '/a', params: { limit: 3 } }])
  expect(schemaErrors(schema, {})).toMatchObject([{ keyword: 'required', path: '', params: { requiredProperties: ['a'] } }])
})

test('flows are checked just as well where making code from text is forbidden, as in the editor’s page', async () => {
  const script = `
    const { checkFlow } = await import('${new URL('./index.ts', import.meta.url)}')
    const { testFlow, testManifests, testNode } = await import('${new URL('./testing.ts', import.meta.url)}')
    let forbidden = false
    try { new Function('return 1') } catch { forbidden = true }
    const flow = testFlow({ s: testNode('core.event-happens', {}) }, [])
    console.log(JSON.stringify({ forbidden, codes: checkFlow(flow, { manifests: testManifests }).map((finding) => finding.code) }))`
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disallow-code-generation-from-strings',
    '--input-type=module',
    '-e',
    script,
  ])
  expect(JSON.parse(stdout)).toEqual({ forbidden: true, codes: ['CONFIG_MISSING', 'PORT_UNDRAWN'] })
})
