import type { Language } from '@snodo/base'
import type { StarterFlow } from '@snodo/flow'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { createFlow, flowsQuery } from '../../api/flows.ts'
import { workspaceQuery } from '../../api/workspace.ts'
import { currentLanguage } from '../../i18n.ts'
import { sayFault } from '../../ui/notify.ts'

/** The language people are written to in: the workspace's, and until that is known the screen's. */
export function useTextLanguage(): Language {
  const workspace = useQuery(workspaceQuery)
  return workspace.data?.settings.language ?? currentLanguage()
}

/** Makes a flow of a template, in a language, and opens it. */
export function useStarter() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: ({ starter, language, name }: { starter: StarterFlow; language: Language; name?: string }) => {
      const document = starter.document(language)
      return createFlow({ ...document, name: name ?? document.name })
    },
    onSuccess: (draft) => navigate({ to: '/flows/$flowId', params: { flowId: draft.id } }),
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: flowsQuery.queryKey }),
  })
}
