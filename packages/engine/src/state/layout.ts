import {
  type Column,
  type ColumnBuffer,
  type ColumnKind,
  columnKind,
  isApproximate,
  type RowType,
} from '@millrace/language'
import { Arena } from './arena.ts'
import { DamagedState, type StateReader, type StateWriter } from './bytes.ts'
import { loadFixed, storeFixed } from './fixedValue.ts'
import { Heap } from './heap.ts'
import { Memory } from './memory.ts'

/** Where a column lies in a record, in 32-bit words. */
export interface Cell {
  kind: ColumnKind
  at: number
  /** Bit of NULL in the null word. */
  bit: number
  nullWord: number
  /** A floating-point number: −0 and 0 are two values, as in Flink, which compares keys by their bytes. */
  floating: boolean
}

const WORDS: Record<ColumnKind, number> = { bool: 1, i32: 1, f64: 2, i64: 2, i128: 4, bytes: 2 }

/** Columns side by side in a record of words; doubles are aligned, text is a place in the arena. */
export interface Layout {
  cells: readonly Cell[]
  /** First word after them; even. */
  end: number
}

/** Lays out columns from a word on. */
export function layoutOf(row: RowType, from: number): Layout {
  const kinds = row.map(({ type }) => columnKind(type))
  const nullWords = Math.ceil(kinds.length / 32)
  let at = from + nullWords
  const cells = kinds.map((kind, index): Cell => {
    if (kind === 'f64' && at % 2 === 1) at++
    const floating = isApproximate(row[index]!.type)
    const cell = { kind, at, bit: index % 32, nullWord: from + Math.floor(index / 32), floating }
    at += WORDS[kind]
    return cell
  })
  return { cells, end: at + (at % 2) }
}

/** Records of a fixed number of words in one growing block, seen as integers and as doubles. A record stays where it is. */
export class Records {
  readonly words: number
  ints: Int32Array
  doubles: Float64Array
  readonly arena = new Arena()
  /** What records own and cannot hold. */
  readonly heap = new Heap()
  /** Records in use or given back. */
  count = 0
  /** By word of a record: the bits of NULLs that one of them may have. */
  private readonly nulls: Int32Array
  private capacity: number
  private readonly memory: Memory
  /** First words of records that were given back, the next one to use last. */
  private freed: Int32Array = new Int32Array(16)
  private freedCount = 0

  constructor(words: number, capacity = 64) {
    this.words = words
    this.nulls = new Int32Array(words)
    this.memory = new Memory(4 * words * capacity)
    this.capacity = capacity
    this.ints = new Int32Array(this.memory.buffer)
    this.doubles = new Float64Array(this.memory.buffer)
  }

  /** A record of zeros; returns its first word. */
  add(): number {
    if (this.freedCount > 0) return this.freed[--this.freedCount]!
    if (this.count === this.capacity) this.resize(this.count + 1)
    return this.words * this.count++
  }

  /** Gives a record back. Its texts are the caller's to release. */
  remove(base: number): void {
    const { ints } = this
    const end = base + this.words
    for (let at = base; at < end; at++) ints[at] = 0
    if (this.freedCount === this.freed.length) {
      const next = new Int32Array(Math.max(16, 2 * this.freedCount))
      next.set(this.freed)
      this.freed = next
    }
    this.freed[this.freedCount++] = base
  }

  /** Whether a record may have NULL in a cell. */
  anyNull({ nullWord, bit }: Cell): boolean {
    return (this.nulls[nullWord]! & (1 << bit)) !== 0
  }

  /** Says that a record may have NULL in a cell. */
  noteNull({ nullWord, bit }: Cell): void {
    this.nulls[nullWord] = this.nulls[nullWord]! | (1 << bit)
  }

  /** First words of all records in use, in the order of the block. */
  bases(): Int32Array {
    const bases = new Int32Array(this.live)
    const freed = this.freed.slice(0, this.freedCount).sort()
    let [n, skipped] = [0, 0]
    for (let number = 0; number < this.count; number++) {
      const base = number * this.words
      if (base === freed[skipped]) skipped++
      else bases[n++] = base
    }
    return bases
  }

  /** Records that are in use. */
  get live(): number {
    return this.count - this.freedCount
  }

  reserve(more: number): void {
    if (this.count + more > this.capacity) this.resize(this.count + more)
  }

  private resize(capacity: number): void {
    const buffer = this.memory.grow(4 * this.words * capacity)
    const words = Math.floor(buffer.byteLength / 4)
    this.ints = new Int32Array(buffer, 0, words)
    this.doubles = new Float64Array(buffer, 0, words >> 1)
    this.capacity = Math.floor(words / this.words)
  }

  /** Forgets all records and keeps the memory. */
  clear(): void {
    this.ints.fill(0, 0, this.words * this.count)
    this.count = 0
    this.freedCount = 0
    this.arena.clear()
    this.heap.clear()
  }

  save(writer: StateWriter): void {
    const { arena } = this
    writer.int(this.words).int(this.count)
    writer.ints(this.ints.subarray(0, this.words * this.count)).ints(this.freed.subarray(0, this.freedCount))
    writer.blob(arena.bytes.subarray(0, arena.used)).ints(arena.freePlaces)
    this.heap.save(writer)
  }

  load(reader: StateReader): void {
    const [words, count] = [reader.int(), reader.int()]
    if (words !== this.words)
      throw new Error(`The saved records have ${words} words, this operator's have ${this.words}.`)
    const ints = reader.ints()
    if (ints.length !== words * count) throw new DamagedState('The saved records are incomplete.')
    this.clear()
    this.reserve(count)
    this.ints.set(ints)
    this.count = count
    this.nulls.fill(-1)
    this.freed = reader.ints()
    this.freedCount = this.freed.length
    this.arena.load(reader.blob(), reader.ints())
    this.heap.load(reader)
  }
}

