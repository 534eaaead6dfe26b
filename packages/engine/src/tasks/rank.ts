import type { Order, Primitive, WindowBounds } from '@millrace/algebra'
import {
  BIGINT,
  type Column,
  formatTimestamp,
  type Json,
  type RowType,
  readCell,
  rowToJson,
  write64,
} from '@millrace/language'
import { type Batch, BatchBuilder } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { gatherCells } from '../state/gather.ts'
import { KeyTable } from '../state/keyTable.ts'
import { type Layout, layoutOf, loadCell, Records, releaseTexts, storeCell } from '../state/layout.ts'
import { NO_WATERMARK } from '../watermark.ts'
import { RowGroups } from './groups.ts'
import { compareCells } from './order.ts'
import type { StateView, Task, TaskContext } from './task.ts'
import { entriesOf } from './view.ts'
import { WallClock } from './window/wallClock.ts'

type RankPrimitive = Extract<Primitive, { op: 'rank' }>
type WindowRankPrimitive = RankPrimitive & { bounds: WindowBounds }

/** The best rows of one window: a table of groups, each with its ranked rows. */
interface RankedWindow {
  /** Payload: how many rows, then their record numbers, best first. */
  groups: KeyTable
  rows: Records
}

/**
 * The best rows of each group in each window, given when the watermark reaches the window's last millisecond.
 *
 * Of equal rows the one that came first is better, or with `latest` the one that came last. A row whose window has been given is late
 * (Flink's SyncStateWindowRankProcessor).
 */
export class RankTask implements Task {
  private readonly op: WindowRankPrimitive
  private readonly row: RowType
  private readonly keyRow: RowType
  private readonly layout: Layout
  private readonly out: BatchBuilder
  private readonly emitLate: (batch: Batch) => void
  /** By end of window. */
  private readonly windows = new Map<number, RankedWindow>()
  private readonly sorted = new RowGroups()
  private bases = new Int32Array(1024)
  private readonly clock: WallClock
  private watermarkTime = NO_WATERMARK

  constructor({ node, inputs, environment, emit }: TaskContext<RankPrimitive>) {
    const { bounds } = node.op
    if (!bounds) throw new Error('The ranks of windows need the bounds of these.')
    this.op = { ...node.op, bounds }
    this.clock = new WallClock(bounds.local === true, environment.zone)
    this.row = inputs[0]!.row
    this.keyRow = node.op.key.map((column) => this.row[column]!)
    this.layout = layoutOf(this.row, 0)
    this.out = new BatchBuilder(node.outputs.out!.row, (batch) => emit('out', batch))
    this.emitLate = (batch) => emit('late', batch)
  }

