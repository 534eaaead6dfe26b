import { type Column, type ColumnBuffer, type ColumnKind, columnKind, type Typed } from '@millrace/language'
import { loadFixed, storeFixed, type Words } from '../state/fixedValue.ts'
import { blockWords, type Heap } from '../state/heap.ts'

/** Text is a block of the heap: its place, its length in bytes, and the words of the block. */
const WORDS: Record<ColumnKind, number> = { bool: 1, i32: 1, f64: 2, i64: 2, i128: 4, bytes: 3 }

/**
 * Values of some types side by side in words, and one row of them in hand, which can be compared with and put into words.
 *
 * Words that are zero are cells that have not been put yet; the first of them may be put anywhere at an even word.
 */
export class Cells {
  /** Even. */
  readonly words: number
  private readonly kinds: readonly ColumnKind[]
  /** First word of each value. */
  readonly places: readonly number[]
  private readonly descending: readonly boolean[]
  private readonly hand: Words
  private readonly isNull: Uint8Array
  /** Where text lies: in bytes, or in a heap, whose bytes are replaced when it grows. */
  private readonly bytes: Uint8Array[]
  private readonly heaps: (Heap | undefined)[]
  private readonly start: Int32Array
  private readonly end: Int32Array

  /** `descending` turns round the order of single values. */
  constructor(types: readonly Typed[], descending: readonly boolean[] = []) {
    this.kinds = types.map(({ type }) => columnKind(type))
    // The first word has a bit for every value that is NULL.
    let at = 1
    this.places = this.kinds.map((kind) => {
      if ((kind === 'f64' || kind === 'i64') && at % 2 === 1) at++
      const place = at
      at += WORDS[kind]
      return place
    })
    this.words = at + (at % 2)
    this.descending = types.map((_, c) => descending[c] ?? false)
    const ints = new Int32Array(this.words)
    this.hand = { ints, doubles: new Float64Array(ints.buffer) }
    this.isNull = new Uint8Array(types.length)
    this.bytes = types.map(() => new Uint8Array(0))
    this.heaps = types.map(() => undefined)
    this.start = new Int32Array(types.length)
    this.end = new Int32Array(types.length)
  }

  /** Takes a row of columns into hand. */
  take(columns: readonly Column[], row: number): void {
    for (let c = 0; c < columns.length; c++) this.takeValue(c, columns[c]!, row)
  }

  /** Takes a single value into hand. */
  takeValue(c: number, column: Column, row: number): void {
    const isNull = column.nulls !== null && column.nulls[row] === 1
    this.isNull[c] = isNull ? 1 : 0
    if (isNull) return
    if (column.k === 'bytes') {
      this.bytes[c] = column.bytes
      this.heaps[c] = undefined
      this.start[c] = column.start[row]!
      this.end[c] = column.end[row]!
    } else storeFixed(this.hand, this.places[c]!, column, row)
  }

  /** Takes cells into hand; their text is good until its block is given back. */
  takeFrom({ ints }: Words, at: number, heap: Heap): void {
    for (let c = 0; c < this.kinds.length; c++) {
      const place = this.places[c]!
      this.isNull[c] = (ints[at]! >> c) & 1
      if (this.kinds[c] === 'bytes') {
        this.heaps[c] = heap
        this.start[c] = 4 * ints[at + place]!
        this.end[c] = this.start[c]! + ints[at + place + 1]!
      } else for (let w = 0; w < WORDS[this.kinds[c]!]; w++) this.hand.ints[place + w] = ints[at + place + w]!
    }
  }

  private bytesOf(c: number): Uint8Array {
    return this.heaps[c]?.bytes ?? this.bytes[c]!
  }

  /** Order of the row in hand and of cells: NULL is the lowest value, −0 is below 0, NaN is the highest number. */
  compare({ ints, doubles }: Words, at: number, heap: Heap): number {
    for (let c = 0; c < this.kinds.length; c++) {
      const order = this.compareCell(c, ints, doubles, at, heap)
      if (order !== 0) return this.descending[c] ? -order : order
    }
    return 0
  }

