import type { Diagnostic } from '@millrace/language'
import type { PlanNode, PortRef, Primitive, RelationType } from './plan.ts'

/** The part of a plan that one node of the document becomes. */
export class PlanScope {
  readonly nodes: PlanNode[] = []
  readonly problems: Diagnostic[] = []
  /** Id of the document's node. */
  readonly owner: string
  constructor(owner: string) {
    this.owner = owner
  }

  /** Adds a primitive. A role is the second part of its id and may be used once. */
  add(role: string, op: Primitive, inputs: readonly PortRef[], outputs: Record<string, RelationType>): string {
    const id = `${this.owner}/${role}`
    if (this.nodes.some((node) => node.id === id))
      throw new Error(`The plan of ${this.owner} uses the role ${role} twice.`)
    this.nodes.push({ id, owner: this.owner, op, inputs, outputs })
    return id
  }

  problem(problem: Omit<Diagnostic, 'severity' | 'node'> & { severity?: Diagnostic['severity'] }): undefined {
    this.problems.push({ severity: 'error', ...problem, node: this.owner })
    return undefined
  }
}
