import {
  type Catalogue,
  type Definition,
  type Plan,
  type PlanNode,
  PlanScope,
  type Port,
  type PortRef,
  Relation,
  type RelationType,
  type SinkDefinition,
  type SourceDefinition,
  type TableProblem,
} from '@millrace/algebra'
import { type Diagnostic, didYouMean, STRING } from '@millrace/language'
import { readConfig } from './configuration.ts'
import { acceptable, refusedChanges } from './connection.ts'
import type { DocumentNode, PipelineDocument } from './document.ts'
import { inOrder } from './order.ts'
import { nodeOf, portOf } from './pipeline.ts'
import { inputPorts, outputPorts } from './ports.ts'

export interface Built {
  /** Absent when there is an error. */
  plan?: Plan
  /** What flows at every port that could be typed, by `node.port`. */
  relations: Readonly<Record<string, RelationType>>
  problems: Diagnostic[]
}

/** Checks a document and lowers it to a plan. All problems at once; what depends on a mistake is not reported again. */
export function build(document: PipelineDocument, catalogue: Catalogue): Built {
  const builder = new Builder(document, catalogue)
  builder.run()
  const failed = builder.problems.some(({ severity }) => severity === 'error')
  const relations: Record<string, RelationType> = {}
  const ports: Record<string, PortRef> = {}
  for (const [port, relation] of builder.outputs) {
    if (!relation.known) continue
    relations[port] = relation.type
    ports[port] = relation.at
  }
  const plan: Plan = { nodes: builder.nodes, timeZone: document.settings.timeZone, ports }
  return { ...(!failed && { plan }), relations, problems: builder.problems }
}

interface Edge {
  node: string
  port: string
}

class Builder {
  readonly problems: Diagnostic[] = []
  readonly nodes: PlanNode[] = []
  /** Relations by `node.port`. */
  readonly outputs = new Map<string, Relation>()
  private readonly document: PipelineDocument
  private readonly definitions: ReadonlyMap<string, Definition>
  /** Edges into each node, by port, in their order. */
  private readonly incoming = new Map<string, Map<string, Edge[]>>()

  constructor(document: PipelineDocument, catalogue: Catalogue) {
    this.document = document
    this.definitions = new Map(catalogue.map((definition) => [definition.type, definition]))
  }

  run(): void {
    this.readEdges()
    const { order, cycle } = inOrder(
      Object.keys(this.document.nodes),
      this.document.edges.map(({ from, to }) => [nodeOf(from), nodeOf(to)]),
    )
    if (cycle.length > 0)
      this.problem(
        cycle[0]!,
        'cycle',
        `The nodes ${cycle.join(' → ')} form a circle.`,
        'Remove one of the edges between them.',
      )
    for (const id of order) this.node(id, this.document.nodes[id]!)
    for (const id of order) this.unusedOutput(id)
  }

  private problem(
    node: string | undefined,
    code: string,
    message: string,
    hint?: string,
    severity: Diagnostic['severity'] = 'error',
    path?: string,
  ): void {
    this.problems.push({
      code,
      severity,
      message,
      ...(hint && { hint }),
      ...(node !== undefined && { node }),
      ...(path !== undefined && { path }),
    })
  }

  private readEdges(): void {
    const seen = new Set<string>()
    for (const { from, to } of this.document.edges) {
      const missing = [from, to].find((end) => !Object.hasOwn(this.document.nodes, nodeOf(end)))
      if (missing) {
        const near = didYouMean(nodeOf(missing), Object.keys(this.document.nodes))
        this.problem(
          undefined,
          'edge',
          `The edge from ${from} to ${to} names a node \`${nodeOf(missing)}\` that is not there.`,
          near && `Did you mean \`${near}\`?`,
        )
        continue
      }
      if (seen.has(`${from} ${to}`)) {
        this.problem(nodeOf(to), 'edge', `The edge from ${from} to ${to} is there twice.`, 'Remove one of them.')
        continue
      }
      seen.add(`${from} ${to}`)
      const ports = this.incoming.get(nodeOf(to)) ?? new Map<string, Edge[]>()
      this.incoming.set(nodeOf(to), ports)
      ports.set(portOf(to), [...(ports.get(portOf(to)) ?? []), { node: nodeOf(from), port: portOf(from) }])
    }
  }

  private node(id: string, { type, config }: DocumentNode): void {
    const definition = this.definitions.get(type)
    if (!definition) {
      const near = didYouMean(type, this.definitions.keys())
      return this.problem(
        id,
        'operator-not-found',
        `There is no operator \`${type}\`.`,
        near ? `Did you mean \`${near}\`?` : 'The command `describe` lists all operators.',
        'error',
        'type',
      )
    }
    const read = readConfig(definition, config, id)
    this.problems.push(...read.problems)
    const scope = new PlanScope(id)
    if (read.config !== undefined) this.lower(scope, definition, read.config)
    else this.checkInputs(scope, definition)
    this.problems.push(...scope.problems)
    this.nodes.push(...scope.nodes)
  }

