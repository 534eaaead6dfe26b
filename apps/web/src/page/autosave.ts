/** Saves a pipeline soon after every change, one save after the other, each on top of the version that was seen last. */
import type { Pipeline } from '@millrace/pipeline'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Editor } from '../editor/store.ts'

export interface SaveState {
  /** `unreached` is tried again; `refused` waits for the next change; `conflict` for a decision. */
  readonly state: 'saved' | 'dirty' | 'saving' | 'unreached' | 'refused' | 'conflict'
  /** The newest version that this page has seen. */
  readonly version: number
  /** What the runner said when it refused. */
  readonly message?: string | undefined
  /** The version that somebody else has saved. */
  readonly theirs?: number | undefined
}

/** What a failed save means. */
export type SaveFailure =
  | { readonly kind: 'unreached' }
  | { readonly kind: 'conflict'; readonly version: number }
  | { readonly kind: 'refused'; readonly message: string }

export interface AutosaveParts {
  readonly editor: Editor
  readonly version: number
  save(baseVersion: number, pipeline: Pipeline): Promise<number>
  failureOf(error: unknown): SaveFailure
}

export interface Autosave {
  readonly store: StoreApi<SaveState>
  /** Saves what is not saved yet; the version that holds it, or nothing when that failed. */
  flush(): Promise<number | undefined>
  /** Goes on from a version of somebody else: the next save replaces it. */
  rebase(version: number): void
  stop(): void
}

const SOON_MS = 500
const AGAIN_MS = 1500

export function createAutosave({ editor, version, save, failureOf }: AutosaveParts): Autosave {
  const store = createStore<SaveState>(() => ({ state: 'saved', version }))
  /** What the newest version holds; nothing when it is somebody else's. */
  let saved: Pipeline | undefined = editor.store.getState().pipeline
  let timer: ReturnType<typeof setTimeout> | undefined
  let under: Promise<void> | undefined
  const current = () => editor.store.getState().pipeline
  const later = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => void flush(), ms)
  }

  async function once(): Promise<void> {
    const pipeline = current()
    store.setState({ state: 'saving', message: undefined })
    try {
      const next = await save(store.getState().version, pipeline)
      saved = pipeline
      store.setState({ state: current() === saved ? 'saved' : 'dirty', version: next })
    } catch (error) {
      failed(failureOf(error))
    }
  }

  function failed(failure: SaveFailure): void {
    if (failure.kind === 'conflict') store.setState({ state: 'conflict', theirs: failure.version })
    else if (failure.kind === 'refused') store.setState({ state: 'refused', message: failure.message })
    else {
      store.setState({ state: 'unreached' })
      later(AGAIN_MS)
    }
  }

  async function flush(): Promise<number | undefined> {
    clearTimeout(timer)
    while (under) await under
    while (current() !== saved && store.getState().state !== 'conflict') {
      under = once().finally(() => {
        under = undefined
      })
      await under
      if (store.getState().state !== 'saved' && store.getState().state !== 'dirty') return undefined
    }
    return store.getState().state === 'conflict' ? undefined : store.getState().version
  }

  const leave = editor.store.subscribe(({ pipeline }, before) => {
    const { state } = store.getState()
    if (pipeline === before.pipeline || state === 'conflict') return
    if (pipeline === saved && !under) {
      clearTimeout(timer)
      store.setState({ state: 'saved', message: undefined })
      return
    }
    if (state !== 'saving') store.setState({ state: 'dirty', message: undefined })
    later(SOON_MS)
  })

  return {
    store,
    flush,
    rebase(theirs) {
      saved = undefined
      store.setState({ state: 'dirty', version: theirs, theirs: undefined })
      later(0)
    },
    stop() {
      leave()
      clearTimeout(timer)
    },
  }
}
