import type { Primitive } from '@millrace/algebra'
import { BIGINT, ColumnBuffer, type Json, type RowType, readCell, rowToJson, write64 } from '@millrace/language'
import { BATCH_ROWS, type Batch, BatchBuilder, INSERT } from '../../batch.ts'
import { gatherCell } from '../../state/gather.ts'
import type { KeyTable } from '../../state/keyTable.ts'
import { type Cell, loadCell, type Records } from '../../state/layout.ts'
import type { StateView, TaskContext } from '../task.ts'

export type RankPrimitive = Extract<Primitive, { op: 'rank' }>

/**
 * The rows of one table of ranked rows on their way out, each with its kind and, when asked for, its rank.
 *
 * Rows are noted by their records and read column by column when they leave, with texts where they lie. So the records that were
 * given must stay as they are until `flush`.
 */
export class RankedOutput {
  private readonly emit: (batch: Batch) => void
  private readonly records: Records
  private readonly cells: readonly Cell[]
  private readonly from: number
  private readonly buffers: readonly ColumnBuffer[]
  private readonly ranks: ColumnBuffer | undefined
  /** Records as places: their first word and 1 more. */
  private readonly places = new Int32Array(BATCH_ROWS)
  private readonly kinds = new Uint8Array(BATCH_ROWS)
  private n = 0
  private appending = true

  constructor({ node, emit }: TaskContext<RankPrimitive>, records: Records, cells: readonly Cell[]) {
    this.emit = (batch) => emit('out', batch)
    this.records = records
    this.cells = cells
    this.from = node.op.from
    this.buffers = cells.map(({ kind }) => new ColumnBuffer(kind, BATCH_ROWS))
    this.ranks = node.op.rankField === undefined ? undefined : new ColumnBuffer('i64', BATCH_ROWS)
  }

  /** Gives a row, unless its rank is before the first one asked for. */
  give(kind: number, base: number, rank: number): void {
    if (rank < this.from) return
    if (this.n === BATCH_ROWS) this.flush()
    const { n } = this
    this.places[n] = base + 1
    this.kinds[n] = kind
    if (kind !== INSERT) this.appending = false
    if (this.ranks) write64(this.ranks.data as Int32Array, n, rank)
    this.n = n + 1
  }

  flush(): void {
    const { n, buffers, cells, records, places, ranks } = this
    if (n === 0) return
    const cols = cells.map((cell, c) => gatherCell(records, cell, places, n, buffers[c]!))
    if (ranks) cols.push(ranks.column())
    this.n = 0
    const kinds = this.appending ? null : this.kinds
    this.appending = true
    const [minTime, maxTime] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    this.emit({ cols, rows: n, n, sel: null, kinds, minTime, maxTime })
    for (const buffer of buffers) buffer.clear()
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
