/**
 * Aggregates that show every step: what a group was before each row of a batch and what it is after it.
 *
 * A running aggregate needs both for every row. Where many rows of a batch belong to one group, one loop over them in their order does
 * everything: read, write the old value, add, write the new one.
 */
import type { ColumnBuffer } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Records } from '../state/layout.ts'
import type { Accumulator } from './accumulator.ts'

/**
 * Goes through rows in their order, and adds row j where `counts[j]` is 1. The value before it goes to row `before` + j of a column and
 * that after it to `after` + j. The nulls of the column are 0 there.
 */
export type Trace = (
  batch: Batch,
  rows: Int32Array,
  counts: Uint8Array,
  n: number,
  records: Records,
  bases: Int32Array,
  out: ColumnBuffer,
  before: number,
  after: number,
) => void

const row = new Int32Array(1)
const base = new Int32Array(1)

/** Any aggregate, one call for each step. */
export function traceStep(accumulator: Accumulator): Trace {
  return (batch, rows, counts, n, records, bases, out, before, after) => {
    for (let j = 0; j < n; j++) {
      row[0] = rows[j]!
      base[0] = bases[j]!
      accumulator.write(records, base, 1, out, before + j)
      if (counts[j] === 1) accumulator.add(batch, row, 1, records, base)
      accumulator.write(records, base, 1, out, after + j)
    }
  }
}

/** COUNT. */
export function traceCount(at: number, column: number | undefined): Trace {
  const slot = at >> 1
  return (batch, rows, counts, n, records, bases, out, before, after) => {
    const nulls = column === undefined ? null : batch.cols[column]!.nulls
    const { doubles } = records
    const data = out.data as Int32Array
    for (let j = 0; j < n; j++) {
      const to = (bases[j]! >> 1) + slot
      const count = doubles[to]!
      const next = count + (nulls === null || nulls[rows[j]!] === 0 ? counts[j]! : 0)
      doubles[to] = next
      data[2 * (before + j)] = count
      data[2 * (before + j) + 1] = high(count)
      data[2 * (after + j)] = next
      data[2 * (after + j) + 1] = high(next)
    }
  }
}

/** The upper half of a whole number that is not negative. */
const high = (value: number): number => (value < 2147483648 ? 0 : Math.floor(value / 4294967296))

/** SUM of BIGINT. Words: the two halves of the sum, and the number of values. */
export function traceSumLong(at: number, column: number): Trace {
  const counter = (at + 2) >> 1
  return (batch, rows, counts, n, records, bases, out, before, after) => {
    const { data, nulls } = batch.cols[column] as { data: Int32Array; nulls: Uint8Array | null }
    const { ints, doubles } = records
    const result = out.data as Int32Array
    for (let j = 0; j < n; j++) {
      const i = rows[j]!
      const word = bases[j]! + at
      const to = (bases[j]! >> 1) + counter
      let [low, up, count] = [ints[word]!, ints[word + 1]!, doubles[to]!]
      if (count === 0) out.setNull(before + j)
      result[2 * (before + j)] = low
      result[2 * (before + j) + 1] = up
      if (counts[j] === 1 && (nulls === null || nulls[i] === 0)) {
        const sum = (low >>> 0) + (data[2 * i]! >>> 0)
        low = sum | 0
        up = (up + data[2 * i + 1]! + (sum > 4294967295 ? 1 : 0)) | 0
        count++
        ints[word] = low
        ints[word + 1] = up
        doubles[to] = count
      }
      if (count === 0) out.setNull(after + j)
      result[2 * (after + j)] = low
      result[2 * (after + j) + 1] = up
    }
  }
}
