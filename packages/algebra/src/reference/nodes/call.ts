import { asJoin, type CallPrimitive } from '../../joins.ts'
import { APPEND, type PlanNode } from '../../plan.ts'
import { pairsOf } from './join/pairs.ts'
import type { Node, NodeContext } from './node.ts'

/** Looks every row up in a table (Flink's lookup join); what it finds does not change any more. */
export function call(context: NodeContext<CallPrimitive>): Node {
  const { node, plan, emit, table = [] } = context
  const source: PlanNode = {
    id: '$table',
    owner: node.owner,
    op: { op: 'source', table: node.op.table },
    inputs: [],
    outputs: { out: { row: node.op.table.row, changes: APPEND } },
  }
  const { match, pair, outer } = pairsOf({
    ...context,
    plan: { ...plan, nodes: [...plan.nodes, source] },
    node: { ...node, op: asJoin(node.op), inputs: [node.inputs[0]!, { node: '$table', port: 'out' }] },
  })
  return {
    push({ kind, row }) {
      const found = table.filter((other) => match(row, other, 0))
      for (const other of found) emit('out', pair(kind, 0, row, other))
      if (found.length === 0 && outer[0]) emit('out', pair(kind, 0, row))
    },
    watermark() {},
  }
}
