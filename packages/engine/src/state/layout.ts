import { type Column, type ColumnBuffer, type ColumnKind, columnKind, type RowType } from '@millrace/language'

/** Where a column lies in a record, in 32-bit words. */
export interface Cell {
  kind: ColumnKind
  at: number
  /** Bit of the record's first null word, or −1 when the column is never NULL. */
  bit: number
  nullWord: number
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
    const cell = { kind, at, bit: index % 32, nullWord: from + Math.floor(index / 32) }
    at += WORDS[kind]
    return cell
  })
  return { cells, end: at + (at % 2) }
}

/** Bytes of texts that live as long as the records that point to them. */
export class Arena {
  bytes: Uint8Array
  used = 0
  /** Bytes that no record points to any more. */
  garbage = 0
  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity)
  }

  /** Copies a slice in and returns where it begins. */
  add(from: Uint8Array, start: number, end: number): number {
    const size = end - start
    const at = this.used
    if (at + size > this.bytes.length) this.grow(at + size)
    const to = this.bytes
    if (size < 32) for (let i = start, o = at; i < end; i++, o++) to[o] = from[i]!
    else to.set(from.subarray(start, end), at)
    this.used = at + size
    return at
  }

  private grow(needed: number): void {
    const next = new Uint8Array(Math.max(needed, 2 * this.bytes.length))
    next.set(this.bytes.subarray(0, this.used))
    this.bytes = next
  }
}

/** Records of a fixed number of words in one growing block, seen as integers and as doubles. */
export class Records {
  readonly words: number
  ints: Int32Array
  doubles: Float64Array
  readonly arena = new Arena()
  /** Records in use. */
  count = 0
  private capacity: number

  constructor(words: number, capacity = 64) {
    this.words = words
    this.capacity = capacity
    this.ints = new Int32Array(words * capacity)
    this.doubles = new Float64Array(this.ints.buffer)
  }

  /** A new record of zeros; returns its first word. */
  add(): number {
    if (this.count === this.capacity) this.resize(Math.max(64, 2 * this.capacity))
    return this.words * this.count++
  }

  reserve(more: number): void {
    if (this.count + more > this.capacity) this.resize(Math.max(this.count + more, 2 * this.capacity))
  }

  private resize(capacity: number): void {
    const next = new Int32Array(this.words * capacity)
    next.set(this.ints.subarray(0, this.words * this.count))
    this.ints = next
    this.doubles = new Float64Array(next.buffer)
    this.capacity = capacity
  }

  /** Forgets all records and keeps the memory. */
  clear(): void {
    this.ints.fill(0, 0, this.words * this.count)
    this.count = 0
    this.arena.used = 0
    this.arena.garbage = 0
  }

  /** Replaces the content by saved words and bytes. */
  load(ints: Int32Array, bytes: Uint8Array): void {
    this.ints = ints
    this.doubles = new Float64Array(ints.buffer, ints.byteOffset, ints.length >> 1)
    this.count = this.capacity = ints.length / this.words
    this.arena.bytes = bytes
    this.arena.used = bytes.length
  }
}

/** Writes a column of some rows into their records. `bases` are the first words of the records, in the order of the rows. */
export function storeColumn(
  records: Records,
  cell: Cell,
  column: Column,
  rows: Int32Array,
  bases: Int32Array,
  n: number,
): void {
  for (let j = 0; j < n; j++) storeCell(records, cell, column, rows[j]!, bases[j]!)
}

/** Writes one value into a record; what was there before becomes garbage. */
export function storeCell(records: Records, cell: Cell, column: Column, row: number, base: number): void {
  const { ints } = records
  const word = base + cell.nullWord
  if (column.nulls !== null && column.nulls[row] === 1) {
    ints[word] = ints[word]! | (1 << cell.bit)
    return
  }
  ints[word] = ints[word]! & ~(1 << cell.bit)
  const at = base + cell.at
  switch (column.k) {
    case 'bool':
    case 'i32':
      ints[at] = column.data[row]!
      return
    case 'f64':
      records.doubles[at >> 1] = column.data[row]!
      return
    case 'i64':
      ints[at] = column.data[2 * row]!
      ints[at + 1] = column.data[2 * row + 1]!
      return
    case 'i128':
      for (let w = 0; w < 4; w++) ints[at + w] = column.data[4 * row + w]!
      return
    case 'bytes': {
      const { start, end, bytes } = column
      ints[at] = records.arena.add(bytes, start[row]!, end[row]!)
      ints[at + 1] = end[row]! - start[row]!
    }
  }
}

/** Copies a value of a record into a column that is being written. */
export function loadCell(records: Records, cell: Cell, base: number, into: ColumnBuffer, row: number): void {
  const { ints } = records
  if ((ints[base + cell.nullWord]! & (1 << cell.bit)) !== 0) return into.setNull(row)
  into.nulls[row] = 0
  const at = base + cell.at
  switch (cell.kind) {
    case 'bool':
    case 'i32':
      into.data[row] = ints[at]!
      return
    case 'f64':
      into.data[row] = records.doubles[at >> 1]!
      return
    case 'i64':
      into.data[2 * row] = ints[at]!
      into.data[2 * row + 1] = ints[at + 1]!
      return
    case 'i128':
      for (let w = 0; w < 4; w++) into.data[4 * row + w] = ints[at + w]!
      return
    case 'bytes':
      into.putBytes(row, records.arena.bytes, ints[at]!, ints[at]! + ints[at + 1]!)
  }
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
      return a === b || (Number.isNaN(a) && Number.isNaN(b))
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

/** Adds up the bytes of a record's texts as garbage, before the record is overwritten or dropped. */
export function releaseTexts(records: Records, layout: Layout, base: number): void {
  for (const { kind, at, bit, nullWord } of layout.cells) {
    if (kind !== 'bytes' || (records.ints[base + nullWord]! & (1 << bit)) !== 0) continue
    records.arena.garbage += records.ints[base + at + 1]!
  }
}

/** Moves the texts that records still point to together, once most of the arena is garbage. */
export function compactTexts(records: Records, layouts: readonly Layout[], bases: Iterable<number>): void {
  const { arena, ints } = records
  if (arena.garbage < 65536 || arena.garbage * 2 < arena.used) return
  const old = arena.bytes
  const next = new Arena(Math.max(1024, arena.used - arena.garbage))
  for (const base of bases) {
    for (const { cells } of layouts) {
      for (const { kind, at, bit, nullWord } of cells) {
        if (kind !== 'bytes' || (ints[base + nullWord]! & (1 << bit)) !== 0) continue
        ints[base + at] = next.add(old, ints[base + at]!, ints[base + at]! + ints[base + at + 1]!)
      }
    }
  }
  arena.bytes = next.bytes
  arena.used = next.used
  arena.garbage = 0
}
