/** Sums: whole numbers wrap around in their type, decimals are exact to 128 bits and NULL beyond their precision. */
import { type DecimalType, type FieldType, fits, read128, write128 } from '@millrace/language'
import type { Records } from '../state/layout.ts'
import type { Accumulator } from './accumulator.ts'

/** INT and smaller: one word for the sum, one for whether there was a value. */
export function sumInt(type: FieldType): (at: number, column: number) => Accumulator {
  const shift = type.t === 'TINYINT' ? 24 : type.t === 'SMALLINT' ? 16 : 0
  return (at, column) => ({
    words: 2,
    add(batch, sel, n, records, bases) {
      const { data, nulls } = batch.cols[column] as { data: Int32Array; nulls: Uint8Array | null }
      const { ints } = records
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        if (nulls !== null && nulls[i] === 1) continue
        const to = bases[j]! + at
        ints[to] = ints[to]! + data[i]!
        ints[to + 1] = 1
      }
    },
    merge(source, from, target, to, n) {
      for (let j = 0; j < n; j++) {
        const [s, t] = [from[j]! + at, to[j]! + at]
        target.ints[t] = target.ints[t]! + source.ints[s]!
        target.ints[t + 1] = target.ints[t + 1]! | source.ints[s + 1]!
      }
    },
    write(records, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        const base = bases[j]! + at
        if (records.ints[base + 1] === 0) out.setNull(row + j)
        else {
          out.data[row + j] = (records.ints[base]! << shift) >> shift
          out.nulls[row + j] = 0
        }
      }
    },
  })
}

/** Adds two 64-bit integers in halves. */
function add64(ints: Int32Array, to: number, low: number, high: number): void {
  const a = ints[to]! >>> 0
  const sum = a + (low >>> 0)
  ints[to] = sum
  ints[to + 1] = ints[to + 1]! + high + (sum > 4294967295 ? 1 : 0)
}

/** BIGINT: two words for the sum, one for whether there was a value. */
export function sumLong(at: number, column: number): Accumulator {
  return {
    words: 4,
    add(batch, sel, n, records, bases) {
      const { data, nulls } = batch.cols[column] as { data: Int32Array; nulls: Uint8Array | null }
      const { ints } = records
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        if (nulls !== null && nulls[i] === 1) continue
        const to = bases[j]! + at
        add64(ints, to, data[2 * i]!, data[2 * i + 1]!)
        ints[to + 2] = 1
      }
    },
    merge(source, from, target, to, n) {
      for (let j = 0; j < n; j++) {
        const [s, t] = [from[j]! + at, to[j]! + at]
        add64(target.ints, t, source.ints[s]!, source.ints[s + 1]!)
        target.ints[t + 2] = target.ints[t + 2]! | source.ints[s + 2]!
      }
    },
    write(records, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        const base = bases[j]! + at
        if (records.ints[base + 2] === 0) out.setNull(row + j)
        else {
          out.data[2 * (row + j)] = records.ints[base]!
          out.data[2 * (row + j) + 1] = records.ints[base + 1]!
          out.nulls[row + j] = 0
        }
      }
    },
  }
}

/** DOUBLE and FLOAT: the sum, and whether there was a value. A FLOAT is rounded after every addition. */
export function sumDouble(type: FieldType): (at: number, column: number) => Accumulator {
  const single = type.t === 'FLOAT'
  return (at, column) => {
    const slot = at >> 1
    return {
      words: 4,
      add(batch, sel, n, records, bases) {
        const { data, nulls } = batch.cols[column] as { data: Float64Array; nulls: Uint8Array | null }
        const { doubles, ints } = records
        for (let j = 0; j < n; j++) {
          const i = sel === null ? j : sel[j]!
          if (nulls !== null && nulls[i] === 1) continue
          const to = (bases[j]! >> 1) + slot
          const sum = doubles[to]! + data[i]!
          doubles[to] = single ? Math.fround(sum) : sum
          ints[bases[j]! + at + 2] = 1
        }
      },
      merge(source, from, target, to, n) {
        for (let j = 0; j < n; j++) {
          const t = (to[j]! >> 1) + slot
          const sum = target.doubles[t]! + source.doubles[(from[j]! >> 1) + slot]!
          target.doubles[t] = single ? Math.fround(sum) : sum
          target.ints[to[j]! + at + 2] = target.ints[to[j]! + at + 2]! | source.ints[from[j]! + at + 2]!
        }
      },
      write(records, bases, n, out, row) {
        for (let j = 0; j < n; j++) {
          if (records.ints[bases[j]! + at + 2] === 0) out.setNull(row + j)
          else {
            out.data[row + j] = records.doubles[(bases[j]! >> 1) + slot]!
            out.nulls[row + j] = 0
          }
        }
      },
    }
  }
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

/** Adds the values of a column of scaled or whole numbers to 128-bit sums; `seen` is called for every row that counts. */
export function addWide(
  column: { k: string; data: Int32Array; nulls: Uint8Array | null },
  sel: Int32Array | null,
  n: number,
  records: Records,
  bases: Int32Array,
  at: number,
  counter: number,
): void {
  const { data, nulls, k } = column
  const { ints, doubles } = records
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

/** DECIMAL: four words for the sum, two for the number of values. */
export function sumDecimal(result: DecimalType): (at: number, column: number) => Accumulator {
  return (at, column) => ({
    words: 6,
    add: (batch, sel, n, records, bases) => addWide(batch.cols[column] as never, sel, n, records, bases, at, at + 4),
    merge: (source, from, target, to, n) => mergeWide(source, from, target, to, n, at),
    write(records, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        const base = bases[j]! + at
        const sum = records.doubles[(base + 4) >> 1] === 0 ? null : read128(records.ints.subarray(base, base + 4), 0)
        if (sum === null || !fits(sum, result.precision)) out.setNull(row + j)
        else {
          write128(out.data as Int32Array, row + j, sum)
          out.nulls[row + j] = 0
        }
      }
    },
  })
}

export function mergeWide(
  source: Records,
  from: Int32Array,
  target: Records,
  to: Int32Array,
  n: number,
  at: number,
): void {
  for (let j = 0; j < n; j++) {
    const [s, t] = [from[j]! + at, to[j]! + at]
    add128(target.ints, t, source.ints[s]!, source.ints[s + 1]!, source.ints[s + 2]!, source.ints[s + 3]!)
    target.doubles[(t + 4) >> 1] = target.doubles[(t + 4) >> 1]! + source.doubles[(s + 4) >> 1]!
  }
}
