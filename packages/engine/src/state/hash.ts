import type { Column } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Cell, Layout, Records } from './layout.ts'

/** Murmur3's finaliser: a bijection of 32-bit words, so equal hashes of single 32-bit keys mean equal keys. */
export function mix(h: number): number {
  let x = h
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

const NULL_HASH = 0x9e3779b9 | 0

/** Hash of bytes, four at a time. */
export function hashBytes(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let h = seed
  let at = start
  for (; at + 4 <= end; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    h = Math.imul(h ^ word, 0x2c1b3c6d)
    h ^= h >>> 15
  }
  let rest = 0
  for (; at < end; at++) rest = (rest << 8) | bytes[at]!
  return mix(h ^ rest ^ Math.imul(end - start, 0x27d4eb2f))
}

const scratch = new Float64Array(1)
const words = new Int32Array(scratch.buffer)

/** The two words of a double; −0 counts as 0, every NaN as one. */
export function hashDouble(value: number, seed: number): number {
  scratch[0] = value === 0 ? 0 : value
  return mix(Math.imul(words[0]! ^ seed, 0x2c1b3c6d) ^ words[1]!)
}

/**
 * Hashes of the selected rows over some columns, one column after the other. `sameFirst`: all rows are known to have the same value in
 * the first one.
 */
export function hashKeys(
  batch: Batch,
  columns: readonly number[],
  sel: Int32Array | null,
  n: number,
  out: Int32Array,
  sameFirst = false,
): void {
  if (columns.length === 0) {
    out.fill(0, 0, n)
    return
  }
  const [a, b] = [batch.cols[columns[0]!]!, columns.length === 2 ? batch.cols[columns[1]!]! : undefined]
  if (a.k === 'i32' && b?.k === 'i64' && a.nulls === null && b.nulls === null)
    return sameFirst
      ? hashLong(mix(a.data[sel === null ? 0 : sel[0]!]!), b.data, sel, n, out)
      : hashIntAndLong(a.data, b.data, sel, n, out)
  for (let c = 0; c < columns.length; c++) hashColumn(batch.cols[columns[c]!]!, sel, n, out, c === 0)
}

function hashColumn(column: Column, sel: Int32Array | null, n: number, out: Int32Array, first: boolean): void {
  switch (column.k) {
    case 'i32':
      return hashInt32(column.data, column.nulls, sel, n, out, first)
    case 'bool':
      return hashBool(column.data, column.nulls, sel, n, out, first)
    case 'i64':
      return hashInt64(column.data, column.nulls, sel, n, out, first)
    case 'i128':
      return hashWords(column.data, column.nulls, sel, n, out, first)
    case 'f64':
      return hashFloat64(column.data, column.nulls, sel, n, out, first)
    case 'bytes':
      return hashText(column.bytes, column.start, column.end, column.nulls, sel, n, out, first)
  }
}

const chained = (out: Int32Array, j: number, first: boolean) => (first ? 0 : Math.imul(out[j]!, 31))

function hashInt32(
  data: Int32Array,
  nulls: Uint8Array | null,
  sel: Int32Array | null,
  n: number,
  out: Int32Array,
  first: boolean,
): void {
  if (first && nulls === null) {
    for (let j = 0; j < n; j++) out[j] = mix(data[sel === null ? j : sel[j]!]!)
    return
  }
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    out[j] =
      nulls !== null && nulls[i] === 1 ? chained(out, j, first) ^ NULL_HASH : mix(data[i]! ^ chained(out, j, first))
  }
}

function hashBool(
  data: Uint8Array,
  nulls: Uint8Array | null,
  sel: Int32Array | null,
  n: number,
  out: Int32Array,
  first: boolean,
): void {
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    out[j] =
      nulls !== null && nulls[i] === 1 ? chained(out, j, first) ^ NULL_HASH : mix(data[i]! ^ chained(out, j, first))
  }
}

/** Both halves in one mix: equal hashes mean equal keys only among those with the same high half and chain. */
const mix64 = (low: number, high: number, chain: number) => mix(low ^ Math.imul(high, 0x9e3779b1) ^ chain)

