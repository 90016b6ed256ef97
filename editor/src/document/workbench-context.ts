import { must } from '@snodo/base'
import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { SessionState } from '../canvas/session-store.ts'
import type { LiveState } from '../live/live-store.ts'
import type { TrialState } from '../simulate/trial-store.ts'
import type { DocumentState } from './document-store.ts'
import type { FindingsState } from './findings.ts'
import type { Workbench } from './workbench.ts'

export const WorkbenchContext = createContext<Workbench | null>(null)

export function useWorkbench(): Workbench {
  return must(useContext(WorkbenchContext), 'a part of the flow page was drawn outside its workbench')
}

export function useDocument<T>(select: (state: DocumentState) => T): T {
  return useStore(useWorkbench().documents.store, select)
}

export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(useWorkbench().session, select)
}

export function useFindings<T>(select: (state: FindingsState) => T): T {
  return useStore(useWorkbench().findings, select)
}

export function useLive<T>(select: (state: LiveState) => T): T {
  return useStore(useWorkbench().live.store, select)
}

export function useTrial<T>(select: (state: TrialState) => T): T {
  return useStore(useWorkbench().trial, select)
}
