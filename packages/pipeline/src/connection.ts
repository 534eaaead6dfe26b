import {
  type Catalogue,
  type Definition,
  PlanScope,
  type Port,
  Relation,
  type RelationType,
  type SinkDefinition,
} from '@millrace/algebra'
import type { Diagnostic, Json } from '@millrace/language'
import type { Built } from './build.ts'
import { readConfig } from './configuration.ts'
import { type Edge, nodeOf, type Pipeline, portOf } from './pipeline.ts'
import { inputPorts, outputPorts } from './ports.ts'

/**
 * Why an edge cannot be drawn; undefined when it can.
 *
 * What a configuration can mend is no reason: a field that is not there yet is shown as a problem of the node instead.
 */
export function connectionProblem(
  pipeline: Pipeline,
  { relations }: Pick<Built, 'relations'>,
  catalogue: Catalogue,
  { from, to }: Edge,
): Diagnostic | undefined {
  const target = pipeline.nodes[nodeOf(to)]
  const definition = catalogue.find(({ type }) => type === target?.type)
  const source = pipeline.nodes[nodeOf(from)]
  const sourceDefinition = catalogue.find(({ type }) => type === source?.type)
  if (!target || !definition || !source || !sourceDefinition)
    return problem('operator-not-found', 'There is no such node.')
  const port = inputPorts(definition)[portOf(to)]
  if (!port) return problem('port-not-found', noInput(definition, portOf(to)))
  const outputs = outputPorts(sourceDefinition, source.config)
  if (outputs && !outputs[portOf(from)])
    return problem('port-not-found', `\`${nodeOf(from)}\` has no output \`${portOf(from)}\`.`)
  return wiringProblem(pipeline, { from, to }, port) ?? typeProblem(pipeline, relations, definition, { from, to })
}

/** Whether a new node of a type could take rows of a relation at its first input. */
export function fits(definition: Definition, relation: RelationType): boolean {
  const [port] = Object.keys(inputPorts(definition))
  if (port === undefined) return false
  const config = definition.examples[0]?.config ?? {}
  return mismatch(definition, config, { [port]: [relation] }) === undefined
}

const problem = (code: string, message: string, hint?: string): Diagnostic => ({
  code,
  severity: 'error',
  message,
  ...(hint && { hint }),
})

function noInput(definition: Definition, port: string): string {
  if (definition.kind === 'source') return 'A source has no inputs.'
  return `${definition.palette.title} has no input \`${port}\`.`
}

function wiringProblem({ edges }: Pipeline, { from, to }: Edge, port: Port): Diagnostic | undefined {
  if (edges.some((edge) => edge.from === from && edge.to === to)) return problem('edge', 'This edge is there already.')
  if (!port.many && edges.some((edge) => edge.to === to))
    return problem('too-many-edges', 'This input takes one edge and has one.', 'Put a *Union* before it.')
  if (reaches(edges, nodeOf(to), nodeOf(from))) return problem('cycle', 'This edge would close a circle.')
  return undefined
}

function reaches(edges: readonly Edge[], from: string, to: string): boolean {
  const seen = new Set([from])
  for (const node of seen) for (const edge of edges) if (nodeOf(edge.from) === node) seen.add(nodeOf(edge.to))
  return seen.has(to)
}

function typeProblem(
  { nodes, edges }: Pipeline,
  relations: Built['relations'],
  definition: Definition,
  { from, to }: Edge,
): Diagnostic | undefined {
  const relation = relations[from]
  if (!relation) return undefined
  const target = nodeOf(to)
  const inputs: Record<string, RelationType[]> = {}
  for (const port of Object.keys(inputPorts(definition))) {
    const ends = edges.filter((edge) => edge.to === `${target}.${port}`).map((edge) => edge.from)
    if (`${target}.${port}` === to) ends.push(from)
    inputs[port] = ends.map((end) => relations[end]).filter((known) => known !== undefined)
  }
  const before = mismatch(definition, nodes[target]!.config, {
    ...inputs,
    [portOf(to)]: inputs[portOf(to)]!.slice(0, -1),
  })
  const after = mismatch(definition, nodes[target]!.config, inputs)
  return after && after.message !== before?.message ? after : undefined
}

/** What is wrong with the inputs of a node whatever its configuration says. */
function mismatch(
  definition: Definition,
  given: Json,
  inputs: Readonly<Record<string, readonly RelationType[]>>,
): Diagnostic | undefined {
  const read = [given, definition.examples[0]?.config ?? {}]
    .map((config) => readConfig(definition, config, ''))
    .find(({ problems }) => problems.length === 0)
  if (!read) return undefined
  const scope = new PlanScope('trial')
  plan(definition, read.config, scope, inputs)
  return scope.problems.find(({ severity, path }) => severity === 'error' && path === undefined)
}

function plan(
  definition: Definition,
  config: unknown,
  scope: PlanScope,
  inputs: Readonly<Record<string, readonly RelationType[]>>,
): void {
  const relation = (port: string, type: RelationType, i: number) =>
    new Relation(scope, { node: `${port}-${i}`, port: 'out' }, type)
  const all = Object.fromEntries(
    Object.keys(inputPorts(definition)).map((port) => [
      port,
      (inputs[port] ?? []).map((type, i) => relation(port, type, i)),
    ]),
  )
  const first = Object.fromEntries(Object.entries(all).map(([port, [one]]) => [port, one ?? Relation.unknown(scope)]))
  if (definition.kind === 'operator') definition.plan({ config, inputs: first, all })
  if (definition.kind !== 'sink' || !all.in?.[0]) return
  const input = acceptable(definition, all.in[0])
  const { mode } = input.type.changes
  if (!definition.accepts.includes(mode)) scope.problem(refusedChanges(definition, mode))
  definition.table(config, input, (given) => scope.problem(given))
}

/** Rows as a sink takes them: one that replaces by key takes rows that withdraw, when they have a key. */
export function acceptable({ accepts }: SinkDefinition, input: Relation): Relation {
  if (accepts.includes(input.type.changes.mode) || !accepts.includes('upsert')) return input
  return input.replacing() ?? input
}

/** What a sink says to rows that change in a way it cannot take. */
export function refusedChanges({ palette, accepts }: SinkDefinition, mode: RelationType['changes']['mode']) {
  const found = mode === 'upsert' ? 'replaces rows by key' : 'withdraws rows'
  const byKey = accepts.includes('upsert')
  return {
    code: 'change-mode',
    message: byKey
      ? `${palette.title} takes rows that replace each other by a key; the input ${found} and has no key.`
      : `${palette.title} takes rows that are never changed; the input ${found}.`,
    hint: `${byKey ? 'Keep the fields of the key' : 'Use a sink that takes updates'}, aggregate in windows, or put a *Changes as rows* before it.`,
  }
}
