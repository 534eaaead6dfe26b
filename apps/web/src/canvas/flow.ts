/** The nodes and edges of a pipeline as React Flow takes them. What has not changed stays the same object. */
import type { Pipeline, Position as Place } from '@millrace/pipeline'
import { nodeOf, portOf } from '@millrace/pipeline'
import { Position } from '@xyflow/react'
import { edgeId, type Selection } from '../editor/store.ts'
import type { OperatorEdge } from './FlowEdge.tsx'
import { GATE, type OperatorFlowNode } from './OperatorNode.tsx'
import type { NodeView } from './views.ts'

export interface FlowInput {
  readonly pipeline: Pipeline
  readonly views: ReadonlyMap<string, NodeView>
  readonly selection: Selection
  /** Where nodes are while they are being dragged. */
  readonly dragged: Readonly<Record<string, Place>>
}

export function createFlow(): (input: FlowInput) => { nodes: OperatorFlowNode[]; edges: OperatorEdge[] } {
  let nodeCache = new Map<string, OperatorFlowNode>()
  let edgeCache = new Map<string, OperatorEdge>()
  return ({ pipeline, views, selection, dragged }) => {
    const selectedNodes = new Set(selection.nodes)
    const selectedEdges = new Set(selection.edges)
    const nodes = [...views.values()].map((view) => {
      const at = dragged[view.id] ?? pipeline.layout[view.id] ?? [0, 0]
      return flowNode(view, at, selectedNodes.has(view.id), nodeCache.get(view.id))
    })
    const edges = pipeline.edges.map((edge) => {
      const id = edgeId(edge)
      const kind = kindOf(views, edge.from)
      return flowEdge(id, edge, kind, selectedEdges.has(id), edgeCache.get(id))
    })
    nodeCache = new Map(nodes.map((node) => [node.id, node]))
    edgeCache = new Map(edges.map((edge) => [edge.id, edge]))
    return { nodes, edges }
  }
}

function flowNode(
  view: NodeView,
  [x, y]: Place,
  selected: boolean,
  known: OperatorFlowNode | undefined,
): OperatorFlowNode {
  if (
    known &&
    known.data.view === view &&
    known.position.x === x &&
    known.position.y === y &&
    known.selected === selected
  )
    return known
  const { width, height } = view.shape
  return {
    id: view.id,
    type: 'operator',
    position: { x, y },
    width,
    height,
    measured: { width, height },
    handles: view.places.map((place) => ({
      id: place.name,
      type: place.kind === 'input' ? ('target' as const) : ('source' as const),
      position: place.kind === 'input' ? Position.Left : place.kind === 'output' ? Position.Right : Position.Bottom,
      ...gateBox(place),
    })),
    selected,
    data: known?.data.view === view ? known.data : { view },
    ariaLabel: view.title,
  }
}

function gateBox({ kind, x, y }: { kind: string; x: number; y: number }) {
  const [width, height] = kind === 'side' ? [GATE.long, GATE.thick] : [GATE.thick, GATE.long]
  return { x: x - width / 2, y: y - height / 2, width, height }
}

function kindOf(views: ReadonlyMap<string, NodeView>, from: string): 'main' | 'late' | 'side' {
  const place = views.get(nodeOf(from))?.places.find(({ name, kind }) => kind !== 'input' && name === portOf(from))
  if (place?.kind !== 'side') return 'main'
  return portOf(from) === 'late' ? 'late' : 'side'
}

function flowEdge(
  id: string,
  { from, to }: { from: string; to: string },
  kind: 'main' | 'late' | 'side',
  selected: boolean,
  known: OperatorEdge | undefined,
): OperatorEdge {
  if (known && known.selected === selected && known.data?.kind === kind) return known
  return {
    id,
    type: 'flow',
    source: nodeOf(from),
    sourceHandle: portOf(from),
    target: nodeOf(to),
    targetHandle: portOf(to),
    selected,
    reconnectable: true,
    data: { port: from, name: portOf(from), node: nodeOf(from), kind },
  }
}
