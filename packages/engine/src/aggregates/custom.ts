import type { CustomAggregate } from '@millrace/algebra'
import {
  type Column,
  ColumnBuffer,
  type CompiledFold,
  columnKind,
  compileFold,
  type Fold,
  interpret,
  type Kept,
  type KeptTexts,
  type RowType,
  type TExpr,
} from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Heap } from '../state/heap.ts'
import type { Records } from '../state/layout.ts'
import type { Accumulator, AccumulatorContext } from './accumulator.ts'
import { Cells } from './cells.ts'
import { copyColumn, Expressions } from './expressions.ts'

/**
 * An aggregate that a document defines: its state lies in the record, generated code changes it row by row.
 *
 * Words: whether the state has begun, and its cells.
 */
export class CustomAccumulator implements Accumulator {
  readonly words: number
  readonly retract?: NonNullable<Accumulator['retract']>
  private readonly at: number
  private readonly place: number
  private readonly custom: CustomAggregate
  private readonly cells: Cells
  private readonly context: AccumulatorContext
  private readonly columns: readonly number[]
  private readonly adding: Folding
  private readonly merging: Folding | undefined
  private readonly result: Expressions
  private readonly states: readonly ColumnBuffer[]
  private readonly initial: readonly Column[]

  constructor(
    custom: CustomAggregate,
    args: readonly number[],
    input: RowType,
    at: number,
    context: AccumulatorContext,
  ) {
    this.custom = custom
    this.columns = args
    this.at = at
    this.place = at + 2
    this.context = context
    this.cells = new Cells(custom.state)
    this.words = 2 + this.cells.words
    const reads = args.map((column) => input[column]!)
    this.adding = this.folding(custom.add, reads)
    this.merging = custom.merge && this.folding(custom.merge)
    if (custom.retract) {
      const taking = this.folding(custom.retract, reads)
      this.retract = (batch, sel, n, records, bases) => this.fold(taking, batch, sel, n, records, bases)
    }
    this.result = new Expressions(custom.state, [custom.value], context)
    this.states = custom.state.map(({ type }) => new ColumnBuffer(columnKind(type)))
    this.initial = this.initialState()
  }

  /** How a state changes with rows of some columns, or with another state. */
  private folding(steps: readonly TExpr[], columns?: RowType): Folding {
    const { place, cells } = this
    const kept = this.custom.state.map((field, f) => ({ ...field, at: place + cells.places[f]! }))
    return new Folding(
      { kept, nulls: place, columns: columns ?? [], merges: columns === undefined, steps },
      this.context,
    )
  }

  private initialState(): Column[] {
    return this.custom.state.map(({ type }, f) => {
      const buffer = new ColumnBuffer(columnKind(type), 1)
      buffer.put(0, interpret(this.custom.init[f]!, this.context.environment)([]), type)
      return buffer.column()
    })
  }

  /** Begins the states of records that have none. */
  private begin(records: Records, bases: Int32Array, n: number): void {
    const { ints, heap } = records
    for (let j = 0; j < n; j++) {
      const base = bases[j]!
      if (ints[base + this.at] === 1) continue
      ints[base + this.at] = 1
      this.cells.take(this.initial, 0)
      this.cells.put(records, base + this.place, heap)
    }
  }

  add(batch: Batch, sel: Int32Array | null, n: number, records: Records, bases: Int32Array): void {
    this.fold(this.adding, batch, sel, n, records, bases)
  }

  private fold(
    folding: Folding,
    batch: Batch,
    sel: Int32Array | null,
    n: number,
    records: Records,
    bases: Int32Array,
  ): void {
    this.begin(records, bases, n)
    folding.run(
      this.columns.map((column) => batch.cols[column]!),
      sel,
      n,
      this.kept(records, bases),
      null,
    )
  }

  private kept(records: Records, bases: Int32Array): Kept {
    return { words: records, bases, texts: textsOf(records.heap) }
  }

  merge(source: Records, from: Int32Array, target: Records, to: Int32Array, n: number): void {
    if (!this.merging) throw new Error('A custom aggregate without `merge` was planned for windows of parts.')
    // Only states that have begun on both sides are merged; one alone is taken as it is.
    const [ours, theirs] = [new Int32Array(n), new Int32Array(n)]
    let both = 0
    for (let j = 0; j < n; j++) {
      if (source.ints[from[j]! + this.at] !== 1) continue
      if (target.ints[to[j]! + this.at] !== 1) {
        this.cells.takeFrom(source, from[j]! + this.place, source.heap)
        this.cells.put(target, to[j]! + this.place, target.heap)
        target.ints[to[j]! + this.at] = 1
      } else {
        ours[both] = to[j]!
        theirs[both++] = from[j]!
      }
    }
    if (both > 0) this.merging.run([], null, both, this.kept(target, ours), this.kept(source, theirs))
  }

  write(records: Records, bases: Int32Array, n: number, out: ColumnBuffer, row: number): void {
    this.begin(records, bases, n)
    for (const [f, state] of this.states.entries()) {
      state.clear()
      state.reserve(n)
      for (let j = 0; j < n; j++) this.cells.load(records, bases[j]! + this.place, records.heap, f, state, j)
    }
    const [result] = this.result.columns(
      this.states.map((state) => state.column()),
      n,
      null,
      n,
    )
    copyColumn(result!, n, out, row)
  }

  release(records: Records, base: number): void {
    this.cells.release(records, base + this.place, records.heap)
    records.ints[base + this.at] = 0
  }
}

/** A fold with a loop for each shape of its columns. */
class Folding {
  private readonly fold: Fold
  private readonly context: AccumulatorContext
  private readonly compiled = new Map<string, CompiledFold>()

  constructor(fold: Fold, context: AccumulatorContext) {
    this.fold = fold
    this.context = context
  }

  run(columns: readonly Column[], sel: Int32Array | null, n: number, into: Kept, other: Kept | null): void {
    let key = sel === null ? 'a' : 's'
    for (const { nulls } of columns) key += nulls === null ? '0' : '1'
    let compiled = this.compiled.get(key)
    if (!compiled) {
      const shape = { nulls: columns.map(({ nulls }) => nulls !== null), selected: sel !== null }
      compiled = compileFold(this.fold, shape, this.context.environment)
      this.compiled.set(key, compiled)
    }
    if (compiled.run(columns, n, sel, into, other) < n) this.context.fail(compiled.failure.message)
  }
}

/** Texts of states in a heap, where `Cells` finds them. */
const textsOf = (heap: Heap): KeptTexts => ({
  get bytes() {
    return heap.bytes
  },
  put: (words, at, bytes, start, end) => Cells.putBytes(words, at, heap, bytes, start, end),
})
