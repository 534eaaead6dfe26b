import type { Primitive } from '@millrace/algebra'
import { BIGINT, ColumnBuffer, type Json, type RowType, readCell, rowToJson } from '@millrace/language'
import { BATCH_ROWS, BatchBuilder } from '../../batch.ts'
import type { KeyTable } from '../../state/keyTable.ts'
import { type Cell, type Layout, loadCell, type Records } from '../../state/layout.ts'
import { RecordOutput } from '../recordOutput.ts'
import type { StateView, TaskContext } from '../task.ts'

export type RankPrimitive = Extract<Primitive, { op: 'rank' }>

/** The rows of one table of ranked rows on their way out, each with its kind and, when asked for, its rank. */
export class RankedOutput {
  private readonly out: RecordOutput
  private readonly from: number
  private readonly ranks: ColumnBuffer | undefined

  /** `complete` is called before records are read. */
  constructor({ node, emit }: TaskContext<RankPrimitive>, records: Records, layout: Layout, complete?: () => void) {
    this.from = node.op.from
    this.ranks = node.op.rankField === undefined ? undefined : new ColumnBuffer('i64', BATCH_ROWS)
    this.out = new RecordOutput(records, layout, (batch) => emit('out', batch), complete, this.ranks)
  }

  /** Gives a row, unless its rank is before the first one asked for. */
  give(kind: number, base: number, rank: number): void {
    if (rank < this.from) return
    const row = this.out.give(kind, base)
    if (this.ranks) writeRank(this.ranks.data as Int32Array, row, rank)
  }

  /** Gives a rank that has another row now, unless it is before the first one asked for. */
  update(before: number, after: number, rank: number): void {
    if (rank < this.from) return
    const row = this.out.update(before, after)
    if (!this.ranks) return
    const data = this.ranks.data as Int32Array
    writeRank(data, row, rank)
    writeRank(data, row + 1, rank)
  }

  /** Forgets a record once it has left. */
  drop(base: number): void {
    this.out.drop(base)
  }

  flush(): void {
    this.out.flush()
  }
}

/** A rank is a positive number of 31 bits: the upper half, which nothing else writes, stays 0. */
function writeRank(data: Int32Array, row: number, rank: number): void {
  data[2 * row] = rank
}

/**
 * Rows of ranked groups for browsing. `rowsOf` gives the records of the rows of a group, best first; `number` is the name of the field
 * that counts them.
 */
export function rankedState(
  groups: KeyTable,
  row: RowType,
  records: Records,
  cells: readonly Cell[],
  rowsOf: (group: number) => Iterable<number>,
  size: number,
  number = 'rank',
): StateView {
  const key: RowType = [...groups.keyType, { name: number, type: BIGINT, nullable: false }]
  const entries = function* (): Generator<{ group: number; base: number; rank: number }> {
    for (const group of groups.bases()) {
      let rank = 0
      for (const base of rowsOf(group)) yield { group, base, rank: ++rank }
    }
  }
  const entry = ({ group, base, rank }: { group: number; base: number; rank: number }): { key: Json; value: Json } => {
    const { buffers } = new BatchBuilder([...groups.keyType, ...row], () => {})
    groups.loadKeys(Int32Array.of(group), 1, buffers, 0)
    for (const [c, cell] of cells.entries()) loadCell(records, cell, base, buffers[groups.keyType.length + c]!, 0)
    const read = (type: RowType, at: number) =>
      type.map((field, c) => readCell(buffers[at + c]!.column(), 0, field.type))
    return {
      key: rowToJson([...read(groups.keyType, 0), rank], key),
      value: rowToJson(read(row, groups.keyType.length), row),
    }
  }
  return {
    tables: [{ name: 'rows', key, value: row, size }],
    scan: (_, from, limit) => {
      const found: { key: Json; value: Json }[] = []
      let at = 0
      for (const each of entries()) {
        if (found.length === limit) break
        if (at++ >= from) found.push(entry(each))
      }
      return found
    },
  }
}
