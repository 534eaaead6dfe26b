import type { Catalogue, Definition } from '@millrace/algebra'
import type { Pipeline } from '@millrace/pipeline'
import type { StoreApi } from 'zustand/vanilla'
import type { CanvasApi } from './canvasApi.ts'
import { createDerive, createLookup, type Derived } from './derived.ts'
import { createLive, type LiveNumbers } from './live.ts'
import { createPreview, type PreviewStore } from './preview.ts'
import { createRun, type RunStore } from './run.ts'
import { createEditor, type Editor } from './store.ts'
import { createUi, type Ui } from './ui.ts'

/** One open pipeline: the document and its undo, what follows from it, its run, and what is open on the page. */
export interface Session {
  readonly id: string
  readonly catalogue: Catalogue
  readonly definitionOf: (type: string) => Definition | undefined
  readonly editor: Editor
  readonly derived: () => Derived
  readonly ui: StoreApi<Ui>
  readonly live: LiveNumbers
  readonly run: RunStore
  readonly preview: PreviewStore
  /** Set while the canvas is on the page. */
  canvas?: CanvasApi | undefined
}

export function createSession(id: string, pipeline: Pipeline, catalogue: Catalogue): Session {
  const editor = createEditor(pipeline)
  const derive = createDerive(catalogue)
  return {
    id,
    catalogue,
    definitionOf: createLookup(catalogue),
    editor,
    derived: () => derive(editor.store.getState().pipeline),
    ui: createUi(),
    live: createLive(),
    run: createRun(),
    preview: createPreview(),
  }
}
