import type { Edge, Pipeline } from '@millrace/pipeline'
import { createStore, type StoreApi } from 'zustand/vanilla'

export interface Selection {
  readonly nodes: readonly string[]
  readonly edges: readonly string[]
}

/** What the keyboard and the inspector are asked to go to. `at` grows, so that asking twice is two wishes. */
export interface Focus {
  readonly node: string
  readonly path?: string
  readonly at: number
}

interface Step {
  readonly pipeline: Pipeline
  readonly selection: Selection
}

export interface EditorState {
  readonly pipeline: Pipeline
  readonly selection: Selection
  /** Earlier pipelines, oldest first. */
  readonly past: readonly Step[]
  /** Pipelines that were undone, the next one first. */
  readonly future: readonly Step[]
  /** The intention of the last edit, while more of the same belongs to it. */
  readonly intention?: string | undefined
  readonly focus?: Focus | undefined
}

export const NOTHING: Selection = { nodes: [], edges: [] }

/** More steps than anybody goes back; each holds only what differs from the next. */
const MAX_STEPS = 500

export interface Editor {
  readonly store: StoreApi<EditorState>
  /**
   * One step of undo. Edits in a row with the same `intention` (typing in one field) are one step.
   * An edit that gives the same pipeline is none.
   */
  edit(change: (pipeline: Pipeline) => Pipeline, options?: { intention?: string; select?: Selection }): void
  /** The next edit is a step of its own, whatever its intention. */
  settle(): void
  undo(): void
  redo(): void
  select(selection: Selection): void
  focus(node: string, path?: string): void
  /** Another pipeline in place of this one, as after loading; there is nothing to undo. */
  replace(pipeline: Pipeline): void
}

export function createEditor(pipeline: Pipeline): Editor {
  const store = createStore<EditorState>(() => fresh(pipeline))
  return {
    store,
    edit(change, { intention, select } = {}) {
      store.setState((state) => edited(state, change(state.pipeline), intention, select))
    },
    settle: () => store.setState({ intention: undefined }),
    undo: () => store.setState((state) => undone(state)),
    redo: () => store.setState((state) => redone(state)),
    select: (selection) =>
      store.setState((state) => (sameSelection(state.selection, selection) ? state : { selection })),
    focus: (node, path) =>
      store.setState(({ focus }) => ({
        selection: { nodes: [node], edges: [] },
        focus: { node, ...(path !== undefined && { path }), at: (focus?.at ?? 0) + 1 },
      })),
    replace: (next) => store.setState(fresh(next), true),
  }
}

const fresh = (pipeline: Pipeline): EditorState => ({ pipeline, selection: NOTHING, past: [], future: [] })

function edited(
  state: EditorState,
  next: Pipeline,
  intention: string | undefined,
  select: Selection | undefined,
): Partial<EditorState> {
  if (next === state.pipeline) return select ? { selection: select } : {}
  const selection = select ?? present(state.selection, next)
  const goesOn = intention !== undefined && intention === state.intention
  if (goesOn) return { pipeline: next, selection, future: [] }
  const past = [...state.past, { pipeline: state.pipeline, selection: state.selection }].slice(-MAX_STEPS)
  return { pipeline: next, selection, past, future: [], intention }
}

function undone({ pipeline, selection, past, future }: EditorState): Partial<EditorState> {
  const step = past.at(-1)
  if (!step) return {}
  return { ...step, past: past.slice(0, -1), future: [{ pipeline, selection }, ...future], intention: undefined }
}

function redone({ pipeline, selection, past, future }: EditorState): Partial<EditorState> {
  const [step, ...rest] = future
  if (!step) return {}
  return { ...step, past: [...past, { pipeline, selection }], future: rest, intention: undefined }
}

/** The part of a selection that is still there. */
function present({ nodes, edges }: Selection, pipeline: Pipeline): Selection {
  const ids = new Set(pipeline.edges.map(edgeId))
  return {
    nodes: nodes.filter((id) => Object.hasOwn(pipeline.nodes, id)),
    edges: edges.filter((id) => ids.has(id)),
  }
}

const sameList = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((item, i) => item === b[i])
const sameSelection = (a: Selection, b: Selection) => sameList(a.nodes, b.nodes) && sameList(a.edges, b.edges)

/** `orders.out>paid.in`; ports have no `>`. */
export const edgeId = ({ from, to }: Edge): string => `${from}>${to}`

export function edgeOf(id: string): Edge {
  const at = id.indexOf('>')
  return { from: id.slice(0, at), to: id.slice(at + 1) }
}
