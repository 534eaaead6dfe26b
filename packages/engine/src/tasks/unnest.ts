import type { Primitive } from '@millrace/algebra'
import { type Column, ColumnBuffer, columnKind, type RowType } from '@millrace/language'
import { BATCH_ROWS, type Batch } from '../batch.ts'
import { ElementReader } from '../formats/json/elements.ts'
import { gatherBatch } from './join/pairs.ts'
import type { Task, TaskContext } from './task.ts'

type UnnestPrimitive = Extract<Primitive, { op: 'unnest' }>

/**
 * One row for each element: its columns are copied as often as there are elements, texts stay where they are.
 *
 * Nothing is kept between two batches.
 */
export class UnnestTask implements Task {
  private readonly op: UnnestPrimitive
  private readonly emit: (batch: Batch) => void
  private readonly elements: ElementReader
  private readonly copies: readonly ColumnBuffer[]
  private readonly fields: readonly ColumnBuffer[]
  private readonly number = new ColumnBuffer('i32', BATCH_ROWS)
  /** Row of the input, and 1 more, for each row of the result. */
  private readonly rows = new Int32Array(BATCH_ROWS)
  private readonly kinds = new Uint8Array(BATCH_ROWS)
  private n = 0

  constructor({ node, inputs, emit, environment }: TaskContext<UnnestPrimitive>) {
    const { row } = inputs[0]!
    const { column, spread, numbered } = node.op
    const out = node.outputs.out!.row
    const added = out.slice(row.length, out.length - (numbered ? 1 : 0))
    this.op = node.op
    this.emit = (batch) => emit('out', batch)
    this.copies = buffersOf(row)
    this.fields = buffersOf(added)
    const types = added.map(({ type }) => type)
    this.elements = new ElementReader(row[column]!.type, types, { spread, zone: environment.zone })
  }

  process(batch: Batch): void {
    const column = batch.cols[this.op.column] as Extract<Column, { k: 'bytes' }>
    const { nulls, bytes, start, end } = column
    const { sel, n } = batch
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const empty = (nulls !== null && nulls[i] === 1) || !this.spread(batch, i, bytes, start[i]!, end[i]!)
      if (empty && this.op.outer) this.outerRow(batch, i)
    }
    this.flush(batch)
  }

  /** Whether there was an element. */
  private spread(batch: Batch, i: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { elements, fields, number } = this
    const any = elements.begin(bytes, start, end)
    let more = any
    for (let position = 1; more; position++) {
      const row = this.next(batch, i)
      more = elements.read(fields, row)
      number.data[row] = position
      number.nulls[row] = 0
    }
    return any
  }

  private outerRow(batch: Batch, i: number): void {
    const row = this.next(batch, i)
    for (const field of this.fields) field.setNull(row)
    this.number.setNull(row)
  }

  /** The next row of the result; full batches leave first. */
  private next(batch: Batch, i: number): number {
    if (this.n === BATCH_ROWS) this.flush(batch)
    this.rows[this.n] = i + 1
    this.kinds[this.n] = batch.kinds === null ? 0 : batch.kinds[i]!
    return this.n++
  }

  private flush(batch: Batch): void {
    const { n, rows, copies, fields, number } = this
    if (n === 0) return
    for (const buffer of copies) buffer.clear()
    const cols = batch.cols.map((column, c) => gatherBatch(column, rows, n, copies[c]!, false))
    for (const field of fields) cols.push(field.column())
    if (this.op.numbered) cols.push(number.column())
    const { minTime, maxTime } = batch
    this.emit({ cols, rows: n, n, sel: null, kinds: batch.kinds === null ? null : this.kinds, minTime, maxTime })
    for (const field of fields) field.clear()
    number.clear()
    this.n = 0
  }

  watermark(): void {}
  save(): void {}
  restore(): void {}
}

const buffersOf = (row: RowType) => row.map(({ type }) => new ColumnBuffer(columnKind(type), BATCH_ROWS))
