/** Rows of a batch sorted into groups by a number, such as the beginning of their slice. */
export class RowGroups {
  /** Value of each group, in the order of first appearance. */
  readonly values: number[] = []
  /** Rows, group by group. */
  rows = new Int32Array(1024)
  /** Where each group begins in `rows`; one more at the end. */
  readonly starts: number[] = []
  private groupOf = new Int32Array(1024)
  private readonly found = new Map<number, number>()

  /** Begins anew for up to `n` rows. */
  begin(n: number): void {
    this.values.length = 0
    this.starts.length = 0
    this.found.clear()
    if (n <= this.rows.length) return
    this.rows = new Int32Array(n)
    this.groupOf = new Int32Array(n)
  }

  /** Number of the group of a value. */
  group(value: number): number {
    const known = this.found.get(value)
    if (known !== undefined) return known
    const next = this.values.length
    this.values.push(value)
    this.found.set(value, next)
    return next
  }

  put(j: number, group: number): void {
    this.groupOf[j] = group
  }

  /** Sorts rows 0 to n − 1 (or those of a selection) by group; rows of group −1 are left out. */
  finish(sel: Int32Array | null, n: number): void {
    const { values, starts, groupOf, rows } = this
    for (let g = 0; g <= values.length; g++) starts[g] = 0
    for (let j = 0; j < n; j++) if (groupOf[j]! >= 0) starts[groupOf[j]! + 1]!++
    for (let g = 0; g < values.length; g++) starts[g + 1] = starts[g + 1]! + starts[g]!
    const next = starts.slice()
    for (let j = 0; j < n; j++) {
      const g = groupOf[j]!
      if (g >= 0) rows[next[g]!++] = sel === null ? j : sel[j]!
    }
  }

  /** The rows of one group. */
  of(group: number): Int32Array {
    return this.rows.subarray(this.starts[group]!, this.starts[group + 1]!)
  }
}