  private lower(scope: PlanScope, definition: Definition, config: unknown): void {
    if (definition.kind === 'source') return this.source(scope, definition, config)
    if (definition.kind === 'sink') return this.sink(scope, definition, config)
    const all = this.checkInputs(scope, definition)
    const inputs = Object.fromEntries(
      Object.entries(all).map(([port, relations]) => [port, relations[0] ?? Relation.unknown(scope)]),
    )
    const planned = definition.plan({ config, inputs, all })
    for (const [port, relation] of Object.entries(planned))
      if (relation) this.outputs.set(`${scope.owner}.${port}`, relation)
  }

  private source(scope: PlanScope, definition: SourceDefinition, config: unknown): void {
    this.checkInputs(scope, definition)
    const table = definition.table(config, this.tableProblem(scope))
    const { row, time, key } = table
    const out: RelationType = {
      row,
      ...(time && { time: time.column }),
      changes: key ? { mode: 'upsert', key } : { mode: 'append' },
    }
    const rejected: RelationType = { row: REJECTED, changes: { mode: 'append' } }
    const node = scope.add('source', { op: 'source', table }, [], { out, rejected })
    for (const [port, type] of Object.entries({ out, rejected })) {
      const relation = new Relation(scope, { node, port }, type)
      if (type.changes.mode === 'upsert') relation.fromTable = { table: relation, steps: [] }
      this.outputs.set(`${scope.owner}.${port}`, relation)
    }
  }

  private sink(scope: PlanScope, definition: SinkDefinition, config: unknown): void {
    const [given] = this.checkInputs(scope, definition).in ?? []
    if (!given?.known) return
    const input = acceptable(definition, given)
    const { changes } = input.type
    if (!definition.accepts.includes(changes.mode)) scope.problem(refusedChanges(definition, changes.mode))
    const table = definition.table(config, input, this.tableProblem(scope))
    const key = changes.mode === 'upsert' ? changes.key : table.key
    scope.add('sink', { op: 'sink', table, changes: changes.mode, ...(key && { key }) }, [input.at], {})
  }

  private tableProblem(scope: PlanScope): TableProblem {
    return (problem) => scope.problem(problem)
  }

  /** The relations that come in by port; what is not connected or not there is reported. */
  private checkInputs(scope: PlanScope, definition: Definition): Record<string, Relation[]> {
    const ports = inputPorts(definition)
    const connected = this.incoming.get(scope.owner) ?? new Map<string, Edge[]>()
    for (const port of connected.keys()) {
      if (Object.hasOwn(ports, port)) continue
      const known = Object.keys(ports)
      const hint = known.length === 0 ? 'A source has no inputs.' : `Its inputs are: ${known.join(', ')}`
      scope.problem({ code: 'port-not-found', message: `${definition.palette.title} has no input \`${port}\`.`, hint })
    }
    return Object.fromEntries(
      Object.entries(ports).map(([port, declared]) => [
        port,
        this.inputsOf(scope, port, declared, connected.get(port) ?? []),
      ]),
    )
  }

  private inputsOf(scope: PlanScope, port: string, declared: Port, edges: readonly Edge[]): Relation[] {
    if (edges.length === 0 && !declared.optional) {
      scope.problem({
        code: 'input-not-connected',
        message: `Nothing is connected to the input \`${port}\`.`,
        hint: 'Draw an edge to it.',
      })
    }
    if (edges.length > 1 && !declared.many) {
      scope.problem({
        code: 'too-many-edges',
        message: `The input \`${port}\` takes one edge, found ${edges.length}.`,
        hint: 'Put a *Union* before it.',
      })
    }
    return edges.map((edge) => this.outputOf(scope, edge))
  }

  private outputOf(scope: PlanScope, { node, port }: Edge): Relation {
    const relation = this.outputs.get(`${node}.${port}`)
    if (relation) return relation.in(scope)
    const from = this.document.nodes[node]!
    const ports = this.declaredOutputs(from)
    if (ports && !ports.includes(port)) {
      const hint = ports.length === 0 ? 'A sink has no outputs.' : `Its outputs are: ${ports.join(', ')}`
      scope.problem({ code: 'port-not-found', message: `\`${node}\` has no output \`${port}\`.`, hint })
    }
    return Relation.unknown(scope)
  }

  /** Names of the outputs of a node, when its type and configuration are known. */
  private declaredOutputs({ type, config }: DocumentNode): string[] | undefined {
    const definition = this.definitions.get(type)
    const ports = definition && outputPorts(definition, config)
    return ports && Object.keys(ports)
  }

  /** A result that goes nowhere is legal (it can be tapped) and almost surely forgotten. */
  private unusedOutput(id: string): void {
    const { type } = this.document.nodes[id]!
    if (this.definitions.get(type)?.kind === 'sink' || this.document.edges.some(({ from }) => nodeOf(from) === id))
      return
    if (!this.outputs.has(`${id}.out`)) return
    this.problem(
      id,
      'output-not-connected',
      'The result of this node goes nowhere.',
      'Connect it to a sink.',
      'warning',
    )
  }
}

/** What a source says about a record that it could not read. */
const REJECTED = [
  { name: 'raw', type: STRING, nullable: true },
  { name: 'error', type: STRING, nullable: false },
  { name: 'position', type: STRING, nullable: false },
] as const
