/** What a person can do to a pipeline: each is one step of undo. */
import type { Definition } from '@millrace/algebra'
import type { Diagnostic, Fix, Json } from '@millrace/language'
import {
  type Alignment,
  addNode,
  aligned,
  applyFix,
  type Box,
  type ConfigPath,
  configure,
  connect,
  connectionProblem,
  disconnect,
  distributed,
  type Edge,
  fragmentOf,
  freeId,
  inputPorts,
  insertOnEdge,
  moveNodes,
  outputPorts,
  type Pipeline,
  type Position,
  parseFragment,
  paste,
  reachable,
  removeNodes,
} from '@millrace/pipeline'
import type { Session } from './session.ts'
import { starterConfig } from './starter.ts'
import { edgeId, edgeOf, NOTHING, type Selection } from './store.ts'

export interface Placement {
  readonly at: Position
  /** The port that the new node is joined to. */
  readonly from?: { readonly port: string; readonly kind: 'output' | 'input' } | undefined
  /** The edge that it is put on. */
  readonly edge?: Edge | undefined
}

/** Adds an operator, joined to what it was asked for at, as far as the types allow. Gives its id. */
export function addOperator(session: Session, definition: Definition, { at, from, edge }: Placement): string {
  const { editor, derived } = session
  const { pipeline } = editor.store.getState()
  const id = freeId(pipeline.nodes, idWord(definition.type))
  const upstream = edge?.from ?? (from?.kind === 'output' ? from.port : undefined)
  const input = upstream === undefined ? undefined : derived().built.relations[upstream]
  const config = starterConfig(definition, input)
  editor.edit(
    (current) =>
      joined(session, addNode(current, { id, node: { type: definition.type, config }, at }), {
        id,
        definition,
        from,
        edge,
      }),
    { select: { nodes: [id], edges: [] } },
  )
  return id
}

/** `tumbling-window` is `tumbling`, so that ids stay short; sources and sinks keep the word. */
const idWord = (type: string) => type.replace(/-window$/, '')

interface Join {
  readonly id: string
  readonly definition: Definition
  readonly from: Placement['from']
  readonly edge: Edge | undefined
}

function joined(session: Session, pipeline: Pipeline, { id, definition, from, edge }: Join): Pipeline {
  const [input] = Object.keys(inputPorts(definition))
  const outputs = outputPorts(definition, pipeline.nodes[id]!.config) ?? {}
  const output = Object.keys(outputs).find((port) => !outputs[port]!.side)
  if (edge) {
    if (input === undefined || output === undefined) return pipeline
    return insertOnEdge(pipeline, edge, { in: `${id}.${input}`, out: `${id}.${output}` })
  }
  if (!from) return pipeline
  const wanted =
    from.kind === 'output'
      ? input !== undefined && { from: from.port, to: `${id}.${input}` }
      : output !== undefined && { from: `${id}.${output}`, to: from.port }
  if (!wanted || connectionProblem(pipeline, session.derived().built, session.catalogue, wanted)) return pipeline
  return connect(pipeline, wanted)
}

/** Draws an edge; gives the reason when it cannot be drawn. */
export function drawEdge({ editor, derived, catalogue }: Session, edge: Edge): Diagnostic | undefined {
  const problem = connectionProblem(editor.store.getState().pipeline, derived().built, catalogue, edge)
  if (!problem) editor.edit((pipeline) => connect(pipeline, edge), { select: { nodes: [], edges: [edgeId(edge)] } })
  return problem
}

/** Takes an edge from one port to another, as one step; it stays where it was when it does not fit. */
export function moveEdge({ editor, derived, catalogue }: Session, before: Edge, after: Edge): Diagnostic | undefined {
  if (edgeId(before) === edgeId(after)) return undefined
  const without = disconnect(editor.store.getState().pipeline, [before])
  const problem = connectionProblem(without, derived().built, catalogue, after)
  if (!problem) editor.edit(() => connect(without, after), { select: { nodes: [], edges: [edgeId(after)] } })
  return problem
}

