import { type Column, ColumnBuffer, type RowType } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { StateReader, StateWriter } from './bytes.ts'
import { hashKeys, hashRecord } from './hash.ts'
import { isOneKey, type KeyWord, keyWords, otherKeys } from './keyWords.ts'
import { type Layout, layoutOf, loadCell, Records, releaseTexts, sameCell, storeColumn } from './layout.ts'
import { type PlainKeys, plainKeys } from './plainKeys.ts'
import { SegmentIndex } from './segmentIndex.ts'
import { FAR } from './touch.ts'

/** What one probe needs until it returns; no two are under way at once, so all tables share it. */
interface Scratch {
  readonly hashes: Int32Array
  readonly createdRows: Int32Array
  readonly createdBases: Int32Array
  /** Rows whose search goes on. */
  readonly open: Int32Array
}
const scratchFor = (rows: number): Scratch => ({
  hashes: new Int32Array(rows),
  createdRows: new Int32Array(rows),
  createdBases: new Int32Array(rows),
  open: new Int32Array(rows),
})
let scratch = scratchFor(1024)

/**
 * Records found by key: fixed-width records, and an index of segments by hash.
 *
 * A record begins with its key and goes on with the owner's payload, zeros at first; it stays where it is while the table grows.
 * Probing is batched: hash all, find or create all by hash, then compare the keys column by column; so the memory accesses of many
 * rows overlap.
 */
export class KeyTable {
  readonly records: Records
  readonly key: Layout
  /** First word of the payload in a record. */
  readonly payload: number
  private readonly keyRow: RowType
  private readonly index: SegmentIndex
  /** Whether all keys so far are such that an equal hash is an equal key. */
  private plain: PlainKeys | undefined
  /** Read and never used, so that reading ahead is not left out. */
  private touched = 0

  constructor(keyRow: RowType, payloadWords: number, slots = 256) {
    this.keyRow = keyRow
    this.key = layoutOf(keyRow, 0)
    this.payload = this.key.end
    this.records = new Records(this.payload + payloadWords + (payloadWords % 2))
    this.index = new SegmentIndex(slots)
    this.plain = plainKeys(this.key)
  }

  get size(): number {
    return this.records.live
  }

  /**
   * First words of the records that the last probe of all tables has made, in the order of their rows. Its length says nothing; when
   * the probe has made more than `createdAtOnce`, as it happens when keys have one hash, they are not all there.
   */
  get created(): Int32Array {
    return scratch.createdBases
  }
  createdAtOnce = 0

  /**
   * First words of the records of the selected rows, made where missing. Returns how many were made. `sameFirst`: all rows are known to
   * have the same value in the first column.
   */
  probe(
    batch: Batch,
    columns: readonly number[],
    sel: Int32Array | null,
    n: number,
    out: Int32Array,
    sameFirst = false,
  ): number {
    if (n < 2 || !isOneKey(batch, columns, sel, n)) return this.probeEach(batch, columns, sel, n, out, sameFirst)
    const made = this.probeEach(batch, columns, sel, 1, out, true)
    out.fill(out[0]!, 1, n)
    return made
  }

  private probeEach(
    batch: Batch,
    columns: readonly number[],
    sel: Int32Array | null,
    n: number,
    out: Int32Array,
    sameFirst = false,
  ): number {
    if (n > scratch.hashes.length) scratch = scratchFor(n)
    hashKeys(batch, columns, sel, n, scratch.hashes, sameFirst)
    if (this.plain && n > 0 && !this.plain.take(batch, columns, sel, n, sameFirst)) this.plain = undefined
    this.records.reserve(n)
    if (this.index.slots.length > FAR) this.touchSlots(n)
    const created = this.findOrCreate(sel, n, out)
    this.createdAtOnce = created
    if (created > 0) this.storeKeys(batch, columns, created)
    if (columns.length === 0 || this.plain) return created
    if (this.records.count * this.records.words > FAR) this.touchRecords(out, n)
    const words = keyWords(batch, columns, this.key)
    if (words) return created + this.searchOthers(batch, columns, sel, n, out, words)
    let more = created
    for (let c = 0; c < columns.length; c++) more = this.verify(batch, columns, c, sel, n, out, more)
    return more
  }

  /** Reads the first slot of every row, so that the waits for memory overlap. */
  private touchSlots(n: number): void {
    const { hashes } = scratch
    const { slots, directory, shift, mask } = this.index
    let touched = 0
    for (let j = 0; j < n; j++) {
      const h = hashes[j]!
      touched ^= slots[directory[h >>> shift]! + 2 * (h & mask)]!
    }
    this.touched ^= touched
  }

