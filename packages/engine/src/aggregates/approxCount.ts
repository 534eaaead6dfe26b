import { estimateCount, PRECISION, REGISTERS } from '@millrace/algebra'
import { type Column, type FieldType, isText, write64 } from '@millrace/language'
import { blockWords } from '../state/heap.ts'
import type { Records } from '../state/layout.ts'
import type { Accumulator } from './accumulator.ts'
import { hash, hashBytes, hashInt, hashLong } from './xxh64.ts'

/** So many registers that are not 0 are kept as a sorted list; then a byte for each register takes less. */
const MOST_SPARSE = 1024
const RANK_BITS = 6

/**
 * HyperLogLog++ (Heule, Nunkesser, Hall, EDBT 2013) with the hash, precision and correction of Flink's APPROX_COUNT_DISTINCT.
 *
 * Four words of the record: the block, its words while it is a list, and the length of the list, or −1 for bytes.
 */
export function approxCount(type: FieldType, at: number, column: number): Accumulator {
  const hashRow = hasher(type)
  return {
    words: 4,
    add(batch, sel, n, records, bases) {
      const argument = batch.cols[column]!
      const { nulls } = argument
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        if (nulls !== null && nulls[i] === 1) continue
        hashRow(argument, i)
        raise(records, bases[j]! + at, hash.high >>> (32 - PRECISION), rankOf(hash.high, hash.low))
      }
    },
    merge(source, from, target, to, n) {
      for (let j = 0; j < n; j++) mergeOne(source, from[j]! + at, target, to[j]! + at)
    },
    write(records, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        write64(out.data as Int32Array, row + j, estimate(records, bases[j]! + at))
        out.nulls[row + j] = 0
      }
    },
    release({ ints, heap }, base) {
      const to = base + at
      heap.release(ints[to]!, ints[to + 2]! < 0 ? REGISTERS >> 2 : ints[to + 1]!)
      ints.fill(0, to, to + 4)
    },
  }
}

/** One more than the zeros before the first one in what follows the bits of the register. */
function rankOf(high: number, low: number): number {
  const first = (high << PRECISION) | (low >>> (32 - PRECISION))
  if (first !== 0) return Math.clz32(first) + 1
  const rest = low << PRECISION
  return rest !== 0 ? 33 + Math.clz32(rest) : 65 - PRECISION
}

function raise(records: Records, at: number, register: number, rank: number): void {
  const { ints, heap } = records
  if (ints[at + 2]! < 0) {
    const byte = 4 * ints[at]! + register
    if (heap.bytes[byte]! < rank) heap.bytes[byte] = rank
  } else raiseInList(records, at, register, rank)
}

function raiseInList(records: Records, at: number, register: number, rank: number): void {
  const { ints, heap } = records
  const [place, length] = [ints[at]!, ints[at + 2]!]
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (heap.ints[place + middle]! >> RANK_BITS < register) low = middle + 1
    else high = middle
  }
  const entry = (register << RANK_BITS) | rank
  if (low < length && heap.ints[place + low]! >> RANK_BITS === register) {
    if (heap.ints[place + low]! < entry) heap.ints[place + low] = entry
  } else if (length === MOST_SPARSE) {
    toBytes(records, at)
    raise(records, at, register, rank)
  } else insert(records, at, low, entry)
}

function insert({ ints, heap }: Records, at: number, index: number, entry: number): void {
  const length = ints[at + 2]!
  if (length === ints[at + 1]!) {
    ints[at] = heap.enlarge(ints[at]!, length, length + 1, length)
    ints[at + 1] = blockWords(length + 1)
  }
  const place = ints[at]!
  heap.ints.copyWithin(place + index + 1, place + index, place + length)
  heap.ints[place + index] = entry
  ints[at + 2] = length + 1
}

