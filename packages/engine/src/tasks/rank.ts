import type { Primitive, WindowBounds } from '@millrace/algebra'
import { BIGINT, formatTimestamp, type Json, type RowType, readCell, rowToJson, write64 } from '@millrace/language'
import { type Batch, BatchBuilder } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { gatherCells } from '../state/gather.ts'
import { loadCell } from '../state/layout.ts'
import { NO_WATERMARK } from '../watermark.ts'
import { RowGroups } from './groups.ts'
import { RankedWindow } from './rankedWindow.ts'
import type { StateView, Task, TaskContext } from './task.ts'
import { OrderWords } from './topN/orderWords.ts'
import { entriesOf } from './view.ts'
import { WallClock } from './window/wallClock.ts'

type RankPrimitive = Extract<Primitive, { op: 'rank' }>
type WindowRankPrimitive = RankPrimitive & { bounds: WindowBounds }

/**
 * The best rows of each group in each window, given when the watermark reaches the window's last millisecond.
 *
 * Of equal rows the one that came first is better, with `latest` the one that came last, or with `ties` none of them. A row whose window has been given is late
 * (Flink's SyncStateWindowRankProcessor).
 */
export class RankTask implements Task {
  private readonly op: WindowRankPrimitive
  private readonly row: RowType
  private readonly keyRow: RowType
  private readonly out: BatchBuilder
  private readonly emitLate: (batch: Batch) => void
  /** By end of window. */
  private readonly windows = new Map<number, RankedWindow>()
  private readonly sorted = new RowGroups()
  private readonly words: OrderWords
  private readonly clock: WallClock
  private watermarkTime = NO_WATERMARK

  constructor({ node, inputs, environment, emit }: TaskContext<RankPrimitive>) {
    const { bounds } = node.op
    if (!bounds) throw new Error('The ranks of windows need the bounds of these.')
    this.op = { ...node.op, bounds }
    this.words = new OrderWords(node.op.order[0])
    this.clock = new WallClock(bounds.local === true, environment.zone)
    this.row = inputs[0]!.row
    this.keyRow = node.op.key.map((column) => this.row[column]!)
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
    for (let g = 0; g < sorted.values.length; g++) this.windowOf(sorted.values[g]!).add(batch, sorted.of(g))
    if (late.length > 0) this.emitLate({ ...batch, sel: Int32Array.from(late), n: late.length })
  }

  private windowOf(end: number): RankedWindow {
    return this.windows.get(end) ?? this.open(end)
  }

  private open(end: number): RankedWindow {
    const window = new RankedWindow(this.op, this.row, this.keyRow, this.words)
    this.windows.set(end, window)
    return window
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

  private give(window: RankedWindow, end: number): void {
    const { from, rankField } = this.op
    const { rows, layout } = window
    const time = this.clock.resultTime(end)
    for (const group of window.groups.bases())
      window.visit(group, (base, rank) => {
        if (rank < from) return
        const row = this.out.next()
        for (const [c, cell] of layout.cells.entries()) loadCell(rows, cell, base, this.out.buffers[c]!, row)
        if (rankField !== undefined) write64(this.out.buffers[this.row.length]!.data as Int32Array, row, rank)
        this.out.spans(time, time)
      })
  }

  save(writer: StateWriter): void {
    writer.number(this.watermarkTime).int(this.windows.size)
    for (const [end, window] of this.windows) {
      writer.number(end)
      window.save(writer)
    }
  }

  restore(reader: StateReader): void {
    this.watermarkTime = reader.number()
    const count = reader.int()
    for (let w = 0; w < count; w++) this.open(reader.number()).load(reader)
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

  private ranked(window: RankedWindow, from: number, limit: number): { key: Json; value: Json }[] {
    const { groups, rows, layout } = window
    const all: { group: number; rank: number; row: number }[] = []
    for (const group of groups.bases()) window.visit(group, (row, rank) => all.push({ group, rank, row }))
    const some = all.slice(from, from + limit)
    const places = Int32Array.from(some, ({ row }) => row + 1)
    const columns = gatherCells(rows, layout.cells, places)
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