  private touchRecords(bases: Int32Array, n: number): void {
    const { ints } = this.records
    let touched = 0
    for (let j = 0; j < n; j++) touched ^= ints[bases[j]!]!
    this.touched ^= touched
  }

  /**
   * Looks at one slot of every row, then at the next slot of those that are not there, and so on.
   *
   * No branch depends on what is found, so none is predicted wrongly: that makes it three times as fast as row after row.
   */
  private findOrCreate(sel: Int32Array | null, n: number, out: Int32Array): number {
    const { hashes, open } = scratch
    const { slots, directory, shift, mask } = this.index
    let left = 0
    let absent = 0
    for (let j = 0; j < n; j++) {
      const h = hashes[j]!
      const at = directory[h >>> shift]! + ((h & mask) << 1)
      const entry = slots[at + 1]!
      const difference = slots[at]! ^ h
      out[j] = entry - 1
      absent |= entry - 1
      open[left] = j
      left = (left + (((difference | -difference) & -entry) >>> 31)) | 0
    }
    for (let step = 1; left > 0; step = (step + 1) | 0) {
      const rows = left
      left = 0
      for (let k = 0; k < rows; k++) {
        const j = open[k]!
        const h = hashes[j]!
        const at = directory[h >>> shift]! + (((h + step) & mask) << 1)
        const entry = slots[at + 1]!
        const difference = slots[at]! ^ h
        out[j] = entry - 1
        absent |= entry - 1
        open[left] = j
        left = (left + (((difference | -difference) & -entry) >>> 31)) | 0
      }
    }
    return absent < 0 ? this.createAbsent(sel, n, out) : 0
  }

  /** Makes records for rows whose search ended at an empty slot, each key once. */
  private createAbsent(sel: Int32Array | null, n: number, out: Int32Array): number {
    const { index } = this
    const { hashes, createdRows, createdBases, open } = scratch
    let absent = 0
    for (let j = 0; j < n; j++) {
      open[absent] = j
      absent += out[j]! >>> 31
    }
    let created = 0
    for (let k = 0; k < absent; k++) {
      const j = open[k]!
      const known = index.find(hashes[j]!)
      if (known >= 0) {
        out[j] = known
        continue
      }
      const base = this.records.add()
      index.putAt(known, hashes[j]!, base)
      createdRows[created] = sel === null ? j : sel[j]!
      createdBases[created++] = base
      out[j] = base
    }
    return created
  }

  private storeKeys(batch: Batch, columns: readonly number[], created: number): void {
    for (let c = 0; c < columns.length; c++) {
      const column = batch.cols[columns[c]!]!
      storeColumn(this.records, this.key.cells[c]!, column, scratch.createdRows, scratch.createdBases, created)
    }
  }

  /** Compares keys of whole numbers; rows of another key with the same hash go on searching. Returns how many records were made. */
  private searchOthers(
    batch: Batch,
    columns: readonly number[],
    sel: Int32Array | null,
    n: number,
    out: Int32Array,
    words: readonly KeyWord[],
  ): number {
    const { open, hashes } = scratch
    const others = otherKeys(words, this.records.ints, out, sel, n, open)
    const before = this.records.live
    for (let k = 0; k < others; k++) {
      const j = open[k]!
      out[j] = this.searchOn(batch, columns, sel === null ? j : sel[j]!, hashes[j]!)
    }
    return this.records.live - before
  }

