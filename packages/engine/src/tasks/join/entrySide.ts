import { INT, type RowType } from '@millrace/language'
import { AFTER, type Batch, INSERT } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { KeyTable } from '../../state/keyTable.ts'
import { FAR, touchLists } from '../../state/touch.ts'
import type { Candidates } from './candidates.ts'
import type { JoinKeys } from './keys.ts'
import type { Kept, Side, SideColumns } from './sides.ts'

/** Words of an entry, counted from the end of its columns. */
const NEXT = 0
const PREVIOUS = 1
const COPIES = 2
const PARTNERS = 3
/** With a time to live: neighbours in the order of writing, and the time of writing as a double. */
const OLDER = 4
const NEWER = 5
const WRITTEN = 6
/** For copies: an entry that is about to be forgotten, so that a batch that names it twice forgets it once. */
const MARKED = -1

/**
 * Rows of a side that may be withdrawn, or are forgotten after some time: equal rows are one entry with a number of copies.
 *
 * The entries are a table whose key is the key of the join and all columns that are kept, so the row that is withdrawn is found at once.
 * For each key of the join there is a list of entries, newest first.
 */
export class EntrySide {
  readonly kept: Kept
  private readonly table: KeyTable
  private readonly keys: JoinKeys
  private readonly head: number
  private readonly ttl: number | undefined
  private oldest = 0
  private newest = 0
  private rowKeys = new Int32Array(1024)
  private selected = new Int32Array(1024)
  private positions = new Int32Array(1024)
  private bases = new Int32Array(1024)
  private readonly probed: readonly number[]
  /** Read and never used, so that reading ahead is not left out. */
  private touched = 0

  constructor(columns: SideColumns, keys: JoinKeys, side: Side, ttl: number | undefined) {
    const row: RowType = [{ name: 'key', type: INT, nullable: false }, ...columns.row]
    this.table = new KeyTable(row, ttl === undefined ? 4 : 8)
    this.keys = keys
    this.head = keys.head(side)
    this.ttl = ttl
    this.probed = row.map((_, c) => c)
    const [key, ...cells] = this.table.key.cells
    this.kept = { columns, records: this.table.records, cells, key: key!.at, keys: keys.table }
  }

  get size(): number {
    return this.table.size
  }

  /** Word of an entry, by what it is. */
  private word(place: number, which: number): number {
    return place - 1 + this.table.payload + which
  }

  /** Reads the lists of keys ahead of `collect`. */
  readAhead(keys: Int32Array, n: number): void {
    const { records, payload } = this.table
    if (records.count * records.words < FAR) return
    if (n > this.bases.length) this.resize(n)
    const heads = this.bases
    const keyInts = this.keys.table.records.ints
    for (let j = 0; j < n; j++) heads[j] = keys[j]! < 0 ? 0 : keyInts[keys[j]! + this.head]!
    this.touched ^= touchLists(records.ints, payload + NEXT, heads, n)
  }

  /** Adds the rows of a key as candidates of a row, in the order of arrival, every copy. */
  collect(key: number, row: number, own: number, into: Candidates): void {
    const { ints } = this.table.records
    const { payload } = this.table
    const from = into.n
    let place = this.keys.table.records.ints[key + this.head]!
    while (place !== 0) {
      const base = place - 1 + payload
      for (let copies = ints[base + COPIES]!; copies > 0; copies--) into.add(row, own, place)
      place = ints[base + NEXT]!
    }
    if (into.n > from + 1) into.reverse(from)
  }

  /** How many rows a key has. */
  count(key: number): number {
    const { ints } = this.table.records
    const { payload } = this.table
    let sum = 0
    for (let place = this.keys.table.records.ints[key + this.head]!; place !== 0; ) {
      sum += ints[place - 1 + payload + COPIES]!
      place = ints[place - 1 + payload + NEXT]!
    }
    return sum
  }

  partners(place: number): number {
    return this.table.records.ints[this.word(place, PARTNERS)]!
  }
  setPartners(place: number, partners: number, now: number): void {
    this.table.records.ints[this.word(place, PARTNERS)] = partners
    this.touch(place, now)
  }

  /** Keeps the rows that are added and forgets those that are withdrawn, in their order; rows of key −1 are left out. */
  apply(batch: Batch, sel: Int32Array | null, n: number, keys: Int32Array, partners: Int32Array, now: number): void {
    const count = this.probe(batch, sel, n, keys)
    for (let k = 0; k < count; k++) {
      const kind = batch.kinds === null ? INSERT : batch.kinds[this.selected[k]!]!
      const place = this.bases[k]! + 1
      if (kind === INSERT || kind === AFTER) this.add(place, partners[this.positions[k]!]!, now)
      else this.withdraw(place, now)
    }
    this.dropEmpty(count)
  }

