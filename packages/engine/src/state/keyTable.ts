import { ColumnBuffer, type RowType } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { StateReader, StateWriter } from './bytes.ts'
import { hashKeys } from './hash.ts'
import { type Layout, layoutOf, loadCell, Records, sameCell, storeColumn } from './layout.ts'

/**
 * Records found by key: an open-addressing index over fixed-width records.
 *
 * A record begins with its key and goes on with the owner's payload, zeros at first. Probing is batched: hash all, find or create
 * all by hash, then compare the keys column by column; so the memory accesses of many rows overlap.
 */
export class KeyTable {
  readonly records: Records
  readonly key: Layout
  /** First word of the payload in a record. */
  readonly payload: number
  private readonly keyRow: RowType
  /** Hash and record number (from 1; 0 is empty) of each slot. */
  private slots: Int32Array
  private mask: number
  /** One key of 32 bits that is never NULL: an equal hash is an equal key. */
  private readonly exact: boolean
  private hashes = new Int32Array(1024)
  private createdRows = new Int32Array(1024)
  private createdBases = new Int32Array(1024)

  constructor(keyRow: RowType, payloadWords: number, slots = 256) {
    this.keyRow = keyRow
    this.key = layoutOf(keyRow, 0)
    this.payload = this.key.end
    this.records = new Records(this.payload + payloadWords + (payloadWords % 2))
    this.slots = new Int32Array(2 * slots)
    this.mask = slots - 1
    const [only] = this.key.cells
    this.exact = keyRow.length === 1 && !keyRow[0]!.nullable && (only!.kind === 'i32' || only!.kind === 'bool')
  }

  get size(): number {
    return this.records.count
  }

  /** First words of the records of the selected rows, made where missing. Returns how many were made. */
  probe(batch: Batch, columns: readonly number[], sel: Int32Array | null, n: number, out: Int32Array): number {
    if (n > this.hashes.length) this.resizeScratch(n)
    hashKeys(batch, columns, sel, n, this.hashes)
    this.reserve(n)
    const created = this.findOrCreate(sel, n, out)
    if (created > 0) {
      for (let c = 0; c < columns.length; c++) {
        storeColumn(
          this.records,
          this.key.cells[c]!,
          batch.cols[columns[c]!]!,
          this.createdRows,
          this.createdBases,
          created,
        )
      }
    }
    if (this.exact || columns.length === 0) return created
    const before = this.records.count
    for (let c = 0; c < columns.length; c++) this.verify(batch, columns, c, sel, n, out)
    return created + this.records.count - before
  }

  /** Records made by the last `probe`, in the order of their rows. */
  get newest(): Int32Array {
    return this.createdBases
  }

  private findOrCreate(sel: Int32Array | null, n: number, out: Int32Array): number {
    const { slots, mask, hashes, records, createdRows, createdBases } = this
    const { words } = records
    let created = 0
    for (let j = 0; j < n; j++) {
      const h = hashes[j]!
      let slot = h & mask
      for (;;) {
        const number = slots[2 * slot + 1]!
        if (number === 0) {
          const base = records.add()
          slots[2 * slot] = h
          slots[2 * slot + 1] = records.count
          createdRows[created] = sel === null ? j : sel[j]!
          createdBases[created++] = base
          out[j] = base
          break
        }
        if (slots[2 * slot] === h) {
          out[j] = (number - 1) * words
          break
        }
        slot = (slot + 1) & mask
      }
    }
    return created
  }

