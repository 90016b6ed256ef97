import { Resolver } from 'node:dns/promises'

/** The text records of a name, each joined from its pieces; none where the name has none. Throws where no answer came. */
export type TextLookup = (name: string) => Promise<string[]>

/** A page waits for this: somebody looks at a checklist, and can look again. */
const PATIENCE_MS = 2_000

/** Names nobody can register (RFC 6761): nothing stands there, and nobody is asked what people try things out with. */
const RESERVED = /(^|\.)(test|invalid|localhost|example|example\.(com|net|org))\.?$/i

/** By the resolvers of the machine. */
export const lookUpText: TextLookup = async (name) => {
  if (RESERVED.test(name)) return []
  const resolver = new Resolver({ timeout: PATIENCE_MS, tries: 1 })
  try {
    return (await resolver.resolveTxt(name)).map((pieces) => pieces.join(''))
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENODATA' || error.code === 'ENOTFOUND')) return []
    throw error
  }
}