/** From a list to a byte for each register. */
function toBytes({ ints, heap }: Records, at: number): void {
  const [list, words, length] = [ints[at]!, ints[at + 1]!, ints[at + 2]!]
  const block = heap.allocate(REGISTERS >> 2)
  heap.ints.fill(0, block, block + (REGISTERS >> 2))
  for (let e = 0; e < length; e++) {
    const entry = heap.ints[list + e]!
    heap.bytes[4 * block + (entry >> RANK_BITS)] = entry & 63
  }
  heap.release(list, words)
  ints[at] = block
  ints[at + 2] = -1
}

function mergeOne(source: Records, from: number, target: Records, to: number): void {
  const { ints, heap } = source
  const [block, length] = [ints[from]!, ints[from + 2]!]
  for (let e = 0; e < length; e++) {
    const entry = heap.ints[block + e]!
    raise(target, to, entry >> RANK_BITS, entry & 63)
  }
  if (length >= 0) return
  if (target.ints[to + 2]! >= 0) toBytes(target, to)
  const [theirs, ours] = [4 * block, 4 * target.ints[to]!]
  const { bytes } = target.heap
  for (let r = 0; r < REGISTERS; r++)
    if (bytes[ours + r]! < heap.bytes[theirs + r]!) bytes[ours + r] = heap.bytes[theirs + r]!
}

function estimate({ ints, heap }: Records, at: number): number {
  const [block, length] = [ints[at]!, ints[at + 2]!]
  let [inverse, used] = [0, 0]
  if (length >= 0) for (; used < length; used++) inverse += 1 / 2 ** (heap.ints[block + used]! & 63)
  else
    for (let r = 0; r < REGISTERS; r++) {
      const rank = heap.bytes[4 * block + r]!
      if (rank === 0) continue
      inverse += 1 / 2 ** rank
      used++
    }
  return estimateCount(inverse + REGISTERS - used, REGISTERS - used)
}

const double = new Float64Array(1)
const doubleWords = new Int32Array(double.buffer)
const single = new Float32Array(1)
const singleWord = new Int32Array(single.buffer)

/** Hashes a cell as Flink does the value: whole numbers and times by their bits, text and wide decimals by their bytes. */
function hasher(type: FieldType): (column: Column, i: number) => void {
  if (isText(type)) {
    return (column, i) => {
      const { bytes, start, end } = column as Extract<Column, { k: 'bytes' }>
      hashBytes(bytes, start[i]!, end[i]!)
    }
  }
  const data = <T>(column: Column) => (column as unknown as { data: T }).data
  switch (type.t) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
      return (column, i) => hashInt(data<Int32Array>(column)[i]!)
    case 'FLOAT':
      return (column, i) => {
        const value = data<Float64Array>(column)[i]!
        single[0] = value === 0 ? 0 : value
        hashInt(singleWord[0]!)
      }
    case 'DOUBLE':
      return (column, i) => {
        const value = data<Float64Array>(column)[i]!
        double[0] = value === 0 ? 0 : value
        hashLong(doubleWords[1]!, doubleWords[0]!)
      }
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return (column, i) => hashWhole(Math.floor(data<Float64Array>(column)[i]!))
    case 'DECIMAL':
      return type.precision > 18
        ? (column, i) => hashWide(data<Int32Array>(column), i)
        : (column, i) => hashLong(data<Int32Array>(column)[2 * i + 1]!, data<Int32Array>(column)[2 * i]!)
    case 'BIGINT':
      return (column, i) => hashLong(data<Int32Array>(column)[2 * i + 1]!, data<Int32Array>(column)[2 * i]!)
    default:
      return (column, i) => hashWhole(data<Int32Array>(column)[i]!)
  }
}

const hashWhole = (value: number) => hashLong(Math.floor(value / 4294967296), value | 0)

const wideBytes = new Uint8Array(16)

/** The shortest two's complement, highest byte first. */
function hashWide(words: Int32Array, i: number): void {
  for (let b = 0; b < 16; b++) wideBytes[15 - b] = words[4 * i + (b >> 2)]! >> (8 * (b & 3))
  let start = 0
  const sign = wideBytes[0]! >= 128 ? 255 : 0
  while (start < 15 && wideBytes[start] === sign && wideBytes[start + 1]! >= 128 === sign >= 128) start++
  hashBytes(wideBytes, start, 16)
}
