import { type Plan, type PlanNode, type PortRef, type Primitive, relationAt, type Table } from '@millrace/algebra'
import { formatTyped, type Json, type TExpr } from '@millrace/language'

/**
 * What the saved state of a plan node means: state fits a node of the same id when both have the same signature.
 *
 * Columns are named by what they hold, not by their number, so a field that is added before them changes nothing. Nodes without
 * state have no signature.
 */
export function signaturesOf(plan: Plan): Record<string, Json> {
  const signed = plan.nodes.flatMap((node) => {
    const signature = signatureOf(plan, node)
    return signature === undefined ? [] : [[node.id, signature] as const]
  })
  return Object.fromEntries(signed)
}

/** Rows of sessions wait for the end of these; other windows are added at once. */
const isStateless = (op: Primitive): boolean =>
  op.op === 'calc' || op.op === 'union' || (op.op === 'assign' && op.window.kind !== 'session')

function signatureOf(plan: Plan, node: PlanNode): Json | undefined {
  const { op } = node
  if (isStateless(op)) return undefined
  if (op.op === 'source') return { op: 'source', connector: op.table.connector, reads: readPlace(op.table) }
  if (op.op === 'sink') return sinkSignature(op)
  const { timeZone } = plan
  const inputs = node.inputs.map((port) => inputSignature(plan, port, node.owner))
  // Rows that wait for answers are looked up by what the node is now.
  if (op.op === 'call' && op.requests)
    return { op: 'call', requests: true, inputs: inputs.map((input) => plain(input)) }
  // State of these holds keys and sums only; all others may keep whole rows.
  if (op.op === 'window') return { op: 'window', timeZone, ...windowSignature(op, inputs[0]!.columns) }
  return { op: plain(withoutUpdates(op)), timeZone, inputs: inputs.map((input) => plain(input)) }
}

/** Which updates go out changes nothing of what is kept. */
function withoutUpdates(op: Primitive): Primitive {
  if (op.op !== 'group' && op.op !== 'rank' && op.op !== 'deduplicate') return op
  const { updates: _, ...rest } = op
  return rest
}

/** Which part of a source's configuration its positions belong to; for one that is not listed, all of it. */
const READ_PLACES: Readonly<Record<string, readonly string[]>> = {
  'kafka-source': ['connection', 'topic'],
  'file-source': ['path', 'format'],
}

function readPlace({ connector, options }: Table): Json {
  const names = READ_PLACES[connector]
  const all = options as { readonly [name: string]: Json }
  return names ? Object.fromEntries(names.map((name) => [name, all[name] ?? null])) : plain(all)
}

/** Sinks that keep the rows themselves; others only know how far they have written. */
const KEEPS_ROWS: ReadonlySet<string> = new Set(['table-sink', 'big-number-sink'])

function sinkSignature({ table, changes, key }: Extract<Primitive, { op: 'sink' }>): Json {
  const { connector, options, row } = table
  const place = { op: 'sink', connector, options: plain(options) }
  if (!KEEPS_ROWS.has(connector)) return place
  const fields = row.map((field) => `${field.name} ${formatTyped(field)}`)
  return { ...place, fields, changes, key: plain(key ?? null) }
}

interface InputSignature {
  changes: Json
  columns: string[]
}

function inputSignature(plan: Plan, port: PortRef, owner: string): InputSignature {
  const { row, changes } = relationAt(plan, port)
  return { changes: plain(changes), columns: row.map((_, index) => columnText(plan, port, index, owner)) }
}

/** A column by its name and type; one that the same node of the document has computed, by how. */
function columnText(plan: Plan, port: PortRef, index: number, owner: string): string {
  const field = relationAt(plan, port).row[index]!
  const maker = plan.nodes.find(({ id }) => id === port.node)!
  const type = formatTyped(field)
  if (maker.owner !== owner || maker.op.op !== 'calc' || port.port !== 'out') return `${field.name} ${type}`
  const expr = maker.op.fields[index]!.expr
  return `${exprText(expr, (column) => columnText(plan, maker.inputs[0]!, column, owner))} ${type}`
}

function exprText(expr: TExpr, column: (index: number) => string): string {
  if (expr.k === 'col') return column(expr.index)
  if (expr.k === 'lit') return JSON.stringify(expr.value)
  return `${expr.fn}(${expr.args.map((arg) => exprText(arg, column)).join(', ')})`
}

function windowSignature(
  op: Extract<Primitive, { op: 'window' }>,
  columns: readonly string[],
): { [name: string]: Json } {
  const { rowtime, key, aggregates, op: _, ...rest } = op
  const column = (index: number) => columns[index]!
  return {
    ...(plain(rest) as { [name: string]: Json }),
    rowtime: rowtime === undefined ? null : column(rowtime),
    key: key.map(column),
    aggregates: aggregates.map(({ fn, args, where, distinct, result }) => ({
      fn,
      args: args.map(column),
      where: where === undefined ? null : column(where),
      distinct: distinct ?? false,
      result: formatTyped(result),
    })),
  }
}

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json
