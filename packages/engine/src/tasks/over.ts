import type { Aggregate, Primitive } from '@millrace/algebra'
import { ColumnBuffer, columnKind, type RowType } from '@millrace/language'
import { Aggregation, addRows, retractRows, type SideTable } from '../aggregates/aggregation.ts'
import { BATCH_ROWS, type Batch } from '../batch.ts'
import { JobFailure } from '../failure.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { gatherCell } from '../state/gather.ts'
import { KeyTable } from '../state/keyTable.ts'
import { type Layout, layoutOf, loadCell, Records, releaseTexts, storeCell } from '../state/layout.ts'
import { TimeQueue } from '../state/timeQueue.ts'
import { NO_WATERMARK } from '../watermark.ts'
import type { StateView, Task, TaskContext } from './task.ts'
import { TimedRows } from './timedRows.ts'
import { entriesOf } from './view.ts'
import { Waves } from './waves.ts'

type OverPrimitive = Extract<Primitive, { op: 'over' }>

/** Doubles of a group behind its aggregates: time of the last row that was given, and when the group is forgotten. */
const LAST = 0
const END = 1
/** Words behind them: first and last row of the frame as places, how many it has, and how many rows `lag` has seen. */
const HEAD = 4
const TAIL = 5
const COUNT = 6
const SEEN = 7
const GROUP_WORDS = 8

/** Word of a look. */
const GROUP = 2

/** Columns that are gathered from records, with room for as many rows as are worked on at once. */
class Gathered {
  private readonly buffers: readonly ColumnBuffer[]
  private readonly cells: Layout['cells']
  private readonly empty: ColumnBuffer = new ColumnBuffer('i32', 1)
  private places = new Int32Array(BATCH_ROWS)

  constructor({ cells }: Layout, columns: readonly number[], rows: number) {
    this.cells = cells
    this.buffers = cells.map(({ kind }, c) => (columns.includes(c) ? new ColumnBuffer(kind, rows) : this.empty))
  }

  /** The rows as a batch; valid until the next one, and as long as the records do not change. */
  batch(records: Records, bases: Int32Array, n: number): Batch {
    if (n > this.places.length) this.places = new Int32Array(n)
    for (let j = 0; j < n; j++) this.places[j] = bases[j]! + 1
    const cols = this.buffers.map((buffer, c) => {
      if (buffer === this.empty) return buffer.column()
      buffer.clear()
      buffer.reserve(n)
      return gatherCell(records, this.cells[c]!, this.places, n, buffer)
    })
    return { cols, rows: n, n, sel: null, kinds: null, minTime: 0, maxTime: 0 }
  }
}

/** One `lag`. The last values of every group lie in a ring of places in the group's record. */
interface Lagged {
  aggregate: Aggregate
  /** Column of the result. */
  column: number
  offset: number
}

/**
 * Every row with aggregates of the rows before it, when the watermark reaches it.
 *
 * Rows leave a bounded frame by being taken out of the aggregates again, so each row costs the same however large the frame is. Of an
 * unbounded frame a row is late behind the watermark; of a bounded one when a row of its key and of its time or a later one has been
 * given (Flink's RowTimeRangeUnboundedPrecedingFunction, RowTimeRowsUnboundedPrecedingFunction, RowTimeRowsBoundedPrecedingFunction
 * and RowTimeRangeBoundedPrecedingFunction; the last two begin at 1970).
 */
export class OverTask implements Task {
  private readonly op: OverPrimitive
  private readonly owner: string
  private readonly row: RowType
  private readonly aggregation: Aggregation
  /** Results that are aggregates, and the columns that they are written to. */
  private readonly counted: readonly number[]
  private readonly lags: readonly Lagged[]
  private readonly values: SideTable[]
  private readonly groups: KeyTable
  /** Beginning of the words behind the aggregates of a group. */
  private readonly own: number
  private readonly rows: TimedRows
  /** Arguments of `lag`, of the last rows of every group. */
  private readonly recent: Records
  private readonly recentLayout: Layout
  private readonly lagColumns: readonly number[]
  private readonly depth: number
  /** When to look whether a group has ended: the time as a double, and the group. */
  private readonly looks = new Records(4)
  private readonly ends = new TimeQueue(1000)
  private readonly waves = new Waves(BATCH_ROWS)
  private readonly gathered: Gathered
  private readonly leaving: Gathered
  private readonly results: readonly ColumnBuffer[]
  private readonly emit: (port: string, batch: Batch) => void
  private timely = new Int32Array(1024)
  private late = new Int32Array(1024)
  private bases = new Int32Array(1024)
  private keys = new Int32Array(1024)
  private times = new Float64Array(1024)
  private ordered = new Int32Array(1024)
  private sel = new Int32Array(1024)
  private waveRows = new Int32Array(1024)
  private waveBases = new Int32Array(1024)
  private gone = new Int32Array(1024)
  private goneBases = new Int32Array(1024)
  private goneCount = 0
  private readonly due = new Int32Array(256)
  private clock = NO_WATERMARK

