import { type Column, ColumnBuffer, columnKind, readCell } from '../column.ts'
import { DataError, type Environment } from '../functions/definition.ts'
import { compileLoop, type FailedRows, type Step } from '../generate/loop.ts'
import { interpret } from '../interpret.ts'
import type { TExpr } from '../syntax/expr.ts'
import { UTC } from '../time/zone.ts'
import type { RowType } from '../types.ts'
import type { Row, Value } from '../value.ts'

/** A world that stands still: UTC, one moment, and a random number that is always a half. */
export const STILL: Environment = { zone: UTC, now: () => 1_700_000_000_000, random: () => 0.5 }

/** What became of one row: its value, or the sentence with which it failed. */
export type Outcome = { value: Value } | { failed: string }

/** Rows as the columns of a batch. */
export function columnsOfRows(fields: RowType, rows: readonly Row[]): Column[] {
  return fields.map(({ type }, index) => {
    const buffer = new ColumnBuffer(columnKind(type), Math.max(1, rows.length))
    for (const [at, values] of rows.entries()) buffer.put(at, values[index]!, type)
    return buffer.column()
  })
}

/** What a step makes of rows: those that stay with their fields, and those that fail. */
export interface StepResult {
  kept: number[]
  values: Value[][]
  failed: [row: number, message: string][]
}

/** Runs one step as generated code. */
export function runGenerated(
  step: Step,
  { fields, rows, selection = null }: { fields: RowType; rows: readonly Row[]; selection?: Int32Array | null },
  environment = STILL,
): StepResult {
  const columns = columnsOfRows(fields, rows)
  const shape = { nulls: columns.map(({ nulls }) => nulls !== null), selected: selection !== null }
  const loop = compileLoop(fields, step, shape, environment)
  const failures: FailedRows = {
    message: '',
    n: 0,
    rows: new Int32Array(rows.length),
    steps: new Int32Array(rows.length),
    messages: [],
  }
  const out = {
    buffers: loop.buffers.map((kind) => new ColumnBuffer(kind, Math.max(1, rows.length))),
    selections: loop.steps.map(() => new Int32Array(rows.length)),
    counts: new Int32Array(loop.steps.length),
    failures,
  }
  loop.run(columns, selection?.length ?? rows.length, selection, out)
  const { places, selection: own } = loop.steps[0]!
  const kept = own < 0 ? [...(selection ?? rows.keys())] : [...out.selections[own]!.subarray(0, out.counts[0])]
  const written = places.map((place) =>
    'input' in place ? columns[place.input]! : out.buffers[place.buffer]!.column(),
  )
  return {
    kept,
    values: kept.map((at) => written.map((column, k) => readCell(column, at, step.fields[k]!.type))),
    failed: Array.from({ length: failures.n }, (_, k) => [failures.rows[k]!, failures.messages[k]!]),
  }
}

/** The same, row by row, by the interpreter. */
export function runInterpreted(
  step: Step,
  { rows, selection = null }: { rows: readonly Row[]; selection?: Int32Array | null },
  environment = STILL,
): StepResult {
  const where = step.where && interpret(step.where, environment)
  const fields = step.fields.map((field) => interpret(field, environment))
  const result: StepResult = { kept: [], values: [], failed: [] }
  for (const at of selection ?? rows.keys()) {
    try {
      if (where && where(rows[at]!) !== true) continue
      const values = fields.map((field) => field(rows[at]!))
      result.kept.push(at)
      result.values.push(values)
    } catch (problem) {
      if (!(problem instanceof DataError)) throw problem
      result.failed.push([at, problem.message])
    }
  }
  return result
}

/** One expression over rows, as generated code. */
export function generatedOutcomes(
  expr: TExpr,
  input: { fields: RowType; rows: readonly Row[] },
  environment = STILL,
): Outcome[] {
  const { kept, values, failed } = runGenerated({ fields: [expr], children: [], end: true }, input, environment)
  const outcomes = new Map<number, Outcome>()
  for (const [k, at] of kept.entries()) outcomes.set(at, { value: values[k]![0]! })
  for (const [at, message] of failed) outcomes.set(at, { failed: message })
  return input.rows.map((_, at) => outcomes.get(at)!)
}

/** One expression over rows, by the interpreter. */
export function interpretedOutcomes(expr: TExpr, rows: readonly Row[], environment = STILL): Outcome[] {
  const evaluate = interpret(expr, environment)
  return rows.map((row) => {
    try {
      return { value: evaluate(row) }
    } catch (problem) {
      if (!(problem instanceof DataError)) throw problem
      return { failed: problem.message }
    }
  })
}