  /** Compares one key column; rows of another key with the same hash go on searching. Returns how many records were made so far. */
  private verify(
    batch: Batch,
    columns: readonly number[],
    c: number,
    sel: Int32Array | null,
    n: number,
    out: Int32Array,
    created: number,
  ): number {
    const column = batch.cols[columns[c]!]!
    const cell = this.key.cells[c]!
    const { ints } = this.records
    const before = this.records.live
    if (column.k === 'i32') {
      const { data, nulls } = column
      const { at, nullWord, bit } = cell
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        const base = out[j]!
        const isNull = nulls === null ? 0 : nulls[i]!
        const differs = isNull === 0 && ints[base + at] !== data[i]
        if (differs || ((ints[base + nullWord]! >>> bit) & 1) !== isNull)
          out[j] = this.searchOn(batch, columns, i, scratch.hashes[j]!)
      }
    } else if (column.k === 'i64') {
      const { data, nulls } = column
      const { at, nullWord, bit } = cell
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        const base = out[j]!
        const isNull = nulls === null ? 0 : nulls[i]!
        const differs = isNull === 0 && (ints[base + at] !== data[2 * i] || ints[base + at + 1] !== data[2 * i + 1])
        if (differs || ((ints[base + nullWord]! >>> bit) & 1) !== isNull)
          out[j] = this.searchOn(batch, columns, i, scratch.hashes[j]!)
      }
    } else {
      const texts = column.k === 'bytes' ? column : undefined
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        const base = out[j]!
        // The text of the row before, at the same place, is the same.
        if (texts && j > 0 && base === out[j - 1] && isRepeated(texts, i, sel === null ? j - 1 : sel[j - 1]!)) continue
        if (!sameCell(this.records, cell, base, column, i))
          out[j] = this.searchOn(batch, columns, i, scratch.hashes[j]!)
      }
    }
    return created + this.records.live - before
  }

  /** The slow way: compares whole keys, for two keys with the same hash. */
  private searchOn(batch: Batch, columns: readonly number[], row: number, h: number): number {
    const { slots, directory, shift, mask } = this.index
    const start = directory[h >>> shift]!
    for (let slot = h & mask; ; slot = (slot + 1) & mask) {
      const place = slots[start + 2 * slot + 1]!
      if (place === 0) return this.create(batch, columns, row, h)
      if (slots[start + 2 * slot] === h && this.hasKey(place - 1, batch, columns, row)) return place - 1
    }
  }

  private hasKey(base: number, batch: Batch, columns: readonly number[], row: number): boolean {
    return columns.every((column, c) => sameCell(this.records, this.key.cells[c]!, base, batch.cols[column]!, row))
  }

  private create(batch: Batch, columns: readonly number[], row: number, h: number): number {
    const base = this.records.add()
    this.index.put(h, base)
    const [rows, bases] = [Int32Array.of(row), Int32Array.of(base)]
    for (const [c, column] of columns.entries())
      storeColumn(this.records, this.key.cells[c]!, batch.cols[column]!, rows, bases, 1)
    return base
  }

  /** Forgets a key. Texts in the payload are the owner's to release. */
  remove(base: number): void {
    this.index.remove(hashRecord(this.records, this.key, base), base)
    releaseTexts(this.records, this.key, base)
    this.records.remove(base)
  }

  /** Forgets several keys. */
  removeAll(bases: Int32Array, n: number): void {
    if (n > scratch.hashes.length) scratch = scratchFor(n)
    const { records, key, index } = this
    const { hashes } = scratch
    for (let j = 0; j < n; j++) hashes[j] = hashRecord(records, key, bases[j]!)
    if (index.slots.length > FAR) this.touchSlots(n)
    for (let j = 0; j < n; j++) {
      index.remove(hashes[j]!, bases[j]!)
      releaseTexts(records, key, bases[j]!)
      records.remove(bases[j]!)
    }
  }

  /** Writes the keys of records into columns. */
  loadKeys(bases: Int32Array, n: number, into: readonly ColumnBuffer[], from: number): void {
    for (const [c, cell] of this.key.cells.entries()) {
      for (let j = 0; j < n; j++) loadCell(this.records, cell, bases[j]!, into[c]!, from + j)
    }
  }

  /** The keys of all records as columns, in the order of `bases`. */
  readColumns(): ColumnBuffer[] {
    const buffers = this.key.cells.map(({ kind }) => new ColumnBuffer(kind, Math.max(1, this.size)))
    this.loadKeys(this.bases(), this.size, buffers, 0)
    return buffers
  }

  /** First words of all records, oldest first unless keys have been removed. */
  bases(): Int32Array {
    return this.records.bases()
  }

  clear(): void {
    this.records.clear()
    this.index.clear()
    this.plain = plainKeys(this.key)
  }

  /** The records; the index is made anew from them. */
  save(writer: StateWriter): void {
    this.records.save(writer)
    writer.int(this.plain ? 1 : 0)
  }

  load(reader: StateReader): void {
    this.records.load(reader)
    this.plain = reader.int() === 1 ? plainKeys(this.key) : undefined
    this.index.clear()
    const bases = this.records.bases()
    this.plain?.resume(this.key, this.records, bases)
    for (const base of bases) this.index.put(hashRecord(this.records, this.key, base), base)
  }

  /** Row type of the key, for browsing. */
  get keyType(): RowType {
    return this.keyRow
  }
}

function isRepeated({ start, end, nulls }: Extract<Column, { k: 'bytes' }>, i: number, before: number): boolean {
  return start[i] === start[before] && end[i] === end[before] && (nulls === null || nulls[i] === nulls[before])
}