  private compareCell(c: number, ints: Int32Array, doubles: Float64Array, at: number, heap: Heap): number {
    const nullThere = (ints[at]! >> c) & 1
    if (this.isNull[c] === 1 || nullThere === 1) return nullThere - this.isNull[c]!
    const mine = this.places[c]!
    const place = at + mine
    switch (this.kinds[c]!) {
      case 'bool':
      case 'i32':
        return this.hand.ints[mine]! < ints[place]! ? -1 : this.hand.ints[mine]! > ints[place]! ? 1 : 0
      case 'f64':
        return compareDoubles(this.hand.doubles[mine >> 1]!, doubles[place >> 1]!)
      case 'i64':
        return compareWords(this.hand.ints, mine, ints, place, 2)
      case 'i128':
        return compareWords(this.hand.ints, mine, ints, place, 4)
      case 'bytes':
        return compareBytes(
          this.bytesOf(c),
          this.start[c]!,
          this.end[c]!,
          heap.bytes,
          4 * ints[place]!,
          ints[place + 1]!,
        )
    }
  }

  /** Puts the row in hand into words; what was there is replaced. */
  put(into: Words, at: number, heap: Heap): void {
    let nulls = 0
    for (let c = 0; c < this.kinds.length; c++) {
      nulls |= this.isNull[c]! << c
      if (this.isNull[c] === 1) continue
      const place = this.places[c]!
      if (this.kinds[c] === 'bytes')
        Cells.putBytes(into, at + place, heap, this.bytesOf(c), this.start[c]!, this.end[c]!)
      else for (let w = 0; w < WORDS[this.kinds[c]!]; w++) into.ints[at + place + w] = this.hand.ints[place + w]!
    }
    into.ints[at] = nulls
  }

  /** Puts a text in place of the one that three words name. It may lie in this very heap, whose bytes are replaced when it grows. */
  static putBytes(into: Words, place: number, heap: Heap, bytes: Uint8Array, start: number, end: number): void {
    const own = bytes === heap.bytes
    const length = end - start
    const [old, oldWords] = [into.ints[place]!, into.ints[place + 2]!]
    const words = (length + 3) >> 2
    const larger = words > oldWords
    const block = larger ? heap.allocate(words) : old
    copyBytes(own ? heap.bytes : bytes, start, length, heap.bytes, 4 * block)
    into.ints[place] = block
    into.ints[place + 1] = length
    if (!larger) return
    into.ints[place + 2] = blockWords(words)
    heap.release(old, oldWords)
  }

  /** Writes one of the values into a column. */
  load(words: Words, at: number, heap: Heap, c: number, out: ColumnBuffer, row: number): void {
    if (((words.ints[at]! >> c) & 1) === 1) return out.setNull(row)
    out.nulls[row] = 0
    const place = at + this.places[c]!
    const kind = this.kinds[c]!
    if (kind === 'bytes')
      out.putBytes(row, heap.bytes, 4 * words.ints[place]!, 4 * words.ints[place]! + words.ints[place + 1]!)
    else loadFixed(words, place, kind, out, row)
  }

  /** Gives back the blocks of texts, and leaves zeros. */
  release({ ints }: Words, at: number, heap: Heap): void {
    for (let c = 0; c < this.kinds.length; c++) {
      const place = at + this.places[c]!
      if (this.kinds[c] === 'bytes') heap.release(ints[place]!, ints[place + 2]!)
    }
    ints.fill(0, at, at + this.words)
  }
}

export function compareDoubles(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return a === 0 ? Number(Object.is(b, -0)) - Number(Object.is(a, -0)) : 0
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
}

function compareWords(a: Int32Array, x: number, b: Int32Array, y: number, width: number): number {
  let w = width - 1
  if (a[x + w] !== b[y + w]) return a[x + w]! < b[y + w]! ? -1 : 1
  while (--w >= 0) if (a[x + w] !== b[y + w]) return a[x + w]! >>> 0 < b[y + w]! >>> 0 ? -1 : 1
  return 0
}

function compareBytes(a: Uint8Array, start: number, end: number, b: Uint8Array, at: number, length: number): number {
  const common = Math.min(end - start, length)
  for (let i = 0; i < common; i++) {
    const difference = a[start + i]! - b[at + i]!
    if (difference !== 0) return difference
  }
  return end - start - length
}

export function copyBytes(from: Uint8Array, start: number, length: number, to: Uint8Array, at: number): void {
  if (from === to) to.copyWithin(at, start, start + length)
  else if (length < 32) for (let i = 0; i < length; i++) to[at + i] = from[start + i]!
  else to.set(from.subarray(start, start + length), at)
}
