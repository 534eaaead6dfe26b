import type { Column } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Layout } from './layout.ts'

/** A word of a key: where it lies in a record, and in a column: that of row i is `data[i * stride + offset]`. */
export interface KeyWord {
  at: number
  data: Int32Array
  stride: number
  offset: number
}

const MOST = 4

/** The words of the keys of a batch, when these are up to four of whole numbers and none of them is NULL; else undefined. */
export function keyWords({ cols }: Batch, columns: readonly number[], { cells }: Layout): KeyWord[] | undefined {
  const words: KeyWord[] = []
  for (let c = 0; c < columns.length; c++) {
    const column = cols[columns[c]!]!
    if ((column.k !== 'i32' && column.k !== 'i64') || column.nulls !== null) return undefined
    const { at } = cells[c]!
    const stride = column.k === 'i64' ? 2 : 1
    for (let offset = 0; offset < stride; offset++) words.push({ at: at + offset, data: column.data, stride, offset })
  }
  return words.length > MOST ? undefined : words
}

/**
 * Lists the positions of rows whose record has another key, and returns how many they are. A record whose key has a NULL, which is a
 * bit in its word 0, is one of those.
 */
export function otherKeys(
  words: readonly KeyWord[],
  ints: Int32Array,
  bases: Int32Array,
  sel: Int32Array | null,
  n: number,
  out: Int32Array,
): number {
  const [a, b = words[0]!] = words as [KeyWord, ...KeyWord[]]
  if (isIntAndLong(words)) return intAndLong(words, ints, bases, sel, n, out)
  return fourWords(a, b, words[2] ?? a, words[3] ?? a, ints, bases, sel, n, out)
}

/** A number of 32 bits and one of 64, as groups with their distinct values have. */
const isIntAndLong = (words: readonly KeyWord[]): boolean =>
  words.length === 3 && words[0]!.stride === 1 && words[1]!.stride === 2 && words[2]!.data === words[1]!.data

function intAndLong(
  [a, b]: readonly KeyWord[],
  ints: Int32Array,
  bases: Int32Array,
  sel: Int32Array | null,
  n: number,
  out: Int32Array,
): number {
  const { at: at0, data: data0 } = a!
  const { at: at1, data: data1 } = b!
  let others = 0
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    const base = bases[j]!
    const difference =
      ints[base]! |
      (ints[base + at0]! ^ data0[i]!) |
      (ints[base + at1]! ^ data1[2 * i]!) |
      (ints[base + at1 + 1]! ^ data1[2 * i + 1]!)
    out[others] = j
    others = (others + ((difference | -difference) >>> 31)) | 0
  }
  return others
}

function fourWords(
  a: KeyWord,
  b: KeyWord,
  c: KeyWord,
  d: KeyWord,
  ints: Int32Array,
  bases: Int32Array,
  sel: Int32Array | null,
  n: number,
  out: Int32Array,
): number {
  const { at: at0, data: data0, stride: stride0, offset: offset0 } = a
  const { at: at1, data: data1, stride: stride1, offset: offset1 } = b
  const { at: at2, data: data2, stride: stride2, offset: offset2 } = c
  const { at: at3, data: data3, stride: stride3, offset: offset3 } = d
  let others = 0
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    const base = bases[j]!
    const difference =
      ints[base]! |
      (ints[base + at0]! ^ data0[i * stride0 + offset0]!) |
      (ints[base + at1]! ^ data1[i * stride1 + offset1]!) |
      (ints[base + at2]! ^ data2[i * stride2 + offset2]!) |
      (ints[base + at3]! ^ data3[i * stride3 + offset3]!)
    out[others] = j
    others = (others + ((difference | -difference) >>> 31)) | 0
  }
  return others
}

/** Whether all rows have the same key, as far as that is seen at a glance: texts that lie at the same place. */
export function isOneKey({ cols }: Batch, columns: readonly number[], sel: Int32Array | null, n: number): boolean {
  const first = sel === null ? 0 : sel[0]!
  // Rows that differ mostly do so at the end already.
  for (const from of [n - 1, 1])
    for (const column of columns) if (!isRepeated(cols[column]!, first, sel, from, n)) return false
  return true
}

function isRepeated(column: Column, first: number, sel: Int32Array | null, from: number, n: number): boolean {
  if (column.nulls !== null) return false
  if (column.k === 'bytes') return isSamePlace(column, first, sel, from, n)
  if (column.k === 'i32' || column.k === 'bool') return isSame(column.data, 1, first, sel, from, n)
  return column.k === 'i64' && isSame(column.data, 2, first, sel, from, n)
}

function isSamePlace(
  { start, end }: Extract<Column, { k: 'bytes' }>,
  first: number,
  sel: Int32Array | null,
  from: number,
  n: number,
): boolean {
  const [begin, stop] = [start[first]!, end[first]!]
  for (let j = from; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    if (((start[i]! ^ begin) | (end[i]! ^ stop)) !== 0) return false
  }
  return true
}

function isSame(
  data: Int32Array | Uint8Array,
  width: 1 | 2,
  first: number,
  sel: Int32Array | null,
  from: number,
  n: number,
): boolean {
  const [low, high] = [data[width * first]!, data[width * first + width - 1]!]
  for (let j = from; j < n; j++) {
    const i = width * (sel === null ? j : sel[j]!)
    if (data[i] !== low || data[i + width - 1] !== high) return false
  }
  return true
}
