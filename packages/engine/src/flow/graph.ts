import { type Plan, type PlanNode, type PortRef, type Primitive, relationAt } from '@millrace/algebra'

/** A plan by its arrows. */
export class PlanGraph {
  readonly plan: Plan
  private readonly byInput = new Map<string, { node: PlanNode; input: number }[]>()

  constructor(plan: Plan) {
    this.plan = plan
    for (const node of plan.nodes) {
      for (const [input, port] of node.inputs.entries()) {
        const key = portKey(port)
        const readers = this.byInput.get(key) ?? []
        this.byInput.set(key, readers)
        readers.push({ node, input })
      }
    }
  }

  readersOf(port: PortRef): readonly { node: PlanNode; input: number }[] {
    return this.byInput.get(portKey(port)) ?? []
  }

  typeAt(port: PortRef) {
    return relationAt(this.plan, port)
  }
}

export const portKey = ({ node, port }: PortRef) => `${node}.${port}`

/** Primitives that live inside flows; all others are tasks, sources or sinks. */
export const isFlowing = (op: Primitive): op is Extract<Primitive, { op: 'calc' | 'union' }> =>
  op.op === 'calc' || op.op === 'union'
