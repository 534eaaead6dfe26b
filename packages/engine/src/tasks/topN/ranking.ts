import type { Primitive } from '@millrace/algebra'
import { BIGINT, type Json, type RowType, readCell, rowToJson, write64 } from '@millrace/language'
import { BatchBuilder } from '../../batch.ts'
import type { KeyTable } from '../../state/keyTable.ts'
import { type Cell, loadCell, type Records } from '../../state/layout.ts'
import type { StateView, TaskContext } from '../task.ts'

export type RankPrimitive = Extract<Primitive, { op: 'rank' }>

/** The rows of one table of ranked rows on their way out, each with its kind and, when asked for, its rank. */
export class RankedOutput {
  private readonly builder: BatchBuilder
  private readonly records: Records
  private readonly cells: readonly Cell[]
  private readonly from: number
  private readonly ranked: boolean

  constructor({ node, emit }: TaskContext<RankPrimitive>, records: Records, cells: readonly Cell[]) {
    this.builder = new BatchBuilder(node.outputs.out!.row, (batch) => emit('out', batch))
    this.records = records
    this.cells = cells
    this.from = node.op.from
    this.ranked = node.op.rankField !== undefined
  }

  /** Gives a row, unless its rank is before the first one asked for. */
  give(kind: number, base: number, rank: number): void {
    if (rank < this.from) return
    const { builder, cells } = this
    const row = builder.next(kind)
    for (let c = 0; c < cells.length; c++) loadCell(this.records, cells[c]!, base, builder.buffers[c]!, row)
    if (!this.ranked) return
    const last = builder.buffers[cells.length]!
    write64(last.data as Int32Array, row, rank)
    last.nulls[row] = 0
  }

  flush(): void {
    this.builder.flush()
  }
}

/** Rows of ranked groups for browsing. `rowsOf` gives the records of the rows of a group, best first. */
export function rankedState(
  groups: KeyTable,
  row: RowType,
  records: Records,
  cells: readonly Cell[],
  rowsOf: (group: number) => Iterable<number>,
  size: number,
): StateView {
  const key: RowType = [...groups.keyType, { name: 'rank', type: BIGINT, nullable: false }]
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