  /** Forgets those of the entries last probed that have no copies: they were never there, or the last one went. */
  private dropEmpty(count: number): void {
    const { ints } = this.table.records
    const { bases } = this
    let empty = 0
    for (let k = 0; k < count; k++) {
      const copies = bases[k]! + this.table.payload + COPIES
      if (ints[copies] !== 0) continue
      ints[copies] = MARKED
      bases[empty++] = bases[k]!
    }
    for (let k = 0; k < empty; k++) this.table.remove(bases[k]!)
  }

  /** Finds or makes the entries of rows; returns for how many. */
  private probe(batch: Batch, sel: Int32Array | null, n: number, keys: Int32Array): number {
    if (n > this.bases.length) this.resize(n)
    if (batch.rows > this.rowKeys.length) this.rowKeys = new Int32Array(batch.rows)
    let count = 0
    for (let j = 0; j < n; j++) {
      if (keys[j]! < 0) continue
      const row = sel === null ? j : sel[j]!
      this.rowKeys[row] = keys[j]!
      this.positions[count] = j
      this.selected[count++] = row
    }
    const cols = [{ k: 'i32' as const, nulls: null, data: this.rowKeys }]
    const entries = { ...batch, cols: [...cols, ...this.kept.columns.kept.map((column) => batch.cols[column]!)] }
    this.table.probe(entries, this.probed, this.selected, count, this.bases)
    return count
  }

  private resize(n: number): void {
    this.selected = new Int32Array(n)
    this.positions = new Int32Array(n)
    this.bases = new Int32Array(n)
  }

  private add(place: number, partners: number, now: number): void {
    const { ints } = this.table.records
    const base = place - 1 + this.table.payload
    if (ints[base + COPIES] === 0) this.link(place)
    ints[base + COPIES] = ints[base + COPIES]! + 1
    ints[base + PARTNERS] = partners
    this.touch(place, now)
  }

  private withdraw(place: number, now: number): void {
    const { ints } = this.table.records
    const copies = this.word(place, COPIES)
    if (ints[copies] === 0) return
    ints[copies] = ints[copies]! - 1
    if (ints[copies]! > 0) this.touch(place, now)
    else this.unlink(place)
  }

  private link(place: number): void {
    const { ints } = this.table.records
    const { payload } = this.table
    const head = ints[place - 1 + this.kept.key]! + this.head
    const keyInts = this.keys.table.records.ints
    const next = keyInts[head]!
    ints[place - 1 + payload + NEXT] = next
    ints[place - 1 + payload + PREVIOUS] = 0
    if (next !== 0) ints[next - 1 + payload + PREVIOUS] = place
    keyInts[head] = place
  }

  private unlink(place: number): void {
    const { ints } = this.table.records
    const { payload } = this.table
    const key = ints[place - 1 + this.kept.key]!
    const [next, previous] = [ints[place - 1 + payload + NEXT]!, ints[place - 1 + payload + PREVIOUS]!]
    if (next !== 0) ints[next - 1 + payload + PREVIOUS] = previous
    if (previous !== 0) ints[previous - 1 + payload + NEXT] = next
    else this.keys.table.records.ints[key + this.head] = next
    if (previous === 0 && next === 0) this.keys.doom(key)
    if (this.ttl !== undefined) this.unqueue(place)
  }

  /** Forgets what was last written too long ago. */
  expire(now: number): void {
    if (this.ttl === undefined) return
    while (this.oldest !== 0) {
      const place = this.oldest
      const written = this.table.records.doubles[this.word(place, WRITTEN) >> 1]!
      if (written + this.ttl > now) return
      this.unlink(place)
      this.table.remove(place - 1)
    }
  }

  /** An entry was written: it is the newest one now. */
  private touch(place: number, now: number): void {
    if (this.ttl === undefined) return
    const { ints, doubles } = this.table.records
    if (this.newest !== place) {
      if (ints[this.word(place, NEWER)] !== 0) this.unqueue(place)
      ints[this.word(place, OLDER)] = this.newest
      if (this.newest !== 0) ints[this.word(this.newest, NEWER)] = place
      else this.oldest = place
      this.newest = place
    }
    doubles[this.word(place, WRITTEN) >> 1] = now
  }

  /** Takes an entry out of the order of writing. */
  private unqueue(place: number): void {
    const { ints } = this.table.records
    const [older, newer] = [ints[this.word(place, OLDER)]!, ints[this.word(place, NEWER)]!]
    if (older !== 0) ints[this.word(older, NEWER)] = newer
    else if (this.oldest === place) this.oldest = newer
    if (newer !== 0) ints[this.word(newer, OLDER)] = older
    else if (this.newest === place) this.newest = older
    ints[this.word(place, OLDER)] = 0
    ints[this.word(place, NEWER)] = 0
  }

  /** First words of all entries. */
  all(): Int32Array {
    return this.table.bases()
  }

  save(writer: StateWriter): void {
    writer.int(this.oldest).int(this.newest)
    this.table.save(writer)
  }
  load(reader: StateReader): void {
    this.oldest = reader.int()
    this.newest = reader.int()
    this.table.load(reader)
  }
}
