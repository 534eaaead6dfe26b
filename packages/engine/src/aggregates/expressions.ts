import {
  type Column,
  ColumnBuffer,
  type CompiledLoop,
  compileLoop,
  type FailedRows,
  type LoopOutput,
  type RowType,
  type TExpr,
} from '@millrace/language'
import type { AccumulatorContext } from './accumulator.ts'

interface Compiled {
  loop: CompiledLoop
  out: LoopOutput
}

/** Expressions over columns as columns: one generated loop for each shape of the input. */
export class Expressions {
  private readonly input: RowType
  private readonly exprs: readonly TExpr[]
  private readonly context: AccumulatorContext
  private readonly compiled = new Map<string, Compiled>()

  constructor(input: RowType, exprs: readonly TExpr[], context: AccumulatorContext) {
    this.input = input
    this.exprs = exprs
    this.context = context
  }

  /** A column for each expression, filled at the rows that are selected. */
  columns(columns: readonly Column[], rows: number, sel: Int32Array | null, n: number): Column[] {
    const compiled = this.compiledFor(columns, sel !== null)
    const { loop, out } = compiled
    prepare(out, rows)
    loop.run(columns, n, sel, out)
    if (out.failures.n > 0) this.context.fail(out.failures.messages[0]!)
    return loop.steps[0]!.places.map((place) =>
      'input' in place ? columns[place.input]! : out.buffers[place.buffer]!.column(),
    )
  }

  private compiledFor(columns: readonly Column[], selected: boolean): Compiled {
    let key = selected ? 's' : 'a'
    for (const { nulls } of columns) key += nulls === null ? '0' : '1'
    const known = this.compiled.get(key)
    if (known) return known
    const shape = { nulls: columns.map(({ nulls }) => nulls !== null), selected }
    const step = { fields: this.exprs, children: [], end: true }
    const loop = compileLoop(this.input, step, shape, this.context.environment)
    const failures: FailedRows = { message: '', n: 0, rows: new Int32Array(0), steps: new Int32Array(0), messages: [] }
    const out: LoopOutput = {
      buffers: loop.buffers.map((kind) => new ColumnBuffer(kind)),
      selections: loop.steps.map(() => new Int32Array(0)),
      counts: new Int32Array(loop.steps.length),
      failures,
    }
    const made = { loop, out }
    this.compiled.set(key, made)
    return made
  }
}

function prepare(out: LoopOutput, rows: number): void {
  for (const buffer of out.buffers) {
    buffer.clear()
    buffer.reserve(rows)
  }
  const selections = out.selections as Int32Array[]
  for (let s = 0; s < selections.length; s++)
    if (selections[s]!.length < rows) selections[s] = new Int32Array(Math.max(1024, rows))
  const { failures } = out
  if (failures.rows.length < rows) {
    failures.rows = new Int32Array(Math.max(1024, rows))
    failures.steps = new Int32Array(Math.max(1024, rows))
  }
  failures.n = 0
  failures.messages.length = 0
}

/** Copies the first rows of a column to rows of a buffer. */
export function copyColumn(from: Column, n: number, out: ColumnBuffer, row: number): void {
  for (let j = 0; j < n; j++) {
    if (from.nulls !== null && from.nulls[j] === 1) {
      out.setNull(row + j)
      continue
    }
    out.nulls[row + j] = 0
    if (from.k === 'bytes') out.putBytes(row + j, from.bytes, from.start[j]!, from.end[j]!)
    else {
      const width = from.k === 'i64' ? 2 : from.k === 'i128' ? 4 : 1
      for (let w = 0; w < width; w++) out.data[width * (row + j) + w] = from.data[width * j + w]!
    }
  }
}