/**
 * Writes a column of some rows into their records, which are new ones: of zeros where the column lies. `bases` are the first words of
 * the records, in the order of the rows.
 */
export function storeColumn(
  records: Records,
  cell: Cell,
  column: Column,
  rows: Int32Array,
  bases: Int32Array,
  n: number,
): void {
  const { ints } = records
  const { at, nullWord, bit } = cell
  const { nulls } = column
  if (nulls !== null) {
    records.noteNull(cell)
    for (let j = 0; j < n; j++) {
      const word = bases[j]! + nullWord
      ints[word] = ints[word]! | (nulls[rows[j]!]! << bit)
    }
  }
  switch (column.k) {
    case 'bool':
    case 'i32':
      return storeInts(ints, at, column.data, rows, bases, n)
    case 'f64':
      return storeDoubles(records.doubles, at, column.data, rows, bases, n)
    case 'i64':
      return storeLongs(ints, at, column.data, rows, bases, n)
    case 'i128':
      for (let j = 0; j < n; j++) for (let w = 0; w < 4; w++) ints[bases[j]! + at + w] = column.data[4 * rows[j]! + w]!
      return
    case 'bytes':
      records.arena.addAll(column, rows, n, ints, bases, at)
  }
}

function storeInts(
  ints: Int32Array,
  at: number,
  data: Int32Array | Uint8Array,
  rows: Int32Array,
  bases: Int32Array,
  n: number,
): void {
  for (let j = 0; j < n; j++) ints[bases[j]! + at] = data[rows[j]!]!
}

function storeDoubles(
  doubles: Float64Array,
  at: number,
  data: Float64Array,
  rows: Int32Array,
  bases: Int32Array,
  n: number,
): void {
  for (let j = 0; j < n; j++) doubles[(bases[j]! + at) >> 1] = data[rows[j]!]!
}

function storeLongs(
  ints: Int32Array,
  at: number,
  data: Int32Array,
  rows: Int32Array,
  bases: Int32Array,
  n: number,
): void {
  for (let j = 0; j < n; j++) {
    const to = bases[j]! + at
    const i = 2 * rows[j]!
    ints[to] = data[i]!
    ints[to + 1] = data[i + 1]!
  }
}

/** Writes one value into a record. A text that was there before is the caller's to release. */
export function storeCell(records: Records, cell: Cell, column: Column, row: number, base: number): void {
  const { ints } = records
  const word = base + cell.nullWord
  if (column.nulls !== null && column.nulls[row] === 1) {
    ints[word] = ints[word]! | (1 << cell.bit)
    records.noteNull(cell)
    return
  }
  ints[word] = ints[word]! & ~(1 << cell.bit)
  const at = base + cell.at
  if (column.k === 'bytes') {
    const { start, end, bytes } = column
    ints[at] = records.arena.add(bytes, start[row]!, end[row]!)
    ints[at + 1] = end[row]! - start[row]!
  } else storeFixed(records, at, column, row)
}

/** Copies a value of a record into a column that is being written. */
export function loadCell(records: Records, cell: Cell, base: number, into: ColumnBuffer, row: number): void {
  const { ints } = records
  if ((ints[base + cell.nullWord]! & (1 << cell.bit)) !== 0) return into.setNull(row)
  into.nulls[row] = 0
  const at = base + cell.at
  if (cell.kind === 'bytes') into.putBytes(row, records.arena.bytes, ints[at]!, ints[at]! + ints[at + 1]!)
  else loadFixed(records, at, cell.kind, into, row)
}

/** Whether a record has the value of a row; NULL equals NULL, NaN equals NaN. */
export function sameCell(records: Records, cell: Cell, base: number, column: Column, row: number): boolean {
  const { ints } = records
  const isNull = (ints[base + cell.nullWord]! & (1 << cell.bit)) !== 0
  const rowNull = column.nulls !== null && column.nulls[row] === 1
  if (isNull || rowNull) return isNull === rowNull
  const at = base + cell.at
  switch (column.k) {
    case 'bool':
    case 'i32':
      return ints[at] === column.data[row]
    case 'f64': {
      const [a, b] = [records.doubles[at >> 1]!, column.data[row]!]
      if (a !== b) return Number.isNaN(a) && Number.isNaN(b)
      return a !== 0 || !cell.floating || Object.is(a, b)
    }
    case 'i64':
      return ints[at] === column.data[2 * row] && ints[at + 1] === column.data[2 * row + 1]
    case 'i128':
      return [0, 1, 2, 3].every((w) => ints[at + w] === column.data[4 * row + w])
    case 'bytes':
      return sameBytes(
        records.arena.bytes,
        ints[at]!,
        ints[at + 1]!,
        column.bytes,
        column.start[row]!,
        column.end[row]!,
      )
  }
}

function sameBytes(a: Uint8Array, at: number, length: number, b: Uint8Array, start: number, end: number): boolean {
  if (length !== end - start) return false
  for (let i = 0; i < length; i++) if (a[at + i] !== b[start + i]) return false
  return true
}

/** Gives back the texts of a record, before it is overwritten or dropped. */
export function releaseTexts({ ints, arena }: Records, layout: Layout, base: number): void {
  for (const { kind, at, bit, nullWord } of layout.cells) {
    if (kind !== 'bytes' || (ints[base + nullWord]! & (1 << bit)) !== 0) continue
    arena.release(ints[base + at]!, ints[base + at + 1]!)
  }
}