export function removeSelected({ editor }: Session): void {
  const { selection } = editor.store.getState()
  editor.edit((pipeline) => removeNodes(disconnect(pipeline, selection.edges.map(edgeOf)), selection.nodes))
}

/** The selected nodes as text for the clipboard; undefined when none is selected. */
export function copied({ editor }: Session): string | undefined {
  const { pipeline, selection } = editor.store.getState()
  return selection.nodes.length === 0 ? undefined : JSON.stringify(fragmentOf(pipeline, selection.nodes), null, 2)
}

const BESIDE: Position = [32, 32]

/** Pastes nodes from a text, with their corner at a place, or beside where they were. False when it has none. */
export function pasteText({ editor }: Session, text: string, at?: Position): boolean {
  const fragment = parseFragment(text)
  if (!fragment || Object.keys(fragment.nodes).length === 0) return false
  const { pipeline, ids } = paste(
    editor.store.getState().pipeline,
    fragment,
    at ? cornerAt(fragment.layout, at) : BESIDE,
  )
  editor.edit(() => pipeline, { select: { nodes: ids, edges: [] } })
  return true
}

function cornerAt(layout: Pipeline['layout'], [x, y]: Position): Position {
  const places = Object.values(layout)
  if (places.length === 0) return [x, y]
  return [x - Math.min(...places.map(([left]) => left)), y - Math.min(...places.map(([, top]) => top))]
}

export function duplicateSelected(session: Session): void {
  const text = copied(session)
  if (text !== undefined) pasteText(session, text)
}

export function selectAll({ editor }: Session): void {
  const { pipeline } = editor.store.getState()
  editor.select({ nodes: Object.keys(pipeline.nodes), edges: pipeline.edges.map(edgeId) })
}

export const selectNothing = ({ editor }: Session): void => editor.select(NOTHING)

export function selectReachable({ editor }: Session, direction: 'upstream' | 'downstream'): void {
  const { pipeline, selection } = editor.store.getState()
  editor.select({ nodes: reachable(pipeline, selection.nodes, direction), edges: [] })
}

/** Edits of one setting in a row are one step. */
export function setValue({ editor }: Session, id: string, path: ConfigPath, value: Json | undefined): void {
  editor.edit((pipeline) => configure(pipeline, id, path, value), { intention: `configure ${id} ${path.join('.')}` })
}

export function applyQuickFix({ editor }: Session, problem: Diagnostic, fix: Fix): void {
  editor.settle()
  editor.edit((pipeline) => applyFix(pipeline, problem, fix))
  editor.settle()
}

export type Sizes = (id: string) => { readonly width: number; readonly height: number } | undefined

const boxes = ({ nodes }: Selection, { layout }: Pipeline, sizes: Sizes): Box[] =>
  nodes.map((id) => {
    const [x, y] = layout[id] ?? [0, 0]
    return { id, x, y, ...(sizes(id) ?? { width: 0, height: 0 }) }
  })

export function alignSelected({ editor }: Session, to: Alignment, sizes: Sizes): void {
  const { selection, pipeline } = editor.store.getState()
  if (selection.nodes.length < 2) return
  editor.edit((current) => moveNodes(current, aligned(boxes(selection, pipeline, sizes), to)))
}

export function distributeSelected({ editor }: Session, axis: 'horizontal' | 'vertical', sizes: Sizes): void {
  const { selection, pipeline } = editor.store.getState()
  editor.edit((current) => moveNodes(current, distributed(boxes(selection, pipeline, sizes), axis)))
}

/** Moves the selected nodes by some pixels; steps in a row are one step of undo. */
export function nudgeSelected({ editor }: Session, [dx, dy]: Position): void {
  const { selection } = editor.store.getState()
  editor.edit(
    (pipeline) =>
      moveNodes(
        pipeline,
        Object.fromEntries(
          selection.nodes.map((id) => [
            id,
            [(pipeline.layout[id]?.[0] ?? 0) + dx, (pipeline.layout[id]?.[1] ?? 0) + dy],
          ]),
        ),
      ),
    { intention: `nudge ${selection.nodes.join(' ')}` },
  )
}