  constructor({ node, inputs, emit, environment }: TaskContext<OverPrimitive>) {
    const { op } = node
    this.op = op
    this.owner = node.owner
    this.emit = emit
    this.row = inputs[0]!.row
    const keyRow = op.key.map((column) => this.row[column]!)
    const from = layoutOf(keyRow, 0).end
    this.counted = op.aggregates.flatMap(({ fn }, a) => (fn === 'lag' ? [] : [a]))
    this.lags = op.aggregates.flatMap((aggregate, column) =>
      aggregate.fn === 'lag' ? [{ aggregate, column, offset: aggregate.constants![0] as number }] : [],
    )
    const plain = this.counted.map((a) => op.aggregates[a]!)
    this.aggregation = new Aggregation(plain, this.row, from, { retracting: this.bounded, environment })
    this.values = this.aggregation.createValues()
    this.own = from + this.aggregation.words
    this.depth = Math.max(0, ...this.lags.map(({ offset }) => offset))
    this.groups = new KeyTable(keyRow, this.aggregation.words + GROUP_WORDS + this.depth)
    this.rows = new TimedRows(this.row, op.rowtime)
    this.lagColumns = [...new Set(this.lags.map(({ aggregate }) => aggregate.args[0]!))]
    this.recentLayout = layoutOf(
      this.lagColumns.map((column) => this.row[column]!),
      0,
    )
    this.recent = new Records(Math.max(2, this.recentLayout.end))
    const all = this.row.map((_, column) => column)
    this.gathered = new Gathered(this.rows.layout, all, BATCH_ROWS)
    const needed = plain.flatMap(({ args, where }) => (where === undefined ? args : [...args, where]))
    this.leaving = new Gathered(this.rows.layout, this.bounded ? [...new Set(needed)] : [], BATCH_ROWS)
    this.results = op.aggregates.map(({ result }) => new ColumnBuffer(columnKind(result.type), BATCH_ROWS))
  }

  private get bounded(): boolean {
    return this.op.frame.preceding !== undefined
  }
  /** Whether groups are forgotten when their frame is over. */
  private get ending(): boolean {
    return this.bounded && this.op.frame.unit === 'range'
  }

  process(batch: Batch): void {
    if (batch.n > this.timely.length) this.resize(batch.n)
    const { data } = batch.cols[this.op.rowtime] as { data: Float64Array }
    const n = this.bounded ? this.selectByGroup(batch, data) : this.selectByWatermark(batch, data)
    this.rows.add(batch, this.timely, n, data, this.keys)
    if (this.ending) for (let j = 0; j < n; j++) this.prolong(this.keys[j]!, data[this.timely[j]!]!)
  }

  private resize(n: number): void {
    this.timely = new Int32Array(n)
    this.late = new Int32Array(n)
    this.bases = new Int32Array(n)
    this.keys = new Int32Array(n)
  }

  /** Selects rows before the watermark of an unbounded frame, and finds their groups; the others leave on the side. */
  private selectByWatermark(batch: Batch, times: Float64Array): number {
    const { sel } = batch
    let [n, late] = [0, 0]
    for (let j = 0; j < batch.n; j++) {
      const i = sel === null ? j : sel[j]!
      if (times[i]! > this.clock) this.timely[n++] = i
      else this.late[late++] = i
    }
    if (late > 0) this.emit('late', { ...batch, sel: this.late, n: late })
    this.groups.probe(batch, this.op.key, this.timely, n, this.keys)
    return n
  }

  /** Selects rows behind the last one of their group; the others leave on the side. */
  private selectByGroup(batch: Batch, times: Float64Array): number {
    const { sel } = batch
    this.groups.probe(batch, this.op.key, sel, batch.n, this.bases)
    const { doubles } = this.groups.records
    let [n, late] = [0, 0]
    for (let j = 0; j < batch.n; j++) {
      const i = sel === null ? j : sel[j]!
      if (times[i]! > doubles[((this.bases[j]! + this.own) >> 1) + LAST]!) {
        this.timely[n] = i
        this.keys[n++] = this.bases[j]!
      } else this.late[late++] = i
    }
    if (late > 0) this.emit('late', { ...batch, sel: this.late, n: late })
    return n
  }

