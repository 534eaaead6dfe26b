/**
 * Sums: whole numbers wrap around in their type, decimals are exact to 128 bits and NULL beyond their precision.
 *
 * Each counts its values: a sum of none is NULL, also after all have been taken back (Flink's SumWithRetractAggFunction).
 */
import { type DecimalType, type FieldType, fits, read128, write128 } from '@millrace/language'
import type { Records } from '../state/layout.ts'
import type { Accumulator } from './accumulator.ts'
import { traceSumLong } from './trace.ts'
import { wideSum } from './wideSum.ts'

/** INT and smaller: one word for the sum, two for the number of values. */
export function sumInt(type: FieldType): (at: number, column: number) => Accumulator {
  const shift = type.t === 'TINYINT' ? 24 : type.t === 'SMALLINT' ? 16 : 0
  return (at, column) => {
    const counter = (at + 2) >> 1
    return {
      words: 4,
      add(batch, sel, n, records, bases) {
        const { data, nulls } = batch.cols[column] as { data: Int32Array; nulls: Uint8Array | null }
        const { ints, doubles } = records
        for (let j = 0; j < n; j++) {
          const i = sel === null ? j : sel[j]!
          if (nulls !== null && nulls[i] === 1) continue
          const to = bases[j]! + at
          ints[to] = ints[to]! + data[i]!
          doubles[(bases[j]! >> 1) + counter]!++
        }
      },
      retract(batch, sel, n, records, bases) {
        const { data, nulls } = batch.cols[column] as { data: Int32Array; nulls: Uint8Array | null }
        const { ints, doubles } = records
        for (let j = 0; j < n; j++) {
          const i = sel === null ? j : sel[j]!
          if (nulls !== null && nulls[i] === 1) continue
          const to = bases[j]! + at
          ints[to] = ints[to]! - data[i]!
          doubles[(bases[j]! >> 1) + counter]!--
        }
      },
      merge(source, from, target, to, n) {
        for (let j = 0; j < n; j++) {
          const [s, t] = [from[j]! + at, to[j]! + at]
          target.ints[t] = target.ints[t]! + source.ints[s]!
          addCount(source, from[j]!, target, to[j]!, counter)
        }
      },
      unmerge(source, from, target, to, n) {
        for (let j = 0; j < n; j++) {
          const [s, t] = [from[j]! + at, to[j]! + at]
          target.ints[t] = target.ints[t]! - source.ints[s]!
          subtractCount(source, from[j]!, target, to[j]!, counter)
        }
      },
      write(records, bases, n, out, row) {
        for (let j = 0; j < n; j++) {
          if (records.doubles[(bases[j]! >> 1) + counter] === 0) out.setNull(row + j)
          else {
            out.data[row + j] = (records.ints[bases[j]! + at]! << shift) >> shift
            out.nulls[row + j] = 0
          }
        }
      },
    }
  }
}

function addCount(source: Records, from: number, target: Records, to: number, counter: number): void {
  const t = (to >> 1) + counter
  target.doubles[t] = target.doubles[t]! + source.doubles[(from >> 1) + counter]!
}

function subtractCount(source: Records, from: number, target: Records, to: number, counter: number): void {
  const t = (to >> 1) + counter
  target.doubles[t] = target.doubles[t]! - source.doubles[(from >> 1) + counter]!
}

/** Adds two 64-bit integers in halves. */
function add64(ints: Int32Array, to: number, low: number, high: number): void {
  const a = ints[to]! >>> 0
  const sum = a + (low >>> 0)
  ints[to] = sum
  ints[to + 1] = ints[to + 1]! + high + (sum > 4294967295 ? 1 : 0)
}

/** Takes a 64-bit integer from another, in halves. */
function subtract64(ints: Int32Array, to: number, low: number, high: number): void {
  const difference = (ints[to]! >>> 0) - (low >>> 0)
  ints[to] = difference
  ints[to + 1] = ints[to + 1]! - high - (difference < 0 ? 1 : 0)
}

