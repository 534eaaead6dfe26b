/** What follows from a pipeline: row types and problems. Derived when it is read, never stored beside it. */
import type { Catalogue, Definition, RelationType } from '@millrace/algebra'
import type { Diagnostic } from '@millrace/language'
import { type Built, build, type Pipeline, toDocument } from '@millrace/pipeline'

export interface Derived {
  readonly built: Built
  /** Errors first. */
  readonly problems: readonly Diagnostic[]
  readonly problemsOf: ReadonlyMap<string, readonly Diagnostic[]>
  readonly errors: number
}

export type Derive = (pipeline: Pipeline) => Derived

/** Remembers the last answer, and gives it again as long as nothing that runs has changed: moving a node builds nothing. */
export function createDerive(catalogue: Catalogue): Derive {
  let last: { pipeline: Pipeline; derived: Derived } | undefined
  return (pipeline) => {
    if (last && sameLogic(last.pipeline, pipeline)) return last.derived
    const built = build(toDocument(pipeline), catalogue)
    const derived = arranged(built, last?.derived)
    last = { pipeline, derived }
    return derived
  }
}

const sameLogic = (a: Pipeline, b: Pipeline) => a.nodes === b.nodes && a.edges === b.edges && a.settings === b.settings

function arranged(built: Built, before: Derived | undefined): Derived {
  const problems = [...built.problems].sort(
    (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'),
  )
  const problemsOf = new Map<string, readonly Diagnostic[]>()
  for (const problem of problems)
    if (problem.node !== undefined) problemsOf.set(problem.node, [...(problemsOf.get(problem.node) ?? []), problem])
  // A list that has not changed stays the same object, so that its node is not drawn again.
  for (const [node, list] of problemsOf) {
    const earlier = before?.problemsOf.get(node)
    if (earlier && JSON.stringify(earlier) === JSON.stringify(list)) problemsOf.set(node, earlier)
  }
  return { built, problems, problemsOf, errors: problems.filter(({ severity }) => severity === 'error').length }
}

/** The relations that come into the ports of a node, in the order of their edges. */
export function inputsOf(pipeline: Pipeline, { built }: Derived, node: string): Record<string, RelationType[]> {
  const inputs: Record<string, RelationType[]> = {}
  for (const { from, to } of pipeline.edges) {
    if (!to.startsWith(`${node}.`)) continue
    const relation = built.relations[from]
    if (!relation) continue
    const port = to.slice(node.length + 1)
    inputs[port] = [...(inputs[port] ?? []), relation]
  }
  return inputs
}

/** Looks definitions up by type. */
export function createLookup(catalogue: Catalogue): (type: string) => Definition | undefined {
  const byType = new Map(catalogue.map((definition) => [definition.type, definition]))
  return (type) => byType.get(type)
}
