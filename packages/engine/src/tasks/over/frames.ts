import type { OverFrame } from '@millrace/algebra'
import { retractRows } from '../../aggregates/aggregation.ts'
import { BATCH_ROWS } from '../../batch.ts'
import type { TimedRows } from '../timedRows.ts'
import { Gathered } from './gathered.ts'
import { COUNT, HEAD, LAST, type OverGroups, TAIL } from './overGroups.ts'

/**
 * The rows that are in the bounded frames of groups, as a list of each group, oldest first.
 *
 * A row leaves by being taken out of the aggregates again, so each row costs the same however large the frame is.
 */
export class Frames {
  private readonly preceding: number
  private readonly unit: OverFrame['unit']
  private readonly groups: OverGroups
  private readonly rows: TimedRows
  private readonly leaving: Gathered
  /** Rows that have left since they were last removed, and their groups. */
  private gone = new Int32Array(1024)
  private goneBases = new Int32Array(1024)
  private goneCount = 0

  constructor({ unit }: OverFrame, preceding: number, groups: OverGroups, rows: TimedRows) {
    this.preceding = preceding
    this.unit = unit
    this.groups = groups
    this.rows = rows
    const needed = groups.aggregation.aggregates.flatMap(({ args, where }) =>
      where === undefined ? args : [...args, where],
    )
    this.leaving = new Gathered(rows.layout, [...new Set(needed)], BATCH_ROWS)
  }

  /** Takes rows that are no longer in the frames of `rows`, `n` of them from a place on, out of the aggregates of `bases`. */
  leave(rows: Int32Array, from: number, bases: Int32Array, n: number): void {
    const { groups, preceding, unit } = this
    const first = this.goneCount
    for (let p = 0; p < n; p++) {
      const base = bases[p]!
      if (unit === 'rows') {
        if (groups.table.records.ints[base + groups.own + COUNT]! > preceding) this.dropHead(base)
      } else {
        const least = this.rows.timeOf(rows[from + p]!) - preceding
        while (this.headTime(base) < least) this.dropHead(base)
      }
    }
    const count = this.goneCount - first
    if (count === 0) return
    const gone = this.gone.subarray(first, this.goneCount)
    const batch = this.leaving.batch(this.rows.records, gone, count)
    const goneBases = this.goneBases.subarray(first, this.goneCount)
    retractRows(groups.aggregation, groups.values, batch, null, count, groups.table.records, goneBases)
  }

  private headTime(base: number): number {
    const head = this.groups.table.records.ints[base + this.groups.own + HEAD]!
    return head === 0 ? Number.POSITIVE_INFINITY : this.rows.timeOf(head - 1)
  }

  private dropHead(base: number): void {
    const { ints } = this.groups.table.records
    const at = base + this.groups.own
    const head = ints[at + HEAD]! - 1
    ints[at + HEAD] = this.rows.next(head)
    ints[at + COUNT]!--
    if (this.goneCount === this.gone.length) this.growGone()
    this.gone[this.goneCount] = head
    this.goneBases[this.goneCount++] = base
  }

  private growGone(): void {
    const [gone, bases] = [this.gone, this.goneBases]
    this.gone = new Int32Array(2 * gone.length)
    this.gone.set(gone)
    this.goneBases = new Int32Array(2 * bases.length)
    this.goneBases.set(bases)
  }

  /** Puts rows at the ends of their frames. */
  enter(rows: Int32Array, from: number, bases: Int32Array, n: number): void {
    const { own } = this.groups
    const { ints, doubles } = this.groups.table.records
    for (let p = 0; p < n; p++) {
      const at = bases[p]! + own
      const row = rows[from + p]!
      if (ints[at + HEAD] === 0) ints[at + HEAD] = row + 1
      else this.rows.link(ints[at + TAIL]! - 1, row + 1)
      ints[at + TAIL] = row + 1
      ints[at + COUNT]!++
      doubles[(at >> 1) + LAST] = this.rows.timeOf(row)
    }
  }

  /** Forgets the rows that have left. */
  removeGone(): void {
    for (let g = 0; g < this.goneCount; g++) this.rows.remove(this.gone[g]!)
    this.goneCount = 0
  }

  /** Forgets the rows in the frame of a group. */
  clear(base: number): void {
    const { ints } = this.groups.table.records
    for (let head = ints[base + this.groups.own + HEAD]!; head !== 0; ) {
      const next = this.rows.next(head - 1)
      this.rows.remove(head - 1)
      head = next
    }
  }
}
