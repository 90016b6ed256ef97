import type { JsonObject } from '@snodo/base'
import { asError } from '@snodo/base'
import { Ajv2020 } from 'ajv/dist/2020.js'

export type SchemaProblem = {
  say: string /** A required text or list that is merely empty: the author's to fill in. */
  blank: boolean
}

/** What a config schema has against a value; `broken` where it is no schema of draft 2020-12 in ajv's strict reading. */
export function schemaProblems(schema: JsonObject, value: JsonObject): { broken: string | null; problems: SchemaProblem[] } {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true, verbose: true })
  // Annotations of ours; strict reading refuses every keyword it does not know, which is how a misspelt one is found.
  for (const keyword of ['widget', 'title', 'help', 'options', 'order', 'lines', 'over', 'signed', 'that-day'])
    ajv.addKeyword(`x-${keyword}`)
  try {
    const validate = ajv.compile(schema)
    if (validate(value)) return { broken: null, problems: [] }
    const problems = (validate.errors ?? []).map(({ instancePath, message, data, keyword }) => ({
      say: `${instancePath || 'it'} ${message}`,
      blank: data === '' && (keyword === 'minLength' || keyword === 'pattern'),
    }))
    return { broken: null, problems }
  } catch (thrown) {
    return { broken: asError(thrown).message, problems: [] }
  }
}
