import type { Primitive } from '@millrace/algebra'
import { ColumnBuffer, columnKind } from '@millrace/language'
import { addRows } from '../../aggregates/aggregation.ts'
import { BATCH_ROWS, type Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { NO_WATERMARK } from '../../watermark.ts'
import type { StateView, Task, TaskContext } from '../task.ts'
import { TimedRows } from '../timedRows.ts'
import { Waves } from '../waves.ts'
import { Frames } from './frames.ts'
import { Gathered } from './gathered.ts'
import { GroupEnds } from './groupEnds.ts'
import { Lags } from './lags.ts'
import { LAST, OverGroups } from './overGroups.ts'

type OverPrimitive = Extract<Primitive, { op: 'over' }>

/**
 * Every row with aggregates of the rows before it, when the watermark reaches it.
 *
 * Of an unbounded frame a row is late behind the watermark; of a bounded one when a row of its key and of its time or a later one has
 * been given (Flink's RowTimeRangeUnboundedPrecedingFunction, RowTimeRowsUnboundedPrecedingFunction,
 * RowTimeRowsBoundedPrecedingFunction and RowTimeRangeBoundedPrecedingFunction; the last two begin at 1970).
 */
export class OverTask implements Task {
  private readonly op: OverPrimitive
  /** Results that are aggregates: the columns that they are written to. */
  private readonly counted: readonly number[]
  private readonly groups: OverGroups
  private readonly rows: TimedRows
  private readonly lags: Lags
  /** Where rows leave the frame. */
  private readonly frames: Frames | undefined
  /** Where groups are forgotten when their frame is over. */
  private readonly ends: GroupEnds | undefined
  private readonly waves = new Waves(BATCH_ROWS)
  private readonly gathered: Gathered
  private readonly results: readonly ColumnBuffer[]
  private readonly emit: (port: string, batch: Batch) => void
  private watermarkTime = NO_WATERMARK
  /** Of the rows that come: those in time, those that are late, and their groups. */
  private timely = new Int32Array(1024)
  private late = new Int32Array(1024)
  private arrived = new Int32Array(1024)
  private keys = new Int32Array(1024)
  /** Of the rows that are due: their groups and times, the rows by wave, where each of them is there, and one wave. */
  private bases = new Int32Array(1024)
  private times = new Float64Array(1024)
  private ordered = new Int32Array(1024)
  private sel = new Int32Array(1024)
  private waveRows = new Int32Array(1024)
  private waveBases = new Int32Array(1024)

  constructor({ node, inputs, emit, environment }: TaskContext<OverPrimitive>) {
    const { op } = node
    const { key, aggregates, frame } = op
    const { preceding } = frame
    const { row } = inputs[0]!
    this.op = op
    this.emit = emit
    this.counted = aggregates.flatMap(({ fn }, a) => (fn === 'lag' ? [] : [a]))
    this.lags = new Lags(aggregates, row, node.owner)
    this.groups = new OverGroups({
      key,
      row,
      aggregates: this.counted.map((a) => aggregates[a]!),
      bounded: preceding !== undefined,
      depth: this.lags.depth,
      environment,
    })
    this.rows = new TimedRows(row, op.rowtime)
    this.frames = preceding === undefined ? undefined : new Frames(frame, preceding, this.groups, this.rows)
    this.ends = preceding === undefined || frame.unit === 'rows' ? undefined : new GroupEnds(preceding, this.groups)
    const all = row.map((_, column) => column)
    this.gathered = new Gathered(this.rows.layout, all, BATCH_ROWS)
    this.results = aggregates.map(({ result }) => new ColumnBuffer(columnKind(result.type), BATCH_ROWS))
  }

  process(batch: Batch): void {
    if (batch.n > this.timely.length) this.resize(batch.n)
    const { data } = batch.cols[this.op.rowtime] as { data: Float64Array }
    const n = this.frames ? this.selectByGroup(batch, data) : this.selectByWatermark(batch, data)
    this.rows.add(batch, this.timely, n, data, this.keys)
    if (this.ends) for (let j = 0; j < n; j++) this.ends.prolong(this.keys[j]!, data[this.timely[j]!]!)
  }

  private resize(n: number): void {
    this.timely = new Int32Array(n)
    this.late = new Int32Array(n)
    this.arrived = new Int32Array(n)
    this.keys = new Int32Array(n)
  }

  /** Selects rows before the watermark of an unbounded frame, and finds their groups; the others leave on the side. */
  private selectByWatermark(batch: Batch, times: Float64Array): number {
    const { sel } = batch
    let [n, late] = [0, 0]
    for (let j = 0; j < batch.n; j++) {
      const i = sel === null ? j : sel[j]!
      if (times[i]! > this.watermarkTime) this.timely[n++] = i
      else this.late[late++] = i
    }
    if (late > 0) this.emit('late', { ...batch, sel: this.late, n: late })
    this.groups.table.probe(batch, this.op.key, this.timely, n, this.keys)
    return n
  }

  /** Selects rows behind the last one of their group; the others leave on the side. */
  private selectByGroup(batch: Batch, times: Float64Array): number {
    const { sel } = batch
    const { table, own } = this.groups
    table.probe(batch, this.op.key, sel, batch.n, this.arrived)
    const { doubles } = table.records
    let [n, late] = [0, 0]
    for (let j = 0; j < batch.n; j++) {
      const i = sel === null ? j : sel[j]!
      if (times[i]! > doubles[((this.arrived[j]! + own) >> 1) + LAST]!) {
        this.timely[n] = i
        this.keys[n++] = this.arrived[j]!
      } else this.late[late++] = i
    }
    if (late > 0) this.emit('late', { ...batch, sel: this.late, n: late })
    return n
  }

  watermark(time: number): void {
    const n = this.rows.take(time)
    for (let from = 0; from < n; ) {
      const to = this.endOfPart(from, n)
      this.advance(from, to - from)
      from = to
    }
    this.ends?.advance(time, this.forget)
    this.watermarkTime = time
  }

  /** Rows that are worked on at once: about a batch, and all of the last time. */
  private endOfPart(from: number, n: number): number {
    const { due } = this.rows
    let to = Math.min(n, from + BATCH_ROWS)
    while (to < n && this.rows.timeOf(due[to]!) === this.rows.timeOf(due[to - 1]!)) to++
    return to
  }

  /** Gives some of the due rows. */
  private advance(from: number, n: number): void {
    this.ensure(n)
    const { waves, rows, bases, times, ordered, sel } = this
    for (let j = 0; j < n; j++) {
      const base = rows.due[from + j]!
      bases[j] = rows.keyOf(base)
      times[j] = rows.timeOf(base)
    }
    waves.sort(bases, n, this.op.frame.unit === 'range' ? times : undefined)
    for (let p = 0; p < n; p++) {
      const j = waves.order[p]!
      ordered[p] = rows.due[from + j]!
      sel[j] = p
    }
    const batch = this.gathered.batch(rows.records, ordered, n)
    for (let w = 0; w < waves.count; w++) this.advanceWave(batch, waves.starts[w]!, waves.starts[w + 1]!)
    this.send(batch, n)
    if (this.frames) this.frames.removeGone()
    else for (let p = 0; p < n; p++) rows.remove(ordered[p]!)
  }

  private ensure(n: number): void {
    for (const buffer of this.results) {
      buffer.clear()
      buffer.reserve(n)
    }
    if (n <= this.bases.length) return
    this.bases = new Int32Array(n)
    this.times = new Float64Array(n)
    this.ordered = new Int32Array(n)
    this.sel = new Int32Array(n)
    this.waveRows = new Int32Array(n)
    this.waveBases = new Int32Array(n)
  }

  /** Rows of different groups, or of one group and one time: takes out what leaves the frames, adds the rows, writes the results. */
  private advanceWave(batch: Batch, from: number, to: number): void {
    const { ordered, waveRows, waveBases, rows, groups, frames, lags, results } = this
    const { aggregation, values } = groups
    const { records } = groups.table
    const n = to - from
    for (let p = 0; p < n; p++) {
      waveRows[p] = from + p
      waveBases[p] = rows.keyOf(ordered[from + p]!)
    }
    frames?.leave(ordered, from, waveBases, n)
    addRows(aggregation, values, batch, waveRows, n, records, waveBases)
    frames?.enter(ordered, from, waveBases, n)
    for (let a = 0; a < this.counted.length; a++)
      aggregation.accumulators[a]!.write(records, waveBases, n, results[this.counted[a]!]!, from)
    if (lags.any) for (let p = 0; p < n; p++) lags.write(batch, from + p, groups, waveBases[p]!, results)
  }

  private send(batch: Batch, n: number): void {
    const cols = [...batch.cols.slice(0, this.op.columns), ...this.results.map((buffer) => buffer.column())]
    this.emit('out', {
      ...batch,
      cols,
      sel: this.sel,
      n,
      minTime: this.times[0]!,
      maxTime: this.times[n - 1]!,
    })
  }

  private readonly forget = (base: number): void => {
    this.frames!.clear(base)
    this.groups.remove(base)
  }

  save(writer: StateWriter): void {
    writer.number(this.watermarkTime)
    this.groups.save(writer)
    this.rows.save(writer)
    this.lags.save(writer)
    this.ends?.save(writer)
  }

  restore(reader: StateReader): void {
    this.watermarkTime = reader.number()
    this.groups.restore(reader)
    this.rows.load(reader)
    this.lags.restore(reader)
    this.ends?.restore(reader)
  }

  state(): StateView {
    return this.groups.state()
  }
}