  /** A group is kept until one and a half frames after its last row, as in Flink; a row after that finds it forgotten. */
  private prolong(base: number, time: number): void {
    const { preceding } = this.op.frame
    const { doubles } = this.groups.records
    const at = ((base + this.own) >> 1) + END
    if (doubles[at] !== 0 && doubles[at]! >= time + preceding! + 1) return
    doubles[at] = time + Math.trunc(preceding! * 1.5) + 1
    const look = this.looks.add()
    this.looks.doubles[look >> 1] = doubles[at]!
    this.looks.ints[look + GROUP] = base
    this.ends.add(doubles[at]!, look)
  }

  watermark(time: number): void {
    const n = this.rows.take(time)
    for (let from = 0; from < n; ) {
      const to = this.endOfPart(from, n)
      this.advance(from, to - from)
      from = to
    }
    if (this.ending) this.forget(time)
    this.clock = time
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
    this.goneCount = 0
    for (let w = 0; w < waves.count; w++) this.advanceWave(batch, waves.starts[w]!, waves.starts[w + 1]!)
    this.send(batch, n)
    if (this.bounded) for (let g = 0; g < this.goneCount; g++) rows.remove(this.gone[g]!)
    else for (let p = 0; p < n; p++) rows.remove(ordered[p]!)
  }

  private ensure(n: number): void {
    for (const buffer of this.results) {
      buffer.clear()
      buffer.reserve(n)
    }
    if (n <= this.ordered.length) return
    this.times = new Float64Array(n)
    this.ordered = new Int32Array(n)
    this.sel = new Int32Array(n)
    this.waveRows = new Int32Array(n)
    this.waveBases = new Int32Array(n)
    if (n > this.bases.length) this.bases = new Int32Array(n)
  }

  /** Rows of different groups, or of one group and one time: takes out what leaves the frames, adds the rows, writes the results. */
  private advanceWave(batch: Batch, from: number, to: number): void {
    const { waveRows, waveBases, rows, aggregation, values, groups } = this
    const n = to - from
    for (let p = 0; p < n; p++) {
      waveRows[p] = from + p
      waveBases[p] = rows.keyOf(this.ordered[from + p]!)
    }
    if (this.bounded) this.leave(from, n)
    addRows(aggregation, values, batch, waveRows, n, groups.records, waveBases)
    if (this.bounded) this.enter(from, n)
    for (let a = 0; a < this.counted.length; a++)
      aggregation.accumulators[a]!.write(groups.records, waveBases, n, this.results[this.counted[a]!]!, from)
    if (this.lags.length > 0) for (let p = 0; p < n; p++) this.lag(batch, from + p, waveBases[p]!)
  }

  /** Takes rows that are no longer in the frames of a wave out of the aggregates. */
  private leave(from: number, n: number): void {
    const first = this.goneCount
    const { preceding, unit } = this.op.frame
    for (let p = 0; p < n; p++) {
      const base = this.waveBases[p]!
      const at = base + this.own
      if (unit === 'rows') {
        if (this.groups.records.ints[at + COUNT]! > preceding!) this.dropHead(base)
      } else {
        const least = this.rows.timeOf(this.ordered[from + p]!) - preceding!
        while (this.headTime(base) < least) this.dropHead(base)
      }
    }
    const count = this.goneCount - first
    if (count === 0) return
    const gone = this.gone.subarray(first, this.goneCount)
    const batch = this.leaving.batch(this.rows.records, gone, count)
    const bases = this.goneBases.subarray(first, this.goneCount)
    retractRows(this.aggregation, this.values, batch, null, count, this.groups.records, bases)
  }

  private headTime(base: number): number {
    const head = this.groups.records.ints[base + this.own + HEAD]!
    return head === 0 ? Number.POSITIVE_INFINITY : this.rows.timeOf(head - 1)
  }