  process(batch: Batch): void {
    const { sorted } = this
    const { sel, n } = batch
    const ends = (batch.cols[this.op.bounds.end] as { data: Float64Array }).data
    sorted.begin(n)
    const late: number[] = []
    let [end, group] = [Number.NaN, -1]
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      if (ends[i] !== end) {
        end = ends[i]!
        group = this.clock.over(end) > this.watermarkTime ? sorted.group(end) : -1
      }
      sorted.put(j, group)
      if (group < 0) late.push(i)
    }
    sorted.finish(sel, n)
    for (let g = 0; g < sorted.values.length; g++) this.add(sorted.values[g]!, batch, sorted.of(g))
    if (late.length > 0) this.emitLate({ ...batch, sel: Int32Array.from(late), n: late.length })
  }

  private add(end: number, batch: Batch, rows: Int32Array): void {
    const window = this.windows.get(end) ?? this.open(end)
    if (rows.length > this.bases.length) this.bases = new Int32Array(rows.length)
    window.groups.probe(batch, this.op.key, rows, rows.length, this.bases)
    for (let j = 0; j < rows.length; j++) this.offer(window, this.bases[j]!, batch, rows[j]!)
  }

  private open(end: number): RankedWindow {
    const window: RankedWindow = {
      groups: new KeyTable(this.keyRow, 1 + this.op.to),
      rows: new Records(this.layout.end),
    }
    this.windows.set(end, window)
    return window
  }

  /** Puts a row at its rank, if it has one. */
  private offer({ groups, rows }: RankedWindow, base: number, batch: Batch, i: number): void {
    const { ints } = groups.records
    const at = base + groups.payload
    const count = ints[at]!
    const { to: most } = this.op
    if (count === most && !this.better(batch.cols, i, rows, ints[at + count]!)) return
    let rank = count === most ? count - 1 : count
    while (rank > 0 && this.better(batch.cols, i, rows, ints[at + rank]!)) rank--
    if (count === most) {
      const overtaken = ints[at + count]!
      releaseTexts(rows, this.layout, overtaken)
      rows.remove(overtaken)
    } else ints[at] = count + 1
    ints.copyWithin(at + rank + 2, at + rank + 1, at + Math.min(count, most - 1) + 1)
    const record = rows.add()
    ints[at + rank + 1] = record
    for (const [c, cell] of this.layout.cells.entries()) storeCell(rows, cell, batch.cols[c]!, i, record)
  }

  /** Whether a row of a batch goes before a kept one. */
  private better(cols: readonly Column[], i: number, rows: Records, base: number): boolean {
    const { order } = this.op
    for (let o = 0; o < order.length; o++) {
      const { column, descending } = order[o] as Order
      const difference = compareCells(cols[column]!, i, rows, this.layout.cells[column]!, base)
      if (difference !== 0) return descending ? difference > 0 : difference < 0
    }
    return this.op.latest === true
  }

  watermark(time: number): void {
    const due = [...this.windows.keys()].filter((end) => this.clock.over(end) <= time).sort((a, b) => a - b)
    for (const end of due) {
      this.give(this.windows.get(end)!, end)
      this.windows.delete(end)
    }
    this.out.flush()
    this.watermarkTime = time
  }

  private give({ groups, rows }: RankedWindow, end: number): void {
    const { ints } = groups.records
    const { from, rankField } = this.op
    const time = this.clock.resultTime(end)
    for (const base of groups.bases()) {
      const at = base + groups.payload
      for (let rank = from; rank <= ints[at]!; rank++) {
        const row = this.out.next()
        for (const [c, cell] of this.layout.cells.entries())
          loadCell(rows, cell, ints[at + rank]!, this.out.buffers[c]!, row)
        if (rankField !== undefined) write64(this.out.buffers[this.row.length]!.data as Int32Array, row, rank)
        this.out.spans(time, time)
      }
    }
  }

  save(writer: StateWriter): void {
    writer.number(this.watermarkTime).int(this.windows.size)
    for (const [end, { groups, rows }] of this.windows) {
      writer.number(end)
      groups.save(writer)
      rows.save(writer)
    }
  }

  restore(reader: StateReader): void {
    this.watermarkTime = reader.number()
    const count = reader.int()
    for (let w = 0; w < count; w++) {
      const window = this.open(reader.number())
      window.groups.load(reader)
      window.rows.load(reader)
    }
  }

  /** Every window as a table of ranked rows. */
  state(): StateView {
    const key = [...this.keyRow, { name: 'rank', type: BIGINT, nullable: false }]
    const windows = new Map([...this.windows].map(([end, window]) => [formatTimestamp(end, 3), window]))
    return {
      tables: [...windows].map(([name, { rows }]) => ({ name, key, value: this.row, size: rows.live })),
      scan: (name, from, limit) => {
        const window = windows.get(name)
        return window ? this.ranked(window, from, limit) : []
      },
    }
  }

  private ranked({ groups, rows }: RankedWindow, from: number, limit: number): { key: Json; value: Json }[] {
    const { ints } = groups.records
    const all = Array.from(groups.bases()).flatMap((group) => {
      const at = group + groups.payload
      return Array.from({ length: ints[at]! }, (_, i) => ({ group, rank: i + 1, row: ints[at + i + 1]! }))
    })
    const some = all.slice(from, from + limit)
    const places = Int32Array.from(some, ({ row }) => row + 1)
    const columns = gatherCells(rows, this.layout.cells, places)
    const keys = entriesOf(
      groups,
      Int32Array.from(some, ({ group }) => group),
      [],
      () => {},
    )
    return some.map(({ rank }, i) => ({
      key: { ...(keys[i]!.key as object), rank },
      value: rowToJson(
        this.row.map(({ type }, c) => readCell(columns[c]!, i, type)),
        this.row,
      ),
    }))
  }
}
