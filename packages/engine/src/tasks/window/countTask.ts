import type { Primitive } from '@millrace/algebra'
import { Aggregation } from '../../aggregates/aggregation.ts'
import { AFTER, type Batch, INSERT } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { KeyTable } from '../../state/keyTable.ts'
import { layoutOf } from '../../state/layout.ts'
import type { StateView, Task, TaskContext } from '../task.ts'
import { AccumulatedContent } from './accumulatedContent.ts'
import { contentView } from './contentView.ts'
import type { PaneContent } from './paneContent.ts'
import { WindowResults } from './results.ts'
import { RowContent } from './rowContent.ts'
import { LIST_WORDS } from './rowStore.ts'

type WindowPrimitive = Extract<Primitive, { op: 'window' }>
type CountSpec = Extract<WindowPrimitive['window'], { kind: 'count' }>

/** Words of a group: rows since the last result, and whether there was one. */
const COUNT = 0
const GIVEN = 1
const WORDS = 2

/**
 * After every so many rows of a group the aggregates over its last ones, or over all (Flink's count windows: a count trigger on the
 * global window, and a count evictor). What is left at the end of the input is never given.
 */
export class CountTask implements Task {
  private readonly spec: CountSpec
  private readonly key: readonly number[]
  private readonly groups: KeyTable
  private readonly content: PaneContent
  private readonly results: WindowResults
  /** A further result of a group replaces the one before it. */
  private readonly updating: boolean
  private readonly view: () => StateView
  private bases = new Int32Array(1024)
  private rows = new Int32Array(1024)
  /** Groups that have given up all their rows in this batch. */
  private readonly emptied = new Set<number>()

  constructor({ node, inputs, emit, environment }: TaskContext<WindowPrimitive>) {
    const { key, aggregates, window } = node.op
    const { row: type } = inputs[0]!
    const out = node.outputs.out!
    const keyRow = key.map((column) => type[column]!)
    this.spec = window as CountSpec
    this.key = key
    this.updating = out.changes.mode === 'upsert'
    const at = layoutOf(keyRow, 0).end + WORDS
    const accumulated = new Aggregation(aggregates, type, at, { environment })
    const { size, slide } = this.spec
    const evictor = size === undefined ? undefined : ({ kind: 'count', n: size } as const)
    const byRow = size !== undefined && size !== slide
    this.groups = new KeyTable(keyRow, WORDS + (byRow ? LIST_WORDS : accumulated.words))
    const { records } = this.groups
    const rows = byRow ? new RowContent(records, { aggregates, type, at, evictor, environment }) : undefined
    this.content = rows ?? new AccumulatedContent(records, accumulated, at)
    const aggregation = rows?.writing ?? accumulated
    this.results = new WindowResults(out.row, key.length, aggregation, undefined, (batch) => emit('out', batch))
    this.view = () =>
      contentView({
        name: 'groups',
        keyRow,
        bases: () => this.groups.bases(),
        writeKey: (base, into) => this.groups.loadKeys(Int32Array.of(base), 1, into, 0),
        aggregates,
        content: this.content,
        aggregation,
      })
  }

  process(batch: Batch): void {
    const { sel, n } = batch
    if (n > this.bases.length) this.resize(n)
    const { bases, rows, groups, spec } = this
    groups.probe(batch, this.key, sel, n, bases)
    const { ints } = groups.records
    const count = groups.payload + COUNT
    let added = 0
    for (let j = 0; j < n; j++) {
      rows[j] = sel === null ? j : sel[j]!
      const at = bases[j]! + count
      ints[at] = ints[at]! + 1
      if (ints[at]! < spec.slide) continue
      ints[at] = 0
      this.add(batch, added, j + 1)
      added = j + 1
      this.fire(bases[j]!)
    }
    this.add(batch, added, n)
    this.forgetEmptied()
    this.results.flush()
  }

  private add(batch: Batch, from: number, to: number): void {
    if (from < to) this.content.add(batch, this.rows.subarray(from, to), to - from, this.bases.subarray(from, to))
  }

  private fire(group: number): void {
    const { groups, content } = this
    const given = group + groups.payload + GIVEN
    content.evict(group)
    const { records, base } = content.result(group)
    this.results.giveOne(
      this.updating && groups.records.ints[given] === 1 ? AFTER : INSERT,
      groups,
      group,
      records,
      base,
    )
    groups.records.ints[given] = 1
    if (this.spec.size !== this.spec.slide) return
    content.clear(group)
    this.emptied.add(group)
  }

  private forgetEmptied(): void {
    const { groups, emptied } = this
    for (const group of emptied) if (groups.records.ints[group + groups.payload + COUNT] === 0) groups.remove(group)
    emptied.clear()
  }

  private resize(n: number): void {
    this.bases = new Int32Array(n)
    this.rows = new Int32Array(n)
  }

  watermark(): void {}

  save(writer: StateWriter): void {
    this.groups.save(writer)
    this.content.save(writer)
  }

  restore(reader: StateReader): void {
    this.groups.load(reader)
    this.content.restore(reader)
  }

  state(): StateView {
    return this.view()
  }
}
