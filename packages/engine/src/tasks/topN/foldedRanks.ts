import { DELETE, INSERT } from '../../batch.ts'
import type { RankedOutput } from './ranking.ts'

/** Ranked rows of a group: gives the record of each, best first. */
export interface RankedList {
  /** How many rows a group has. */
  count(group: number): number
  /** Writes the records of the rows of a group into a list, from an index on. */
  copyRows(group: number, into: Int32Array, from: number): void
  /** Forgets that the rows of a group are noted. */
  unmark(group: number): void
}

/**
 * What has become of the ranked rows of some groups, given once for all that happened to them in a batch.
 *
 * With ranks, every rank that has another row is updated; without, rows that have come and gone are inserted and deleted, and a
 * single best row is updated.
 */
export class FoldedRanks {
  private readonly list: RankedList
  private readonly out: RankedOutput
  private readonly kind: 'numbered' | 'single' | 'several'
  /** The groups, and where the rows that each had begin in `rows`. */
  private groups = new Int32Array(64)
  private starts = new Int32Array(65)
  private n = 0
  private rows = new Int32Array(1024)
  private now = new Int32Array(16)

  constructor(list: RankedList, out: RankedOutput, kind: 'numbered' | 'single' | 'several') {
    this.list = list
    this.out = out
    this.kind = kind
  }

  /** Notes the rows of a group that is about to change, once for all changes: the owner knows whose rows are noted. */
  note(group: number): void {
    const { list, n } = this
    const count = list.count(group)
    const from = this.starts[n]!
    if (n === this.groups.length) {
      this.groups = grown(this.groups, 2 * n)
      this.starts = grown(this.starts, 2 * n + 1)
    }
    if (from + count > this.rows.length) this.rows = grown(this.rows, 2 * (from + count))
    list.copyRows(group, this.rows, from)
    this.groups[n] = group
    this.n = n + 1
    this.starts[n + 1] = from + count
  }

  /** Gives the changes of all groups, and forgets these. */
  give(): void {
    for (let g = 0; g < this.n; g++) {
      this.list.unmark(this.groups[g]!)
      if (this.kind === 'several') this.giveSet(g)
      else this.giveRanks(g)
    }
    this.n = 0
  }

  private giveRanks(g: number): void {
    const { out, rows } = this
    const after = this.readNow(this.groups[g]!)
    const { now } = this
    const from = this.starts[g]!
    const before = this.starts[g + 1]! - from
    const both = Math.min(before, after)
    for (let k = 0; k < both; k++) if (now[k] !== rows[from + k]) out.update(rows[from + k]!, now[k]!, k + 1)
    for (let k = both; k < before; k++) out.give(DELETE, rows[from + k]!, k + 1)
    for (let k = both; k < after; k++) out.give(INSERT, now[k]!, k + 1)
  }

  private giveSet(g: number): void {
    const old = this.rows.subarray(this.starts[g]!, this.starts[g + 1]!).sort()
    const count = this.readNow(this.groups[g]!)
    const now = this.now.subarray(0, count).sort()
    this.giveMissing(DELETE, old, now)
    this.giveMissing(INSERT, now, old)
  }

  /** Reads the rows that a group has now, and tells how many they are. */
  private readNow(group: number): number {
    const count = this.list.count(group)
    if (count > this.now.length) this.now = new Int32Array(2 * count)
    this.list.copyRows(group, this.now, 0)
    return count
  }

  /** Gives what one sorted list has more often than another. */
  private giveMissing(kind: number, list: Int32Array, other: Int32Array): void {
    for (let a = 0, b = 0; a < list.length; a++) {
      while (b < other.length && other[b]! < list[a]!) b++
      if (b < other.length && other[b] === list[a]) b++
      else this.out.give(kind, list[a]!, 1)
    }
  }
}

function grown(old: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(length)
  next.set(old)
  return next
}
