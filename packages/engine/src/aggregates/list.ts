import { type Column, type ColumnBuffer, type ColumnKind, columnKind, type Typed } from '@millrace/language'
import { blockWords, type Heap } from '../state/heap.ts'
import type { Records } from '../state/layout.ts'
import { copyBytes } from './cells.ts'

/** Words of an element of fixed width; one of bytes begins with its length in bytes. */
const WIDTHS: Record<ColumnKind, number> = { bool: 1, i32: 1, f64: 2, i64: 2, i128: 4, bytes: 0 }

/**
 * Values in the order in which they came, NULLs left out: one block of the heap for each record.
 *
 * Four words of the record: the block, its words, the words in use, and where the last element begins.
 */
export class List {
  readonly words = 4
  private readonly at: number
  private readonly kind: ColumnKind
  private readonly width: number
  /** One value on its way out, and the words of one on its way in. */
  private readonly cell: Int32Array
  private readonly cellDoubles: Float64Array

  constructor({ type }: Typed, at: number) {
    this.at = at
    this.kind = columnKind(type)
    this.width = WIDTHS[this.kind]
    this.cell = new Int32Array(4)
    this.cellDoubles = new Float64Array(this.cell.buffer)
  }

  append(column: Column, sel: Int32Array | null, n: number, records: Records, bases: Int32Array): void {
    const { nulls } = column
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      if (nulls !== null && nulls[i] === 1) continue
      if (column.k === 'bytes') this.appendBytes(records, bases[j]!, column.bytes, column.start[i]!, column.end[i]!)
      else this.appendWords(records, bases[j]!, column, i)
    }
  }

  private appendBytes(records: Records, base: number, bytes: Uint8Array, start: number, end: number): void {
    const { heap } = records
    const length = end - start
    const to = this.room(records, base, 1 + ((length + 3) >> 2))
    heap.ints[to] = length
    copyBytes(bytes, start, length, heap.bytes, 4 * (to + 1))
  }

  private appendWords(records: Records, base: number, column: Exclude<Column, { k: 'bytes' }>, i: number): void {
    this.takeWords(column, i)
    const to = this.room(records, base, this.width)
    for (let w = 0; w < this.width; w++) records.heap.ints[to + w] = this.cell[w]!
  }

  private takeWords(column: Exclude<Column, { k: 'bytes' }>, i: number): void {
    const { cell, width } = this
    if (column.k === 'f64') this.cellDoubles[0] = column.data[i]!
    else for (let w = 0; w < width; w++) cell[w] = column.data[width * i + w]!
  }

  /** Place for a further element. */
  private room({ ints, heap }: Records, base: number, more: number): number {
    const at = base + this.at
    const used = ints[at + 2]!
    if (used + more > ints[at + 1]!) {
      const wanted = Math.max(used + more, 2 * used)
      ints[at] = heap.enlarge(ints[at]!, ints[at + 1]!, wanted, used)
      ints[at + 1] = blockWords(wanted)
    }
    ints[at + 2] = used + more
    ints[at + 3] = used
    return ints[at]! + used
  }

  /** Takes out the first element that equals the value of each row; what is not there is passed over. */
  remove(column: Column, sel: Int32Array | null, n: number, records: Records, bases: Int32Array): void {
    const { nulls } = column
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      if (nulls !== null && nulls[i] === 1) continue
      if (column.k !== 'bytes') this.takeWords(column, i)
      const found = this.find(records, bases[j]!, column, i)
      if (found >= 0) this.cut(records, bases[j]!, found)
    }
  }

  private find(records: Records, base: number, column: Column, i: number): number {
    const end = this.end(records, base)
    for (let place = this.first(records, base); place >= 0 && place < end; place = this.next(records.heap, place))
      if (this.equals(records.heap, place, column, i)) return place
    return -1
  }

  /** Whether an element is the value of a row; words of fixed width have been taken already. */
  private equals(heap: Heap, place: number, column: Column, i: number): boolean {
    const { ints } = heap
    if (column.k !== 'bytes') {
      for (let w = 0; w < this.width; w++) if (ints[place + w] !== this.cell[w]) return false
      return true
    }
    const [start, length] = [column.start[i]!, column.end[i]! - column.start[i]!]
    if (ints[place] !== length) return false
    for (let b = 0; b < length; b++) if (heap.bytes[4 * place + 4 + b] !== column.bytes[start + b]) return false
    return true
  }

  private cut(records: Records, base: number, place: number): void {
    const { ints, heap } = records
    const at = base + this.at
    const next = this.next(heap, place)
    const size = next - place
    heap.ints.copyWithin(place, next, this.end(records, base))
    ints[at + 2] = ints[at + 2]! - size
    const wasLast = place - ints[at]! === ints[at + 3]
    if (wasLast) this.seekLast(records, base)
    else ints[at + 3] = ints[at + 3]! - size
  }

  private seekLast(records: Records, base: number): void {
    const end = this.end(records, base)
    let last = 0
    for (let place = this.first(records, base); place >= 0 && place < end; place = this.next(records.heap, place))
      last = place - records.ints[base + this.at]!
    records.ints[base + this.at + 3] = last
  }

  /** Place of the first element; −1 when there is none. */
  first({ ints }: Records, base: number): number {
    return ints[base + this.at + 2] === 0 ? -1 : ints[base + this.at]!
  }

  last({ ints }: Records, base: number): number {
    const at = base + this.at
    return ints[at + 2] === 0 ? -1 : ints[at]! + ints[at + 3]!
  }

  /** Place behind the last element. */
  end({ ints }: Records, base: number): number {
    return ints[base + this.at]! + ints[base + this.at + 2]!
  }

  /** Place of the element behind one. */
  next({ ints }: Heap, place: number): number {
    return this.width > 0 ? place + this.width : place + 1 + ((ints[place]! + 3) >> 2)
  }

  /** Writes an element into a column. */
  load(heap: Heap, place: number, out: ColumnBuffer, row: number): void {
    out.nulls[row] = 0
    const { ints, bytes } = heap
    if (this.kind === 'bytes') out.putBytes(row, bytes, 4 * place + 4, 4 * place + 4 + ints[place]!)
    else if (this.kind === 'f64') {
      this.cell[0] = ints[place]!
      this.cell[1] = ints[place + 1]!
      out.data[row] = this.cellDoubles[0]!
    } else for (let w = 0; w < this.width; w++) out.data[this.width * row + w] = ints[place + w]!
  }

  /** Appends the lists of other records. */
  merge(source: Records, from: Int32Array, target: Records, to: Int32Array, n: number): void {
    for (let j = 0; j < n; j++) {
      const s = from[j]! + this.at
      const used = source.ints[s + 2]!
      if (used === 0) continue
      const place = this.room(target, to[j]!, used)
      const block = source.ints[s]!
      target.heap.ints.set(source.heap.ints.subarray(block, block + used), place)
      // `room` has taken the whole list for one element.
      const t = to[j]! + this.at
      target.ints[t + 3] = target.ints[t + 3]! + source.ints[s + 3]!
    }
  }

  release({ ints, heap }: Records, base: number): void {
    const at = base + this.at
    heap.release(ints[at]!, ints[at + 1]!)
    ints.fill(0, at, at + this.words)
  }
}
