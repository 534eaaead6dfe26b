import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { Autosave, SaveState } from './autosave.ts'

export const AutosaveContext = createContext<Autosave | undefined>(undefined)

export function useAutosave(): Autosave {
  const autosave = useContext(AutosaveContext)
  if (!autosave) throw new Error('There is no pipeline on this page.')
  return autosave
}

export const useSaveState = <T>(select: (state: SaveState) => T): T => useStore(useAutosave().store, select)
