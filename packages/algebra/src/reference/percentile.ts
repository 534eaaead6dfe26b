/** Percentiles by sorting everything, as Flink's PercentileAggFunction defines them. */
import type { FieldType, Int, Json, Row, Value } from '@millrace/language'
import { logBuckets } from '../aggregates/logBuckets.ts'

/** Rows of a value and, where there is one, how often it counts. */
export function percentile(rows: readonly Row[], type: FieldType, fractions: Json): Value {
  const counted = rows.filter(([value, weight = 1]) => value !== null && weight !== null && (weight as Int) > 0)
  return interpolated(
    counted.map(([value, weight = 1]) => [toDouble(value!, type), Number(weight)]),
    fractions,
  )
}

export function approxPercentile(values: readonly Value[], type: FieldType, fractions: Json, accuracy: number): Value {
  const { bucketOf, middleOf } = logBuckets(accuracy)
  const middles = values.map((value) => middleOf(bucketOf(toDouble(value, type))))
  return interpolated(
    middles.map((middle) => [middle, 1]),
    fractions,
  )
}

/** A number as the nearest double. */
export function toDouble(value: Value, type: FieldType): number {
  return type.t === 'DECIMAL' ? Number(`${value}e${-type.scale}`) : Number(value)
}

function interpolated(counts: readonly (readonly [number, number])[], fractions: Json): Value {
  const sorted: [number, number][] = []
  for (const [value, n] of counts.toSorted(([a], [b]) => compareDoubles(a, b))) {
    const last = sorted.at(-1)
    if (last && compareDoubles(last[0], value) === 0) last[1] += n
    else sorted.push([value, n])
  }
  const total = sorted.reduce((sum, [, n]) => sum + n, 0)
  if (total === 0) return null
  const one = (fraction: Json) => at(sorted, (fraction as number) * (total - 1) + 1)
  return Array.isArray(fractions) ? fractions.map(one) : one(fractions)
}

/** The value at a position that counts from 1 and may lie between two. */
function at(sorted: readonly (readonly [number, number])[], position: number): number {
  const [lower, higher] = [Math.floor(position), Math.ceil(position)]
  let before = 0
  const index = sorted.findIndex(([, n]) => {
    before += n
    return before >= lower
  })
  const value = sorted[index]![0]
  return before >= higher ? value : (higher - position) * value + (position - lower) * sorted[index + 1]![0]
}

/** −0 before 0, NaN last (Java's Double.compare). */
function compareDoubles(a: number, b: number): number {
  if (a !== b) return a < b ? -1 : a > b ? 1 : Number(Number.isNaN(a)) - Number(Number.isNaN(b))
  return Number(Object.is(b, -0)) - Number(Object.is(a, -0))
}
