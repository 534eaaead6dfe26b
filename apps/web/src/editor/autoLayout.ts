/** Layers from left to right by ELK, in a worker that is loaded when it is first asked for. */
import { nodeOf, type Pipeline, type Position, portOf } from '@millrace/pipeline'
import type { ELK } from 'elkjs/lib/elk-api.js'
import type { NodeShape, PortPlace } from './nodeShape.ts'

let elk: Promise<ELK> | undefined

async function load(): Promise<ELK> {
  const [{ default: Elk }, { default: url }] = await Promise.all([
    import('elkjs/lib/elk-api.js'),
    import('elkjs/lib/elk-worker.min.js?url'),
  ])
  return new Elk({ workerFactory: () => new Worker(url) })
}

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': '56',
  'elk.spacing.nodeNode': '36',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.separateConnectedComponents': 'true',
}

const SIDES: Record<PortPlace['kind'], string> = { input: 'WEST', output: 'EAST', side: 'SOUTH' }

/** Where every node goes; the corner of the whole stays where it is. */
export async function autoLayout(
  pipeline: Pipeline,
  shapes: ReadonlyMap<string, NodeShape>,
): Promise<Record<string, Position>> {
  elk ??= load()
  const graph = await (await elk).layout({
    id: 'root',
    layoutOptions: OPTIONS,
    children: [...shapes].map(([id, { width, height, ports }]) => ({
      id,
      width,
      height,
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      ports: ports.map(({ name, kind, x, y }) => ({
        id: portId(id, name, kind),
        x,
        y,
        width: 0,
        height: 0,
        layoutOptions: { 'elk.port.side': SIDES[kind] },
      })),
    })),
    edges: pipeline.edges.flatMap(({ from, to }) => edgeOf(shapes, from, to)),
  })
  return moved(pipeline, graph.children ?? [])
}

const portId = (node: string, name: string, kind: PortPlace['kind']) =>
  `${node} ${kind === 'input' ? 'in' : 'out'} ${name}`

function edgeOf(shapes: ReadonlyMap<string, NodeShape>, from: string, to: string) {
  const [source, target] = [nodeOf(from), nodeOf(to)]
  if (!shapes.has(source) || !shapes.has(target)) return []
  return [
    {
      id: `${from}>${to}`,
      sources: [portId(source, portOf(from), 'output')],
      targets: [portId(target, portOf(to), 'input')],
    },
  ]
}

function moved(
  { layout }: Pipeline,
  children: readonly { id: string; x?: number; y?: number }[],
): Record<string, Position> {
  const corner = (places: readonly Position[]): Position =>
    places.length === 0 ? [0, 0] : [Math.min(...places.map(([x]) => x)), Math.min(...places.map(([, y]) => y))]
  const [left, top] = corner(Object.values(layout))
  const [newLeft, newTop] = corner(children.map(({ x = 0, y = 0 }) => [x, y]))
  return Object.fromEntries(children.map(({ id, x = 0, y = 0 }) => [id, [x - newLeft + left, y - newTop + top]]))
}
