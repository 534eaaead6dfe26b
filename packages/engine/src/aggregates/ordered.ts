/** Aggregates that go by the order of values: extremes of inputs that withdraw rows, values at extremes, most frequent values. */
import {
  BIGINT,
  type Column,
  type ColumnBuffer,
  encodeUtf8,
  type FieldType,
  type Typed,
  write64,
} from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Records } from '../state/layout.ts'
import type { Accumulator } from './accumulator.ts'
import { Cells } from './cells.ts'
import { MemberWriter } from './collected.ts'
import { CountTree } from './countTree.ts'

/** Whether every column that must be there is there. */
const isThere = (column: Column, i: number) => column.nulls === null || column.nulls[i] === 0

/** Adds rows to trees, or takes them away: `columns` are compared, rows in which `required` is NULL do not count. */
function counting(tree: CountTree, columns: readonly number[], required: number, times: number): Accumulator['add'] {
  const picked: Column[] = []
  return (batch: Batch, sel: Int32Array | null, n: number, records: Records, bases: Int32Array) => {
    for (let c = 0; c < columns.length; c++) picked[c] = batch.cols[columns[c]!]!
    const needed = batch.cols[required]!
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      if (isThere(needed, i)) tree.count(picked, i, records, bases[j]!, times)
    }
  }
}

/** MIN and MAX of rows that come and go. */
export function extremeOfMany(largest: boolean, type: Typed, at: number, column: number): Accumulator {
  const tree = new CountTree([type], at, [largest])
  return fromFirst(tree, { columns: [column], required: column, result: 0 })
}

/** The value of the row with the smallest or largest `by`, of rows that come and go; of several the smallest value. */
export function atExtremeOfMany(
  largest: boolean,
  [value, by]: readonly Typed[],
  at: number,
  args: readonly number[],
): Accumulator {
  const tree = new CountTree([by!, value!], at, [largest, false])
  return fromFirst(tree, { columns: [args[1]!, args[0]!], required: args[1]!, result: 1 })
}

/** An accumulator whose result is a value of the first node. */
function fromFirst(
  tree: CountTree,
  { columns, required, result }: { columns: readonly number[]; required: number; result: number },
): Accumulator {
  return {
    words: tree.words,
    add: counting(tree, columns, required, 1),
    retract: counting(tree, columns, required, -1),
    merge: (source, from, target, to, n) => tree.merge(source, from, target, to, n),
    write(records, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        const node = tree.first(records, bases[j]!)
        if (node === 0) out.setNull(row + j)
        else tree.load(records, node, result, out, row + j)
      }
    },
    release: (records, base) => tree.release(records, base),
  }
}

/** The same where rows only come: the best one so far. Words: whether there is one, and its two values. */
export function atExtreme(
  largest: boolean,
  [value, by]: readonly Typed[],
  at: number,
  args: readonly number[],
): Accumulator {
  const cells = new Cells([by!, value!], [largest, false])
  const place = at + 2
  const offer = (records: Records, base: number) => {
    const { ints, heap } = records
    if (ints[base + at] === 1 && cells.compare(records, base + place, heap) >= 0) return
    cells.put(records, base + place, heap)
    ints[base + at] = 1
  }
  const picked: Column[] = []
  return {
    words: 2 + cells.words,
    add(batch, sel, n, records, bases) {
      picked[0] = batch.cols[args[1]!]!
      picked[1] = batch.cols[args[0]!]!
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        if (!isThere(picked[0], i)) continue
        cells.take(picked, i)
        offer(records, bases[j]!)
      }
    },
    merge(source, from, target, to, n) {
      for (let j = 0; j < n; j++) {
        if (source.ints[from[j]! + at] !== 1) continue
        cells.takeFrom(source, from[j]! + place, source.heap)
        offer(target, to[j]!)
      }
    },
    write(records, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        if (records.ints[bases[j]! + at] !== 1) out.setNull(row + j)
        else cells.load(records, bases[j]! + place, records.heap, 1, out, row + j)
      }
    },
    release: (records, base) => cells.release(records, base + place, records.heap),
  }
}

/** The most frequent values as `[{"value": …, "count": …}, …]`, most frequent first, of equally frequent ones the smaller first. */
export function topValues(count: number, type: Typed, at: number, column: number): Accumulator {
  const tree = new CountTree([type], at)
  const best = new Best(count)
  const writer = new TopWriter(tree, type.type)
  return {
    words: tree.words,
    add: counting(tree, [column], column, 1),
    retract: counting(tree, [column], column, -1),
    merge: (source, from, target, to, n) => tree.merge(source, from, target, to, n),
    write(records, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        best.begin()
        for (const node of tree.nodes(records, bases[j]!)) best.offer(node, tree.countOf(records, node))
        if (best.n === 0) out.setNull(row + j)
        else writer.write(records, best, out, row + j)
      }
    },
    release: (records, base) => tree.release(records, base),
  }
}

/** The nodes with the largest counts; of equal counts the one that was offered first. */
class Best {
  n = 0
  readonly nodes: Int32Array
  readonly counts: Float64Array
  constructor(most: number) {
    this.nodes = new Int32Array(most)
    this.counts = new Float64Array(most)
  }

  begin(): void {
    this.n = 0
  }

  offer(node: number, count: number): void {
    const { nodes, counts } = this
    if (count <= 0 || (this.n === nodes.length && counts[this.n - 1]! >= count)) return
    let at = Math.min(this.n, nodes.length - 1)
    for (; at > 0 && counts[at - 1]! < count; at--) {
      nodes[at] = nodes[at - 1]!
      counts[at] = counts[at - 1]!
    }
    nodes[at] = node
    counts[at] = count
    if (this.n < nodes.length) this.n++
  }
}

const VALUE = encodeUtf8('{"value":')
const COUNT = encodeUtf8(',"count":')

class TopWriter {
  private readonly tree: CountTree
  private readonly values: MemberWriter
  private readonly counts = new MemberWriter(BIGINT)

  constructor(tree: CountTree, type: FieldType) {
    this.tree = tree
    this.values = new MemberWriter(type)
    this.counts.sink = this.values.sink
  }

  write(records: Records, best: Best, out: ColumnBuffer, row: number): void {
    const { sink } = this.values
    this.values.begin()
    for (let b = 0; b < best.n; b++) {
      this.values.separate()
      sink.copy(VALUE, 0, VALUE.length)
      this.tree.load(records, best.nodes[b]!, 0, this.values.cell, 0)
      this.values.write()
      sink.copy(COUNT, 0, COUNT.length)
      write64(this.counts.cell.data as Int32Array, 0, best.counts[b]!)
      this.counts.write()
      sink.byte(0x7d)
    }
    this.values.finish(out, row)
  }
}
