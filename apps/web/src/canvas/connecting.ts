/** What is known while an edge is being drawn: whether it may end where the pointer is, and why not. */
import type { Diagnostic } from '@millrace/language'
import { connectionProblem, type Edge, inputPorts, nodeOf, outputPorts } from '@millrace/pipeline'
import type { Session } from '../editor/session.ts'

/** From an output to an input, whichever end was taken first. */
export function edgeBetween(source: string, sourcePort: string, target: string, targetPort: string): Edge {
  return { from: `${source}.${sourcePort}`, to: `${target}.${targetPort}` }
}

export function refusal({ editor, derived, catalogue }: Session, edge: Edge): Diagnostic | undefined {
  const { pipeline } = editor.store.getState()
  return connectionProblem(pipeline, derived().built, catalogue, edge)
}

/** The first port of a node where an edge may end; with the reason of the first refusal when there is none. */
export function landing(
  session: Session,
  from: { port: string; kind: 'output' | 'input' },
  node: string,
): { edge?: Edge; problem?: Diagnostic } {
  const target = session.editor.store.getState().pipeline.nodes[node]
  const definition = target && session.definitionOf(target.type)
  if (!definition || nodeOf(from.port) === node) return {}
  const ports = from.kind === 'output' ? inputPorts(definition) : (outputPorts(definition, target.config) ?? {})
  let problem: Diagnostic | undefined
  for (const port of Object.keys(ports)) {
    const end = `${node}.${port}`
    const edge = from.kind === 'output' ? { from: from.port, to: end } : { from: end, to: from.port }
    const reason = refusal(session, edge)
    if (!reason) return { edge }
    problem ??= reason
  }
  return { problem: problem ?? { code: 'port-not-found', severity: 'error', message: 'A source has no inputs.' } }
}
