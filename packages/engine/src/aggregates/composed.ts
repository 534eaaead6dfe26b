import type { Composition } from '@millrace/algebra'
import { ColumnBuffer, columnKind, type Typed } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Records } from '../state/layout.ts'
import type { Accumulator, AccumulatorContext } from './accumulator.ts'
import { copyColumn, Expressions } from './expressions.ts'

/** Makes the accumulator of one part, over a column of its own. */
type CreatePart = (fn: string, argument: Typed, result: Typed, at: number, column: number) => Accumulator

/** An aggregate that is an expression over simpler ones: each of them has its words, the result is computed when it is written. */
export class ComposedAccumulator implements Accumulator {
  readonly words: number
  private readonly parts: readonly Accumulator[]
  private readonly column: number
  private readonly inputs: Expressions
  private readonly result: Expressions
  private readonly totals: readonly ColumnBuffer[]

  constructor(
    { parts, result }: Composition,
    { at, column, argument }: { at: number; column: number; argument: Typed },
    create: CreatePart,
    context: AccumulatorContext,
  ) {
    this.column = column
    let next = at
    this.parts = parts.map((part, p) => {
      const accumulator = create(part.fn, part.of, part.result, next, p)
      next += accumulator.words
      return accumulator
    })
    this.words = next - at
    this.inputs = new Expressions(
      [{ ...argument, name: 'x' }],
      parts.map(({ of }) => of),
      context,
    )
    const totals = parts.map((part, p) => ({ name: `part${p}`, ...part.result }))
    this.result = new Expressions(totals, [result], context)
    this.totals = parts.map((part) => new ColumnBuffer(columnKind(part.result.type)))
  }

  /** The batch with the arguments of the parts as its columns. */
  private arguments(batch: Batch, sel: Int32Array | null, n: number): Batch {
    return { ...batch, cols: this.inputs.columns([batch.cols[this.column]!], batch.rows, sel, n) }
  }

  add(batch: Batch, sel: Int32Array | null, n: number, records: Records, bases: Int32Array): void {
    const of = this.arguments(batch, sel, n)
    for (const part of this.parts) part.add(of, sel, n, records, bases)
  }

  retract(batch: Batch, sel: Int32Array | null, n: number, records: Records, bases: Int32Array): void {
    const of = this.arguments(batch, sel, n)
    for (const part of this.parts) part.retract!(of, sel, n, records, bases)
  }

  merge(source: Records, from: Int32Array, target: Records, to: Int32Array, n: number): void {
    for (const part of this.parts) part.merge(source, from, target, to, n)
  }

  write(records: Records, bases: Int32Array, n: number, out: ColumnBuffer, row: number): void {
    for (const [p, part] of this.parts.entries()) {
      const total = this.totals[p]!
      total.clear()
      total.reserve(n)
      part.write(records, bases, n, total, 0)
    }
    const totals = this.totals.map((total) => total.column())
    const [result] = this.result.columns(totals, n, null, n)
    copyColumn(result!, n, out, row)
  }
}