function hashInt64(
  data: Int32Array,
  nulls: Uint8Array | null,
  sel: Int32Array | null,
  n: number,
  out: Int32Array,
  first: boolean,
): void {
  if (first && nulls === null) {
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      out[j] = mix64(data[2 * i]!, data[2 * i + 1]!, 0)
    }
    return
  }
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    const chain = chained(out, j, first)
    out[j] = nulls !== null && nulls[i] === 1 ? chain ^ NULL_HASH : mix64(data[2 * i]!, data[2 * i + 1]!, chain)
  }
}

/** A number of 32 bits and one of 64 in one go: group and value of distinct aggregates. */
function hashIntAndLong(ints: Int32Array, longs: Int32Array, sel: Int32Array | null, n: number, out: Int32Array): void {
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    out[j] = mix64(longs[2 * i]!, longs[2 * i + 1]!, Math.imul(mix(ints[i]!), 31))
  }
}

/** The same behind the hash of the number of 32 bits. */
function hashLong(hash: number, longs: Int32Array, sel: Int32Array | null, n: number, out: Int32Array): void {
  const chain = Math.imul(hash, 31)
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    out[j] = mix64(longs[2 * i]!, longs[2 * i + 1]!, chain)
  }
}

function hashWords(
  data: Int32Array,
  nulls: Uint8Array | null,
  sel: Int32Array | null,
  n: number,
  out: Int32Array,
  first: boolean,
): void {
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    let h = chained(out, j, first)
    if (nulls !== null && nulls[i] === 1) h ^= NULL_HASH
    else for (let w = 4 * i; w < 4 * (i + 1); w++) h = mix(data[w]! ^ Math.imul(h, 31))
    out[j] = h
  }
}

function hashFloat64(
  data: Float64Array,
  nulls: Uint8Array | null,
  sel: Int32Array | null,
  n: number,
  out: Int32Array,
  first: boolean,
): void {
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    const h = chained(out, j, first)
    out[j] = nulls !== null && nulls[i] === 1 ? h ^ NULL_HASH : hashDouble(data[i]!, h)
  }
}

function hashText(
  bytes: Uint8Array,
  start: Int32Array,
  end: Int32Array,
  nulls: Uint8Array | null,
  sel: Int32Array | null,
  n: number,
  out: Int32Array,
  first: boolean,
): void {
  // Computed texts are often those of the row before, at the same place.
  let [from, to, seed, hash] = [-1, -1, 0, 0]
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    const h = chained(out, j, first)
    if (nulls !== null && nulls[i] === 1) {
      out[j] = h ^ NULL_HASH
      continue
    }
    if (start[i] !== from || end[i] !== to || h !== seed) {
      from = start[i]!
      to = end[i]!
      seed = h
      hash = hashBytes(bytes, from, to, h)
    }
    out[j] = hash
  }
}

/** The hash of the key of a record: that of a row with this key. */
export function hashRecord(records: Records, { cells }: Layout, base: number): number {
  let h = 0
  for (let c = 0; c < cells.length; c++) h = hashCell(records, cells[c]!, base, c === 0 ? 0 : Math.imul(h, 31))
  return h
}

function hashCell({ ints, doubles, arena }: Records, cell: Cell, base: number, chain: number): number {
  if ((ints[base + cell.nullWord]! & (1 << cell.bit)) !== 0) return chain ^ NULL_HASH
  const at = base + cell.at
  switch (cell.kind) {
    case 'bool':
    case 'i32':
      return mix(ints[at]! ^ chain)
    case 'i64':
      return mix64(ints[at]!, ints[at + 1]!, chain)
    case 'i128': {
      let h = chain
      for (let w = 0; w < 4; w++) h = mix(ints[at + w]! ^ Math.imul(h, 31))
      return h
    }
    case 'f64':
      return hashDouble(doubles[at >> 1]!, chain)
    case 'bytes':
      return hashBytes(arena.bytes, ints[at]!, ints[at]! + ints[at + 1]!, chain)
  }
}
