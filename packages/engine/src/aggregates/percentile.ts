/** Percentiles, exact and of numbers in buckets. */
import { logBuckets } from '@millrace/algebra'
import { type Column, type ColumnBuffer, type FieldType, type Json, read64, read128 } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Records } from '../state/layout.ts'
import type { Accumulator } from './accumulator.ts'
import { MemberWriter } from './collected.ts'
import { CountedNumbers } from './countedNumbers.ts'

/** PERCENTILE: every number that came, and how often it counts. */
export function percentile(
  { fractions, type }: { fractions: Json; type: FieldType },
  at: number,
  column: number,
  weight: number | undefined,
): Accumulator {
  return overNumbers(new CountedNumbers(at), { fractions, type, column, weight }, (value) => value)
}

/** The same of buckets of numbers, which are their middles on the way out. */
export function approxPercentile(
  { fractions, type, accuracy }: { fractions: Json; type: FieldType; accuracy: number },
  at: number,
  column: number,
): Accumulator {
  const { bucketOf, middleOf } = logBuckets(accuracy)
  return overNumbers(new CountedNumbers(at), { fractions, type, column, weight: undefined }, middleOf, bucketOf)
}

interface Source {
  fractions: Json
  type: FieldType
  column: number
  weight: number | undefined
}

function overNumbers(
  numbers: CountedNumbers,
  { fractions, type, column, weight }: Source,
  out: (key: number) => number,
  into?: (value: number) => number,
): Accumulator {
  const results = new Results(numbers, fractions, out)
  const count =
    (sign: number) => (batch: Batch, sel: Int32Array | null, n: number, records: Records, bases: Int32Array) => {
      const argument = batch.cols[column]!
      const weights = weight === undefined ? undefined : batch.cols[weight]!
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        if (argument.nulls !== null && argument.nulls[i] === 1) continue
        const times = weights === undefined ? 1 : weightAt(weights, i)
        const value = doubleAt(argument, i, type)
        if (times > 0) numbers.append(records, bases[j]!, into === undefined ? value : into(value), sign * times)
      }
    }
  return {
    words: numbers.words,
    add: count(1),
    retract: count(-1),
    merge: (source, from, target, to, n) => numbers.merge(source, from, target, to, n),
    write(records, bases, n, into, row) {
      for (let j = 0; j < n; j++) results.write(records, bases[j]!, into, row + j)
    },
    release: (records, base) => numbers.release(records, base),
  }
}

/** A number of any type as the nearest double. */
function doubleAt(column: Column, i: number, type: FieldType): number {
  switch (column.k) {
    case 'i64': {
      const value = read64(column.data, i)
      return type.t === 'DECIMAL' ? scaled(value, type.scale) : Number(value)
    }
    case 'i128':
      return scaled(read128(column.data, i), (type as { scale: number }).scale)
    default:
      return (column as { data: Int32Array | Float64Array }).data[i]!
  }
}

const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

/** Safe numbers and powers of ten below 10^23 are exact, so one division rounds correctly; others go by their digits. */
const scaled = (value: number | bigint, scale: number): number =>
  typeof value === 'number' && scale < POWERS.length ? value / POWERS[scale]! : Number(`${value}e${-scale}`)

/** How often a row counts; not at all when it is not known. */
function weightAt(column: Column, i: number): number {
  if (column.nulls !== null && column.nulls[i] === 1) return 0
  return column.k === 'i64' ? Number(read64(column.data, i)) : (column as { data: Int32Array }).data[i]!
}

/** Results for one fraction, or for several as an array. */
class Results {
  private readonly numbers: CountedNumbers
  private readonly fractions: readonly number[]
  private readonly array: MemberWriter | undefined
  private readonly out: (key: number) => number

  constructor(numbers: CountedNumbers, fractions: Json, out: (key: number) => number) {
    this.numbers = numbers
    this.fractions = (Array.isArray(fractions) ? fractions : [fractions]) as number[]
    this.array = Array.isArray(fractions) ? new MemberWriter({ t: 'DOUBLE' }) : undefined
    this.out = out
  }

  write(records: Records, base: number, into: ColumnBuffer, row: number): void {
    const total = this.numbers.total(records, base)
    if (total <= 0) return into.setNull(row)
    this.numbers.sort(records, base)
    into.nulls[row] = 0
    if (!this.array) {
      into.data[row] = this.at(records, base, this.fractions[0]!, total)
      return
    }
    this.array.begin()
    for (const fraction of this.fractions) {
      this.array.separate()
      this.array.cell.data[0] = this.at(records, base, fraction, total)
      this.array.write()
    }
    this.array.finish(into, row)
  }

  private at(records: Records, base: number, fraction: number, total: number): number {
    return this.numbers.read(records, base, fraction * (total - 1) + 1, this.out)
  }
}