/** BIGINT: two words for the sum, two for the number of values. */
export function sumLong(at: number, column: number): Accumulator {
  const counter = (at + 2) >> 1
  return {
    words: 4,
    trace: traceSumLong(at, column),
    add(batch, sel, n, records, bases) {
      const { data, nulls } = batch.cols[column] as { data: Int32Array; nulls: Uint8Array | null }
      const { ints, doubles } = records
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        if (nulls !== null && nulls[i] === 1) continue
        add64(ints, bases[j]! + at, data[2 * i]!, data[2 * i + 1]!)
        doubles[(bases[j]! >> 1) + counter]!++
      }
    },
    retract(batch, sel, n, records, bases) {
      const { data, nulls } = batch.cols[column] as { data: Int32Array; nulls: Uint8Array | null }
      const { ints, doubles } = records
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        if (nulls !== null && nulls[i] === 1) continue
        subtract64(ints, bases[j]! + at, data[2 * i]!, data[2 * i + 1]!)
        doubles[(bases[j]! >> 1) + counter]!--
      }
    },
    merge(source, from, target, to, n) {
      for (let j = 0; j < n; j++) {
        const s = from[j]! + at
        add64(target.ints, to[j]! + at, source.ints[s]!, source.ints[s + 1]!)
        addCount(source, from[j]!, target, to[j]!, counter)
      }
    },
    unmerge(source, from, target, to, n) {
      for (let j = 0; j < n; j++) {
        const s = from[j]! + at
        subtract64(target.ints, to[j]! + at, source.ints[s]!, source.ints[s + 1]!)
        subtractCount(source, from[j]!, target, to[j]!, counter)
      }
    },
    write(records, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        if (records.doubles[(bases[j]! >> 1) + counter] === 0) out.setNull(row + j)
        else {
          const base = bases[j]! + at
          out.data[2 * (row + j)] = records.ints[base]!
          out.data[2 * (row + j) + 1] = records.ints[base + 1]!
          out.nulls[row + j] = 0
        }
      }
    },
  }
}

/** DOUBLE and FLOAT: the sum, and the number of values. A FLOAT is rounded after every step. */
export function sumDouble(type: FieldType): (at: number, column: number) => Accumulator {
  const single = type.t === 'FLOAT'
  return (at, column) => {
    const slot = at >> 1
    return {
      words: 4,
      add(batch, sel, n, records, bases) {
        const { data, nulls } = batch.cols[column] as { data: Float64Array; nulls: Uint8Array | null }
        const { doubles } = records
        for (let j = 0; j < n; j++) {
          const i = sel === null ? j : sel[j]!
          if (nulls !== null && nulls[i] === 1) continue
          const to = (bases[j]! >> 1) + slot
          const before = doubles[to]!
          // The first value is the sum itself, so that −0 stays −0.
          const sum = before === 0 && doubles[to + 1] === 0 ? data[i]! : before + data[i]!
          doubles[to] = single ? Math.fround(sum) : sum
          doubles[to + 1]!++
        }
      },
      // What is left after rounding errors stays in the sum, as in Flink.
      retract(batch, sel, n, records, bases) {
        const { data, nulls } = batch.cols[column] as { data: Float64Array; nulls: Uint8Array | null }
        const { doubles } = records
        for (let j = 0; j < n; j++) {
          const i = sel === null ? j : sel[j]!
          if (nulls !== null && nulls[i] === 1) continue
          const to = (bases[j]! >> 1) + slot
          const sum = doubles[to]! - data[i]!
          doubles[to] = single ? Math.fround(sum) : sum
          doubles[to + 1]!--
        }
      },
      merge(source, from, target, to, n) {
        for (let j = 0; j < n; j++) {
          const [s, t] = [(from[j]! >> 1) + slot, (to[j]! >> 1) + slot]
          if (source.doubles[s + 1] === 0) continue
          const before = target.doubles[t]!
          const sum = before === 0 && target.doubles[t + 1] === 0 ? source.doubles[s]! : before + source.doubles[s]!
          target.doubles[t] = single ? Math.fround(sum) : sum
          target.doubles[t + 1] = target.doubles[t + 1]! + source.doubles[s + 1]!
        }
      },
      write(records, bases, n, out, row) {
        for (let j = 0; j < n; j++) {
          const base = (bases[j]! >> 1) + slot
          if (records.doubles[base + 1] === 0) out.setNull(row + j)
          else {
            out.data[row + j] = records.doubles[base]!
            out.nulls[row + j] = 0
          }
        }
      },
    }
  }
}

/** DECIMAL: NULL when the sum has more digits than its type. */
export const sumDecimal = ({ precision }: DecimalType): ((at: number, column: number) => Accumulator) =>
  wideSum((ints, base, _, out, row) => {
    const sum = read128(ints.subarray(base, base + 4), 0)
    if (fits(sum, precision)) write128(out.data as Int32Array, row, sum)
    else out.setNull(row)
  })
