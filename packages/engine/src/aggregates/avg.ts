/** Means: of whole numbers a whole number (the sum in 64 bits, cut towards zero), of decimals a rounded decimal. */
import {
  bounded,
  type DecimalType,
  divideRounded,
  type FieldType,
  type Int,
  normal,
  powerOfTen,
  read128,
  write64,
  write128,
} from '@millrace/language'
import type { Accumulator } from './accumulator.ts'
import { wideSum } from './wideSum.ts'

/** Whole numbers: 128 bits collect the sum, of which the low 64 count, as Flink sums in BIGINT. */
export function avgInteger(result: FieldType): (at: number, column: number) => Accumulator {
  const shift = result.t === 'TINYINT' ? 24 : result.t === 'SMALLINT' ? 16 : 0
  if (result.t === 'BIGINT')
    return wideSum((ints, base, count, out, row) =>
      write64(out.data as Int32Array, row, wholeMean(ints[base]!, ints[base + 1]!, count)),
    )
  return wideSum((ints, base, count, out, row) => {
    out.data[row] = (Number(wholeMean(ints[base]!, ints[base + 1]!, count)) << shift) >> shift
  })
}

/** Decimals: the sum divided by the count at the scale of the result, rounded half away from zero. */
export function avgDecimal(argument: DecimalType, result: DecimalType): (at: number, column: number) => Accumulator {
  const factor = powerOfTen(result.scale - argument.scale)
  return wideSum((ints, base, count, out, row) => {
    const sum = read128(ints.subarray(base, base + 4), 0)
    const mean = bounded(normal(divideRounded(BigInt(sum) * factor, BigInt(count))), result.precision)
    if (mean === null) out.setNull(row)
    else write128(out.data as Int32Array, row, mean)
  })
}

/** DOUBLE and FLOAT. */
export function avgDouble(result: FieldType): (at: number, column: number) => Accumulator {
  const single = result.t === 'FLOAT'
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
          doubles[to] = doubles[to]! + data[i]!
          doubles[to + 1]!++
        }
      },
      retract(batch, sel, n, records, bases) {
        const { data, nulls } = batch.cols[column] as { data: Float64Array; nulls: Uint8Array | null }
        const { doubles } = records
        for (let j = 0; j < n; j++) {
          const i = sel === null ? j : sel[j]!
          if (nulls !== null && nulls[i] === 1) continue
          const to = (bases[j]! >> 1) + slot
          doubles[to] = doubles[to]! - data[i]!
          doubles[to + 1]!--
        }
      },
      merge(source, from, target, to, n) {
        for (let j = 0; j < n; j++) {
          const [s, t] = [(from[j]! >> 1) + slot, (to[j]! >> 1) + slot]
          target.doubles[t] = target.doubles[t]! + source.doubles[s]!
          target.doubles[t + 1] = target.doubles[t + 1]! + source.doubles[s + 1]!
        }
      },
      write(records, bases, n, out, row) {
        for (let j = 0; j < n; j++) {
          const base = (bases[j]! >> 1) + slot
          const count = records.doubles[base + 1]!
          if (count === 0) out.setNull(row + j)
          else {
            const mean = records.doubles[base]! / count
            out.data[row + j] = single ? Math.fround(mean) : mean
            out.nulls[row + j] = 0
          }
        }
      },
    }
  }
}

/** Sums below 2^51 and their quotients are exact in doubles; others are divided in full. */
const SAFE_HIGH = 2 ** 19

/** A sum of 64 bits divided by a count, without what is behind the point. */
function wholeMean(low: number, high: number, count: number): Int {
  if (high < SAFE_HIGH && high >= -SAFE_HIGH) {
    const sum = high * 4294967296 + (low >>> 0)
    return (sum - (sum % count)) / count
  }
  return normal(((BigInt(high) << 32n) | BigInt(low >>> 0)) / BigInt(count))
}
