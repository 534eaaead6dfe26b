/** Sums of 128 bits with the number of their values: of what does not fit into a double or 64 bits on the way. */
import type { ColumnBuffer } from '@millrace/language'
import type { Records } from '../state/layout.ts'
import type { Accumulator } from './accumulator.ts'

/** Writes the result of a sum of at least one value; its four words begin at `base`. */
export type WideResult = (ints: Int32Array, base: number, count: number, out: ColumnBuffer, row: number) => void

/** An aggregate that is computed from the sum and the number of the values of a column; NULL of none. */
export function wideSum(result: WideResult): (at: number, column: number) => Accumulator {
  return (at, column) => ({
    words: 6,
    add: (batch, sel, n, records, bases) => addWide(batch.cols[column] as never, sel, n, records, bases, at, at + 4),
    retract: (batch, sel, n, records, bases) =>
      retractWide(batch.cols[column] as never, sel, n, records, bases, at, at + 4),
    merge: (source, from, target, to, n) => mergeWide(source, from, target, to, n, at),
    unmerge: (source, from, target, to, n) => unmergeWide(source, from, target, to, n, at),
    write({ ints, doubles }, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        const base = bases[j]! + at
        const count = doubles[(base + 4) >> 1]!
        if (count === 0) out.setNull(row + j)
        else {
          out.nulls[row + j] = 0
          result(ints, base, count, out, row + j)
        }
      }
    },
  })
}

/** Adds a 128-bit integer in four words, lowest first. */
export function add128(ints: Int32Array, to: number, w0: number, w1: number, w2: number, w3: number): void {
  const s0 = (ints[to]! >>> 0) + (w0 >>> 0)
  const s1 = (ints[to + 1]! >>> 0) + (w1 >>> 0) + (s0 > 4294967295 ? 1 : 0)
  const s2 = (ints[to + 2]! >>> 0) + (w2 >>> 0) + (s1 > 4294967295 ? 1 : 0)
  ints[to] = s0
  ints[to + 1] = s1
  ints[to + 2] = s2
  ints[to + 3] = ints[to + 3]! + w3 + (s2 > 4294967295 ? 1 : 0)
}

/** Takes a 128-bit integer away, in four words, lowest first. */
export function subtract128(ints: Int32Array, to: number, w0: number, w1: number, w2: number, w3: number): void {
  const s0 = (ints[to]! >>> 0) - (w0 >>> 0)
  const s1 = (ints[to + 1]! >>> 0) - (w1 >>> 0) - (s0 < 0 ? 1 : 0)
  const s2 = (ints[to + 2]! >>> 0) - (w2 >>> 0) - (s1 < 0 ? 1 : 0)
  ints[to] = s0
  ints[to + 1] = s1
  ints[to + 2] = s2
  ints[to + 3] = ints[to + 3]! - w3 - (s2 < 0 ? 1 : 0)
}

/** A column of scaled or whole numbers, of any of the three widths. */
type WideColumn = { k: string; data: Int32Array; nulls: Uint8Array | null }

/** Adds the values of a column to 128-bit sums at `at`, and their number to the double at `counter`. */
export function addWide(
  { data, nulls, k }: WideColumn,
  sel: Int32Array | null,
  n: number,
  { ints, doubles }: Records,
  bases: Int32Array,
  at: number,
  counter: number,
): void {
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    if (nulls !== null && nulls[i] === 1) continue
    const to = bases[j]! + at
    if (k === 'i64') {
      const high = data[2 * i + 1]!
      const sign = high >> 31
      add128(ints, to, data[2 * i]!, high, sign, sign)
    } else if (k === 'i128') add128(ints, to, data[4 * i]!, data[4 * i + 1]!, data[4 * i + 2]!, data[4 * i + 3]!)
    else {
      const sign = data[i]! >> 31
      add128(ints, to, data[i]!, sign, sign, sign)
    }
    doubles[(bases[j]! + counter) >> 1]!++
  }
}

/** Takes back what `addWide` has added. */
export function retractWide(
  { data, nulls, k }: WideColumn,
  sel: Int32Array | null,
  n: number,
  { ints, doubles }: Records,
  bases: Int32Array,
  at: number,
  counter: number,
): void {
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    if (nulls !== null && nulls[i] === 1) continue
    const to = bases[j]! + at
    if (k === 'i64') {
      const high = data[2 * i + 1]!
      const sign = high >> 31
      subtract128(ints, to, data[2 * i]!, high, sign, sign)
    } else if (k === 'i128') subtract128(ints, to, data[4 * i]!, data[4 * i + 1]!, data[4 * i + 2]!, data[4 * i + 3]!)
    else {
      const sign = data[i]! >> 31
      subtract128(ints, to, data[i]!, sign, sign, sign)
    }
    doubles[(bases[j]! + counter) >> 1]!--
  }
}

function mergeWide(source: Records, from: Int32Array, target: Records, to: Int32Array, n: number, at: number): void {
  for (let j = 0; j < n; j++) {
    const [s, t] = [from[j]! + at, to[j]! + at]
    add128(target.ints, t, source.ints[s]!, source.ints[s + 1]!, source.ints[s + 2]!, source.ints[s + 3]!)
    target.doubles[(t + 4) >> 1] = target.doubles[(t + 4) >> 1]! + source.doubles[(s + 4) >> 1]!
  }
}

/** Takes out again what `mergeWide` has added. */
function unmergeWide(source: Records, from: Int32Array, target: Records, to: Int32Array, n: number, at: number): void {
  for (let j = 0; j < n; j++) {
    const [s, t] = [from[j]! + at, to[j]! + at]
    subtract128(target.ints, t, source.ints[s]!, source.ints[s + 1]!, source.ints[s + 2]!, source.ints[s + 3]!)
    target.doubles[(t + 4) >> 1] = target.doubles[(t + 4) >> 1]! - source.doubles[(s + 4) >> 1]!
  }
}
