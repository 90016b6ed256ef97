import type { Json } from '@snodo/base'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changeSetting, type SettingName, type Settings, type Workspace, workspaceQuery } from '../../api/workspace.ts'
import { faultWords } from '../../ui/notify.ts'

/** What one section of the settings is being changed to: saved setting by setting, each with its own answer of the server. */
export type SettingsDraft = {
  values: Settings
  put<Name extends SettingName>(name: Name, value: Settings[Name]): void
  changed: readonly SettingName[]
  errors: Partial<Record<SettingName, string>>
  saving: boolean
  /** When the server last took all that was changed here. */
  savedAt: string | null
  save(): void
  undo(): void
}

export function useSettingsDraft(saved: Settings): SettingsDraft {
  const client = useQueryClient()
  const [edits, setEdits] = useState<Partial<Settings>>({})
  const [errors, setErrors] = useState<SettingsDraft['errors']>({})
  const [savedAt, setSavedAt] = useState<string | null>(null)
  const changed = (Object.keys(edits) as SettingName[]).filter((name) => !same(edits[name], saved[name]))
  const order = useMutation({
    mutationFn: async () => {
      const wrong: SettingsDraft['errors'] = {}
      for (const name of changed) {
        try {
          const workspace: Workspace = await changeSetting(name, edits[name] as Json) // a setting is plain JSON
          client.setQueryData(workspaceQuery.queryKey, workspace)
        } catch (thrown) {
          // The others are still tried: each is a setting of its own, and each says by itself what is wrong.
          const { title, detail } = faultWords(thrown)
          wrong[name] = detail || title
        }
      }
      return wrong
    },
    onSuccess: (wrong) => {
      setErrors(wrong)
      setEdits((before) => Object.fromEntries(Object.entries(before).filter(([name]) => name in wrong)))
      if (Object.keys(wrong).length === 0) setSavedAt(new Date().toISOString())
      void client.invalidateQueries({ queryKey: ['go-live'] })
      void client.invalidateQueries({ queryKey: ['providers'] })
    },
  })
  return {
    values: { ...saved, ...edits },
    put: (name, value) => {
      setEdits((before) => ({ ...before, [name]: value }))
      setErrors(({ [name]: _, ...rest }) => rest)
      setSavedAt(null)
    },
    changed,
    errors,
    saving: order.isPending,
    savedAt,
    save: () => order.mutate(),
    undo: () => {
      setEdits({})
      setErrors({})
    },
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