  private dropHead(base: number): void {
    const { ints } = this.groups.records
    const at = base + this.own
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

  /** Puts the rows of a wave at the ends of their frames. */
  private enter(from: number, n: number): void {
    const { ints, doubles } = this.groups.records
    for (let p = 0; p < n; p++) {
      const at = this.waveBases[p]! + this.own
      const row = this.ordered[from + p]!
      if (ints[at + HEAD] === 0) ints[at + HEAD] = row + 1
      else this.rows.link(ints[at + TAIL]! - 1, row + 1)
      ints[at + TAIL] = row + 1
      ints[at + COUNT]!++
      doubles[(at >> 1) + LAST] = this.rows.timeOf(row)
    }
  }

  /** Writes the values of rows before a row, and remembers its own in place of the oldest. */
  private lag(batch: Batch, row: number, base: number): void {
    const { ints } = this.groups.records
    const at = base + this.own
    const seen = ints[at + SEEN]!
    for (const { aggregate, column, offset } of this.lags) {
      const [value, otherwise] = aggregate.args
      const into = this.results[column]!
      if (offset === 0) copyValue(batch, value!, row, into)
      else if (offset <= seen) {
        const place = ints[at + GROUP_WORDS + ((seen - offset) % this.depth)]! - 1
        loadCell(this.recent, this.recentLayout.cells[this.lagColumns.indexOf(value!)]!, place, into, row)
      } else if (otherwise === undefined) into.setNull(row)
      else copyValue(batch, otherwise, row, into)
      if (into.nulls[row] === 1 && !aggregate.result.nullable) {
        const hint = 'Let the default be NULL too, or filter such rows before.'
        throw new JobFailure(this.owner, 'The value of lag is NULL, and its default says that it never is.', { hint })
      }
    }
    if (this.depth > 0) this.remember(batch, row, at, seen)
  }

  private remember(batch: Batch, row: number, at: number, seen: number): void {
    const { ints } = this.groups.records
    const slot = at + GROUP_WORDS + (seen % this.depth)
    if (ints[slot] === 0) ints[slot] = this.recent.add() + 1
    else releaseTexts(this.recent, this.recentLayout, ints[slot]! - 1)
    for (let c = 0; c < this.lagColumns.length; c++)
      storeCell(this.recent, this.recentLayout.cells[c]!, batch.cols[this.lagColumns[c]!]!, row, ints[slot]! - 1)
    // The number only matters up to the depth and by its place in the ring.
    ints[at + SEEN] = seen + 1 < 2 * this.depth ? seen + 1 : this.depth
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

  /** Gives back the groups whose frame is over. */
  private forget(time: number): void {
    const { due } = this
    for (let n = this.ends.takeBefore(time + 1, due); n > 0; n = this.ends.takeBefore(time + 1, due))
      for (let k = 0; k < n; k++) this.look(due[k]!, time)
  }

  /** A look at a group that goes on counts like a row that was given, as Flink's timers do: what is before it is late from now on. */
  private look(look: number, time: number): void {
    const base = this.looks.ints[look + GROUP]!
    const at = this.looks.doubles[look >> 1]!
    this.looks.remove(look)
    const { doubles } = this.groups.records
    const own = (base + this.own) >> 1
    if (doubles[own + END]! > time) doubles[own + LAST] = Math.max(doubles[own + LAST]!, at)
    else if (doubles[own + END] !== 0) this.forgetGroup(base)
  }

  private forgetGroup(base: number): void {
    const { records } = this.groups
    for (let head = records.ints[base + this.own + HEAD]!; head !== 0; ) {
      const next = this.rows.next(head - 1)
      this.rows.remove(head - 1)
      head = next
    }
    this.aggregation.releaseRecord(this.values, records, base)
    this.groups.remove(base)
  }

  save(writer: StateWriter): void {
    writer.number(this.clock)
    this.groups.save(writer)
    for (const value of this.values) value.save(writer)
    this.rows.save(writer)
    this.recent.save(writer)
    this.looks.save(writer)
  }

  restore(reader: StateReader): void {
    this.clock = reader.number()
    this.groups.load(reader)
    for (const value of this.values) value.load(reader)
    this.rows.load(reader)
    this.recent.load(reader)
    this.looks.load(reader)
    for (const look of this.looks.bases()) this.ends.add(this.looks.doubles[look >> 1]!, look)
  }

  state(): StateView {
    const { groups, aggregation } = this
    const value = this.counted
      .map((a) => this.op.aggregates[a]!)
      .map(({ as, result }) => ({ name: as, ...result, nullable: true }))
    return {
      tables: [{ name: 'groups', key: groups.keyType, value, size: groups.size }],
      scan: (_, from, limit) =>
        entriesOf(groups, groups.bases().subarray(from, from + limit), value, (bases, n, into, at) => {
          for (const [a, accumulator] of aggregation.accumulators.entries())
            accumulator.write(groups.records, bases, n, into[at + a]!, 0)
        }),
    }
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
