import { type ContentFinding, checkContent } from '@snodo/content'
import { useDeferredValue, useMemo } from 'react'
import { useKnownNames } from '../../api/known-names.ts'
import { useContentState } from './content-context.ts'

/** What there is to mend, worked out anew after each change. */
export function useContentFindings(bytes: number): ContentFinding[] {
  const document = useDeferredValue(useContentState((state) => state.document))
  const { attributes } = useKnownNames()
  return useMemo(() => checkContent(document, { attributes, bytes }), [document, attributes, bytes])
}
