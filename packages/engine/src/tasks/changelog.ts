import type { Primitive } from '@millrace/algebra'

import { AFTER, type Batch, BatchBuilder, BEFORE, DELETE, INSERT } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { KeyTable } from '../state/keyTable.ts'
import { type Layout, layoutOf, loadCell, releaseTexts, sameCell, storeCell } from '../state/layout.ts'
import type { Task, TaskContext } from './task.ts'

type ChangelogPrimitive = Extract<Primitive, { op: 'changelog'; to: 'retract' }>

/**
 * Makes rows that replace by key into rows that withdraw what they replace: keeps the last row of every key.
 *
 * A row equal to the one it replaces says nothing new and is dropped; a deletion of what is not there too
 * (Flink's ChangelogNormalize).
 */
export class ChangelogTask implements Task {
  private readonly key: readonly number[]
  private readonly table: KeyTable
  private readonly row: Layout
  private readonly present: number
  private readonly out: BatchBuilder
  private bases = new Int32Array(1024)

  constructor({ node, inputs, emit }: TaskContext<ChangelogPrimitive>) {
    const type = inputs[0]!.row
    this.key = node.op.key
    const keyRow = this.key.map((column) => type[column]!)
    const keyEnd = layoutOf(keyRow, 0).end
    this.row = layoutOf(type, keyEnd)
    this.present = this.row.end
    this.table = new KeyTable(keyRow, this.row.end - keyEnd + 2)
    this.out = new BatchBuilder(node.outputs.out!.row, (batch) => emit('out', batch))
  }

  process(batch: Batch): void {
    const { sel, n, kinds } = batch
    if (n > this.bases.length) this.bases = new Int32Array(n)
    this.table.probe(batch, this.key, sel, n, this.bases)
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const kind = kinds === null ? INSERT : kinds[i]!
      if (kind === DELETE) this.remove(this.bases[j]!)
      else if (kind !== BEFORE) this.replace(batch, i, this.bases[j]!)
    }
    this.out.flush()
  }

  private replace(batch: Batch, i: number, base: number): void {
    const { records } = this.table
    const known = records.ints[base + this.present] === 1
    if (known && this.row.cells.every((cell, c) => sameCell(records, cell, base, batch.cols[c]!, i))) return
    if (known) {
      this.emitRow(base, BEFORE)
      releaseTexts(records, this.row, base)
    }
    for (const [c, cell] of this.row.cells.entries()) storeCell(records, cell, batch.cols[c]!, i, base)
    records.ints[base + this.present] = 1
    this.emitRow(base, known ? AFTER : INSERT)
  }

  private remove(base: number): void {
    const { records } = this.table
    if (records.ints[base + this.present] === 0) return
    this.emitRow(base, DELETE)
    releaseTexts(records, this.row, base)
    for (let word = this.table.payload; word < records.words; word++) records.ints[base + word] = 0
  }

  private emitRow(base: number, kind: number): void {
    const row = this.out.next(kind)
    for (const [c, cell] of this.row.cells.entries())
      loadCell(this.table.records, cell, base, this.out.buffers[c]!, row)
  }

  watermark(): void {}
  save(writer: StateWriter): void {
    this.table.save(writer)
  }
  restore(reader: StateReader): void {
    this.table.load(reader)
  }
}