  /** Compares one key column; rows of another key with the same hash go on searching. */
  private verify(
    batch: Batch,
    columns: readonly number[],
    c: number,
    sel: Int32Array | null,
    n: number,
    out: Int32Array,
  ): void {
    const column = batch.cols[columns[c]!]!
    const cell = this.key.cells[c]!
    const { ints } = this.records
    if (column.k === 'i32' && column.nulls === null) {
      const { data } = column
      const { at, nullWord, bit } = cell
      const isNull = 1 << bit
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        const base = out[j]!
        if (ints[base + at] !== data[i] || (ints[base + nullWord]! & isNull) !== 0)
          out[j] = this.searchOn(batch, columns, i, this.hashes[j]!)
      }
      return
    }
    if (column.k === 'i64' && column.nulls === null) {
      const { data } = column
      const { at, nullWord, bit } = cell
      const isNull = 1 << bit
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        const base = out[j]!
        if (
          ints[base + at] !== data[2 * i] ||
          ints[base + at + 1] !== data[2 * i + 1] ||
          (ints[base + nullWord]! & isNull) !== 0
        ) {
          out[j] = this.searchOn(batch, columns, i, this.hashes[j]!)
        }
      }
      return
    }
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      if (!sameCell(this.records, cell, out[j]!, column, i)) out[j] = this.searchOn(batch, columns, i, this.hashes[j]!)
    }
  }

  /** The slow way: compares whole keys, for two keys with the same hash. */
  private searchOn(batch: Batch, columns: readonly number[], row: number, h: number): number {
    const { words } = this.records
    for (let slot = h & this.mask; ; slot = (slot + 1) & this.mask) {
      const number = this.slots[2 * slot + 1]!
      if (number === 0) return this.create(batch, columns, row, h, slot)
      if (this.slots[2 * slot] !== h) continue
      const base = (number - 1) * words
      if (columns.every((column, c) => sameCell(this.records, this.key.cells[c]!, base, batch.cols[column]!, row)))
        return base
    }
  }

  private create(batch: Batch, columns: readonly number[], row: number, h: number, slot: number): number {
    const base = this.records.add()
    this.slots[2 * slot] = h
    this.slots[2 * slot + 1] = this.records.count
    const [rows, bases] = [Int32Array.of(row), Int32Array.of(base)]
    for (const [c, column] of columns.entries())
      storeColumn(this.records, this.key.cells[c]!, batch.cols[column]!, rows, bases, 1)
    return base
  }

  /** Room in the index and in the records, so that nothing grows inside a loop. */
  private reserve(more: number): void {
    this.records.reserve(more)
    const needed = this.records.count + more
    if (needed * 5 <= (this.mask + 1) * 3) return
    let size = this.mask + 1
    while (needed * 5 > size * 3) size *= 2
    const old = this.slots
    this.slots = new Int32Array(2 * size)
    this.mask = size - 1
    for (let slot = 0; slot < old.length; slot += 2) if (old[slot + 1] !== 0) this.place(old[slot]!, old[slot + 1]!)
  }

  private place(h: number, number: number): void {
    let slot = h & this.mask
    while (this.slots[2 * slot + 1] !== 0) slot = (slot + 1) & this.mask
    this.slots[2 * slot] = h
    this.slots[2 * slot + 1] = number
  }

  private resizeScratch(n: number): void {
    this.hashes = new Int32Array(n)
    this.createdRows = new Int32Array(n)
    this.createdBases = new Int32Array(n)
  }

  /** Writes the keys of records into columns. */
  loadKeys(bases: Int32Array, n: number, into: readonly ColumnBuffer[], from: number): void {
    for (const [c, cell] of this.key.cells.entries()) {
      for (let j = 0; j < n; j++) loadCell(this.records, cell, bases[j]!, into[c]!, from + j)
    }
  }

  /** The keys of all records as columns, oldest first. */
  readColumns(): ColumnBuffer[] {
    const buffers = this.key.cells.map(({ kind }) => new ColumnBuffer(kind, Math.max(1, this.size)))
    this.loadKeys(Int32Array.from(this.bases()), this.size, buffers, 0)
    return buffers
  }

  /** First words of all records, oldest first. */
  *bases(): Iterable<number> {
    for (let number = 0; number < this.records.count; number++) yield number * this.records.words
  }

  clear(): void {
    this.records.clear()
    this.slots.fill(0)
  }

  save(writer: StateWriter): void {
    const { records } = this
    writer.int(records.words).int(records.count)
    writer.ints(records.ints.subarray(0, records.words * records.count))
    writer.blob(records.arena.bytes.subarray(0, records.arena.used))
    // The hash of a record is not kept with it, so the index is.
    writer.int(this.mask + 1)
    writer.ints(this.slots)
  }

  load(reader: StateReader): void {
    const words = reader.int()
    const count = reader.int()
    if (words !== this.records.words)
      throw new Error(`The saved records have ${words} words, this operator's have ${this.records.words}.`)
    const ints = reader.ints()
    if (ints.length !== words * count) throw new Error('The saved records are incomplete.')
    this.records.load(count === 0 ? new Int32Array(words) : ints, reader.blob())
    this.records.count = count
    this.mask = reader.int() - 1
    this.slots = reader.ints()
    if (this.slots.length !== 2 * (this.mask + 1)) throw new Error('The saved index is incomplete.')
  }

  /** Row type of the key, for browsing. */
  get keyType(): RowType {
    return this.keyRow
  }
}
