/** Reading a session from components. */
import type { Diagnostic } from '@millrace/language'
import { createContext, useContext, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { Derived } from './derived.ts'
import type { NodeNumbers, PortNumbers } from './live.ts'
import type { PreviewState } from './preview.ts'
import type { Run } from './run.ts'
import type { Session } from './session.ts'
import type { EditorState } from './store.ts'
import type { Ui } from './ui.ts'

export const SessionContext = createContext<Session | undefined>(undefined)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('There is no session here.')
  return session
}

export const useEditor = <T>(select: (state: EditorState) => T): T => useStore(useSession().editor.store, select)
export const useUi = <T>(select: (ui: Ui) => T): T => useStore(useSession().ui, select)
export const usePreview = <T>(select: (preview: PreviewState) => T): T => useStore(useSession().preview, select)
export const useRun = <T>(select: (run: Run) => T): T => useStore(useSession().run, select)

/** Row types and problems of the pipeline as it is now. */
export function useDerived(): Derived {
  const { editor, derived } = useSession()
  return useSyncExternalStore(editor.store.subscribe, derived)
}

const NO_PROBLEMS: readonly Diagnostic[] = []
export const useProblemsOf = (node: string): readonly Diagnostic[] => useDerived().problemsOf.get(node) ?? NO_PROBLEMS

export function useNodeNumbers(id: string): NodeNumbers | undefined {
  const { live } = useSession()
  return useSyncExternalStore(
    (listener) => live.subscribe(id, listener),
    () => live.node(id),
  )
}

export function usePortNumbers(port: string): PortNumbers | undefined {
  const { live } = useSession()
  return useSyncExternalStore(
    (listener) => live.subscribe(port, listener),
    () => live.port(port),
  )
}

/** The one selected node, if exactly one is. */
export const useSelectedNode = (): string | undefined =>
  useEditor(({ selection: { nodes } }) => (nodes.length === 1 ? nodes[0] : undefined))
