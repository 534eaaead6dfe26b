import { isOuter, type JoinPrimitive, type RelationType } from '@millrace/algebra'
import type { RowType } from '@millrace/language'
import { BATCH_ROWS, type Batch, INSERT } from '../../batch.ts'
import { PairColumns, type Source } from './pairs.ts'

/** Pairs on their way out: written one by one, they leave as batches. */
export class JoinResults {
  n = 0
  readonly left = new Int32Array(BATCH_ROWS)
  readonly right = new Int32Array(BATCH_ROWS)
  readonly kinds = new Uint8Array(BATCH_ROWS)
  private changing = 0
  private sources: readonly [Source, Source] | undefined
  private readonly columns: PairColumns
  private readonly pads: readonly [boolean, boolean]
  private readonly time: number | undefined
  private readonly emit: (batch: Batch) => void

  constructor(
    { fields, kind }: JoinPrimitive,
    types: readonly [RowType, RowType],
    out: RelationType,
    emit: (batch: Batch) => void,
  ) {
    this.columns = new PairColumns(fields, types)
    this.pads = [isOuter(kind, 1), isOuter(kind, 0)]
    this.time = out.time
    this.emit = emit
  }

  /** Where the rows of the pairs that follow are. */
  from(left: Source, right: Source): void {
    this.flush()
    this.sources = [left, right]
  }

  /** A pair; 0 on a side pads it. */
  add(left: number, right: number, kind = INSERT): void {
    if (this.n === BATCH_ROWS) this.flush()
    this.left[this.n] = left
    this.right[this.n] = right
    this.kinds[this.n++] = kind
    this.changing |= kind
  }

  flush(): void {
    const { n } = this
    if (n === 0) return
    const cols = this.columns.fill(this.sources!, [this.left, this.right], n, this.pads)
    let [minTime, maxTime] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    if (this.time !== undefined) [minTime, maxTime] = bounds((cols[this.time] as { data: Float64Array }).data, n)
    const kinds = this.changing === 0 ? null : this.kinds
    // What comes out may come back to this task only by a later call, so it is empty before it is sent.
    this.n = 0
    this.changing = 0
    this.emit({ cols, rows: n, n, sel: null, kinds, minTime, maxTime })
  }
}

function bounds(times: Float64Array, n: number): [number, number] {
  let [least, most] = [times[0]!, times[0]!]
  for (let j = 1; j < n; j++) {
    if (times[j]! < least) least = times[j]!
    if (times[j]! > most) most = times[j]!
  }
  return [least, most]
}
