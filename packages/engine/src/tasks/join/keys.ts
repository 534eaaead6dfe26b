import type { JoinPrimitive } from '@millrace/algebra'
import type { RowType } from '@millrace/language'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { KeyTable } from '../../state/keyTable.ts'
import { keyColumns, keyType, type Side } from './sides.ts'

/** The first words of a key's payload: newest row of each side, and whether it waits to be looked at for being empty. */
const DOOMED = 2
const WORDS = 3
/** Doomed keys that are not worth looking at. */
const FEW = 1024

/** What to do with a row whose key has a NULL that equals nothing. */
export type NullKeys = 'skip' | 'find'

/**
 * The keys that both sides of a join share.
 *
 * A key is named by the first word of its record; −1 is no key. It is forgotten when neither side has rows of it, but only between
 * batches, since the rows of one may name it, and not at once, since many come back soon.
 */
export class JoinKeys {
  readonly table: KeyTable
  /** Keys of the rows last asked for, and whether each has a NULL that equals nothing. */
  bases = new Int32Array(1024)
  unequal = new Uint8Array(1024)
  private readonly columns: readonly [readonly number[], readonly number[]]
  /** Key columns of each side whose NULL equals nothing. */
  private readonly strict: readonly [readonly number[], readonly number[]]
  private selected = new Int32Array(1024)
  private found = new Int32Array(1024)
  private doomed = new Int32Array(64)
  private doomedCount = 0

  /** `words`: how many words of a key the task has for itself. */
  constructor(op: JoinPrimitive, left: RowType, words = 0) {
    this.table = new KeyTable(keyType(op, left), WORDS + words)
    this.columns = [keyColumns(op, 0), keyColumns(op, 1)]
    const strict = op.on.filter(({ nulls }) => nulls === 'never')
    this.strict = [strict.map((key) => key.left), strict.map((key) => key.right)]
  }

  /** Word of a key with the place of its newest row of a side. */
  head(side: Side): number {
    return this.table.payload + side
  }
  /** First word of a key that is the task's own. */
  get own(): number {
    return this.table.payload + WORDS
  }

  /** Finds the keys of the selected rows, and makes those that are missing. */
  find(batch: Batch, side: Side, sel: Int32Array | null, n: number, nulls: NullKeys): void {
    if (n > this.bases.length) this.resize(n)
    const columns = this.columns[side]
    if (!this.markNulls(batch, side, sel, n) || nulls === 'find') {
      this.table.probe(batch, columns, sel, n, this.bases)
      return
    }
    let count = 0
    for (let j = 0; j < n; j++) if (this.unequal[j] === 0) this.selected[count++] = sel === null ? j : sel[j]!
    this.table.probe(batch, columns, this.selected, count, this.found)
    for (let j = 0, k = 0; j < n; j++) this.bases[j] = this.unequal[j] === 0 ? this.found[k++]! : -1
  }

  /** Marks rows with a NULL that equals nothing; false when there is none. */
  private markNulls(batch: Batch, side: Side, sel: Int32Array | null, n: number): boolean {
    const { unequal } = this
    unequal.fill(0, 0, n)
    let any = 0
    for (const column of this.strict[side]) {
      const { nulls } = batch.cols[column]!
      if (nulls === null) continue
      for (let j = 0; j < n; j++) {
        const isNull = nulls[sel === null ? j : sel[j]!]!
        unequal[j] = unequal[j]! | isNull
        any |= isNull
      }
    }
    return any !== 0
  }

  private resize(n: number): void {
    this.bases = new Int32Array(n)
    this.unequal = new Uint8Array(n)
    this.selected = new Int32Array(n)
    this.found = new Int32Array(n)
  }

  /** A key may have lost its last row. */
  doom(base: number): void {
    const { ints } = this.table.records
    const word = base + this.table.payload + DOOMED
    if (ints[word] === 1) return
    ints[word] = 1
    if (this.doomedCount === this.doomed.length) {
      const old = this.doomed
      this.doomed = new Int32Array(2 * old.length)
      this.doomed.set(old)
    }
    this.doomed[this.doomedCount++] = base
  }

  /** Dooms those keys of the rows last asked for that have no rows. */
  doomEmpty(n: number): void {
    const { payload, records } = this.table
    const { ints } = records
    for (let j = 0; j < n; j++) {
      const base = this.bases[j]!
      if (base >= 0 && ints[base + payload] === 0 && ints[base + payload + 1] === 0) this.doom(base)
    }
  }

  /** Forgets doomed keys once they may be a third of all. */
  sweep(needed?: number): void {
    if (this.doomedCount > FEW + this.table.size / 3) this.forget(needed)
  }

  /** Forgets the doomed keys that have no rows, unless a word of the task's own says that it needs them. */
  private forget(needed: number | undefined): void {
    const { payload, records } = this.table
    const { ints } = records
    const { doomed } = this
    let empty = 0
    for (let d = 0; d < this.doomedCount; d++) {
      const base = doomed[d]!
      ints[base + payload + DOOMED] = 0
      const unused = ints[base + payload] === 0 && ints[base + payload + 1] === 0
      if (unused && (needed === undefined || ints[base + needed] === 0)) doomed[empty++] = base
    }
    this.doomedCount = 0
    if (empty > 0) this.table.removeAll(doomed, empty)
  }

  /** What is saved has no doomed keys. */
  save(writer: StateWriter, needed?: number): void {
    this.forget(needed)
    this.table.save(writer)
  }
  load(reader: StateReader): void {
    this.table.load(reader)
  }
}
