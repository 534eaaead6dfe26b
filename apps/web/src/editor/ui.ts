import type { Edge, Position } from '@millrace/pipeline'
import { createStore, type StoreApi } from 'zustand/vanilla'

export type DockTab = 'rows' | 'metrics' | 'state' | 'problems' | 'runs' | 'logs'
export type InspectorTab = 'configure' | 'docs' | 'run'
export type DialogName = 'deploy' | 'export' | 'import' | 'help' | 'commands' | 'conflict' | 'versions'

/** A request for a new node: where it goes, and what it is joined to. */
export interface QuickAdd {
  /** In the window, for the list. */
  readonly screen: Position
  /** On the canvas, for the node. */
  readonly at: Position
  /** The port that an edge was drawn from. */
  readonly from?: { readonly port: string; readonly kind: 'output' | 'input' }
  /** The edge that the node is put on. */
  readonly edge?: Edge
}

/** What is open and where, in one page. Not part of the document, not undone. */
export interface Ui {
  readonly dock: DockTab
  readonly dockOpen: boolean
  readonly dockHeight: number
  readonly inspector: InspectorTab
  readonly dialog?: DialogName | undefined
  readonly quickAdd?: QuickAdd | undefined
  readonly finding: boolean
}

export const createUi = (): StoreApi<Ui> =>
  createStore<Ui>(() => ({ dock: 'rows', dockOpen: true, dockHeight: 232, inspector: 'configure', finding: false }))
