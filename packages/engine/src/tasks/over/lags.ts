import type { Aggregate } from '@millrace/algebra'
import type { ColumnBuffer, RowType } from '@millrace/language'
import type { Batch } from '../../batch.ts'
import { JobFailure } from '../../failure.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { type Layout, layoutOf, loadCell, Records, releaseTexts, storeCell } from '../../state/layout.ts'
import { type OverGroups, RING, SEEN } from './overGroups.ts'

/** One `lag`. */
interface Lag {
  aggregate: Aggregate
  /** Column of the result. */
  column: number
  offset: number
}

/** All `lag`s of an over window. The last rows of every group lie in a ring of places in the group's record. */
export class Lags {
  /** How many rows of a group are remembered. */
  readonly depth: number
  private readonly lags: readonly Lag[]
  private readonly owner: string
  /** Columns of the input that are remembered. */
  private readonly columns: readonly number[]
  private readonly layout: Layout
  private readonly recent: Records

  constructor(aggregates: readonly Aggregate[], row: RowType, owner: string) {
    this.owner = owner
    this.lags = aggregates.flatMap((aggregate, column) =>
      aggregate.fn === 'lag' ? [{ aggregate, column, offset: aggregate.constants![0] as number }] : [],
    )
    this.depth = Math.max(0, ...this.lags.map(({ offset }) => offset))
    this.columns = [...new Set(this.lags.map(({ aggregate }) => aggregate.args[0]!))]
    this.layout = layoutOf(
      this.columns.map((column) => row[column]!),
      0,
    )
    this.recent = new Records(Math.max(2, this.layout.end))
  }

  get any(): boolean {
    return this.lags.length > 0
  }

  /** Writes the values of rows before a row of a group, and remembers its own in place of the oldest. */
  write(batch: Batch, row: number, groups: OverGroups, base: number, results: readonly ColumnBuffer[]): void {
    const { ints } = groups.table.records
    const at = base + groups.own
    const seen = ints[at + SEEN]!
    for (const { aggregate, column, offset } of this.lags) {
      const [value, otherwise] = aggregate.args
      const into = results[column]!
      if (offset === 0) copyValue(batch, value!, row, into)
      else if (offset <= seen) {
        const place = ints[at + RING + ((seen - offset) % this.depth)]! - 1
        loadCell(this.recent, this.layout.cells[this.columns.indexOf(value!)]!, place, into, row)
      } else if (otherwise === undefined) into.setNull(row)
      else copyValue(batch, otherwise, row, into)
      if (into.nulls[row] === 1 && !aggregate.result.nullable) {
        const hint = 'Let the default be NULL too, or filter such rows before.'
        throw new JobFailure(this.owner, 'The value of lag is NULL, and its default says that it never is.', { hint })
      }
    }
    if (this.depth > 0) this.remember(batch, row, ints, at)
  }

  private remember(batch: Batch, row: number, ints: Int32Array, at: number): void {
    const seen = ints[at + SEEN]!
    const slot = at + RING + (seen % this.depth)
    if (ints[slot] === 0) ints[slot] = this.recent.add() + 1
    else releaseTexts(this.recent, this.layout, ints[slot]! - 1)
    for (let c = 0; c < this.columns.length; c++)
      storeCell(this.recent, this.layout.cells[c]!, batch.cols[this.columns[c]!]!, row, ints[slot]! - 1)
    // The number only matters up to the depth and by its place in the ring.
    ints[at + SEEN] = seen + 1 < 2 * this.depth ? seen + 1 : this.depth
  }

  save(writer: StateWriter): void {
    this.recent.save(writer)
  }

  restore(reader: StateReader): void {
    this.recent.load(reader)
  }
}

/** Copies a value of a batch into a column that is being written. */
function copyValue({ cols }: Batch, from: number, row: number, into: ColumnBuffer): void {
  const column = cols[from]!
  if (column.nulls !== null && column.nulls[row] === 1) return into.setNull(row)
  into.nulls[row] = 0
  if (column.k === 'bytes') return into.putBytes(row, column.bytes, column.start[row]!, column.end[row]!)
  const width = column.k === 'i64' ? 2 : column.k === 'i128' ? 4 : 1
  for (let w = 0; w < width; w++) into.data[width * row + w] = column.data[width * row + w]!
}
