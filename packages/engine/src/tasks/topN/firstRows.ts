import { BIGINT, type Column, ColumnBuffer, write64 } from '@millrace/language'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { KeyTable } from '../../state/keyTable.ts'
import type { StateView, Task, TaskContext } from '../task.ts'
import { entriesOf } from '../view.ts'
import type { RankPrimitive } from './ranking.ts'

/** The first rows of each group, as they come: only their number is kept (Flink's AppendOnlyFirstNFunction). */
export class FirstRowsTask implements Task {
  private readonly op: RankPrimitive
  private readonly groups: KeyTable
  private readonly emit: (batch: Batch) => void
  private bases = new Int32Array(1024)
  private sel = new Int32Array(1024)
  private readonly ranks = new ColumnBuffer('i64')

  constructor({ node, inputs, emit }: TaskContext<RankPrimitive>) {
    const { row } = inputs[0]!
    this.op = node.op
    this.groups = new KeyTable(
      node.op.key.map((column) => row[column]!),
      2,
    )
    this.emit = (batch) => emit('out', batch)
  }

  process(batch: Batch): void {
    const { sel, n } = batch
    if (n > this.bases.length) {
      this.bases = new Int32Array(n)
      this.sel = new Int32Array(n)
    }
    this.ranks.reserve(batch.rows)
    this.groups.probe(batch, this.op.key, sel, n, this.bases)
    const count = this.select(sel, n)
    if (count === 0) return
    const cols: readonly Column[] = this.op.rankField === undefined ? batch.cols : [...batch.cols, this.ranks.column()]
    this.emit({ ...batch, cols, sel: this.sel, n: count })
  }

  /** Counts all rows, and selects those whose number is asked for. */
  private select(sel: Int32Array | null, n: number): number {
    const { from, to } = this.op
    const { ints } = this.groups.records
    let count = 0
    for (let j = 0; j < n; j++) {
      const at = this.bases[j]! + this.groups.payload
      const rank = ints[at]! + 1
      if (rank > to) continue
      ints[at] = rank
      if (rank < from) continue
      const i = sel === null ? j : sel[j]!
      this.sel[count++] = i
      write64(this.ranks.data as Int32Array, i, rank)
    }
    return count
  }

  watermark(): void {}
  save(writer: StateWriter): void {
    this.groups.save(writer)
  }
  restore(reader: StateReader): void {
    this.groups.load(reader)
  }

  state(): StateView {
    const { groups } = this
    const value = [{ name: 'rows', type: BIGINT, nullable: false }]
    return {
      tables: [{ name: 'groups', key: groups.keyType, value, size: groups.size }],
      scan: (_, from, limit) =>
        entriesOf(groups, groups.bases().subarray(from, from + limit), value, (bases, n, into, at) => {
          for (let j = 0; j < n; j++)
            write64(into[at]!.data as Int32Array, j, groups.records.ints[bases[j]! + groups.payload]!)
        }),
    }
  }
}
