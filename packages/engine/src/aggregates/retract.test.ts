import type { Aggregate } from '@millrace/algebra'
import { aggregate } from '@millrace/algebra/reference'
import { ColumnBuffer, columnKind, formatType, type RowType, readCell, typeOf, type Value } from '@millrace/language'
import { toBatch } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Records } from '../state/layout.ts'
import { createContext } from './aggregation.ts'
import { createAccumulator } from './create.ts'

const RUNS = Number(process.env.MILLRACE_RUNS ?? 100)
const GROUPS = 3

const int = (most: number) => fc.integer({ min: -most - 1, max: most })
const wide = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => normal(value))
const normal = (value: bigint): Value =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
/** Multiples of 1/8 are exact, so that the order in which they are put together does not show. */
const eighths = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 8)

const values: Record<string, fc.Arbitrary<Value>> = {
  TINYINT: int(127),
  SMALLINT: int(32767),
  INT: int(2147483647),
  BIGINT: fc.oneof(int(1000), wide),
  FLOAT: fc.integer({ min: -1000, max: 1000 }).map((value) => value / 8),
  DOUBLE: eighths,
  'DECIMAL(10, 2)': int(9_999_999_998),
  'DECIMAL(38, 4)': fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n }).map((value) => normal(value)),
}

/** A row that is added to a group; or, with `back` and rows there, which of them is taken back. */
const steps = (value: fc.Arbitrary<Value>) =>
  fc.array(
    fc.record({
      group: fc.nat(GROUPS - 1),
      value: fc.option(value, { freq: 5, nil: null }),
      back: fc.option(fc.nat(50), { nil: undefined }),
    }),
    { maxLength: 60 },
  )

function aggregateOf(fn: string, type: string): { aggregate: Aggregate; row: RowType } {
  const argument = typeOf(type)
  const exact = argument.type.t === 'DECIMAL'
  const result = fn === 'count' ? 'BIGINT' : !exact ? type : `DECIMAL(38, ${fn === 'avg' ? 6 : argument.type.scale})`
  return {
    aggregate: { fn, args: [0], as: 'result', result: typeOf(result) },
    row: [{ name: 'v', ...argument }],
  }
}

describe('what is taken back leaves no trace', () => {
  for (const fn of ['count', 'sum', 'avg']) {
    for (const [type, value] of Object.entries(values)) {
      test(`${fn} of ${type}`, () => {
        const { aggregate: wanted, row } = aggregateOf(fn, type)
        fc.assert(
          fc.property(steps(value), (history) => {
            const accumulator = createAccumulator(wanted, row, 0, createContext({ retracting: true }))
            const records = new Records(accumulator.words)
            const bases = Array.from({ length: GROUPS }, () => records.add())
            const groups: Value[][] = bases.map(() => [])
            for (const { group, value, back } of history) {
              const there = groups[group]!
              const from = back === undefined || there.length === 0 ? undefined : back % there.length
              const batch = toBatch([{ kind: '+I', row: [from === undefined ? value : there[from]!] }], row)
              const base = Int32Array.of(bases[group]!)
              if (from === undefined) {
                there.push(value)
                accumulator.add(batch, null, 1, records, base)
              } else {
                there.splice(from, 1)
                accumulator.retract!(batch, null, 1, records, base)
              }
            }
            const out = new ColumnBuffer(columnKind(wanted.result.type), GROUPS)
            accumulator.write(records, Int32Array.from(bases), GROUPS, out, 0)
            const results = groups.map((_, g) => readCell(out.column(), g, wanted.result.type))
            const expected = groups.map((there) =>
              aggregate(
                wanted,
                there.map((value) => [value]),
                row,
              ),
            )
            expect(results, formatType(wanted.result.type)).toEqual(expected)
          }),
          { numRuns: RUNS },
        )
      })
    }
  }
})

test('the first value of a sum of doubles is the sum: negative zero stays', () => {
  const { aggregate: wanted, row } = aggregateOf('sum', 'DOUBLE')
  const accumulator = createAccumulator(wanted, row, 0, createContext({ retracting: true }))
  const records = new Records(accumulator.words)
  const bases = Int32Array.of(records.add())
  accumulator.add(toBatch([{ kind: '+I', row: [-0] }], row), null, 1, records, bases)
  const out = new ColumnBuffer('f64', 1)
  accumulator.write(records, bases, 1, out, 0)
  expect(out.data[0]).toBe(-0)
})

test('rounding errors of doubles stay, as in Flink, while a value is left', () => {
  const { aggregate: wanted, row } = aggregateOf('sum', 'DOUBLE')
  const accumulator = createAccumulator(wanted, row, 0, createContext({ retracting: true }))
  const records = new Records(accumulator.words)
  const bases = Int32Array.of(records.add())
  const one = (value: number) => toBatch([{ kind: '+I', row: [value] }], row)
  accumulator.add(one(0.1), null, 1, records, bases)
  accumulator.add(one(0.2), null, 1, records, bases)
  accumulator.retract!(one(0.1), null, 1, records, bases)
  const out = new ColumnBuffer('f64', 1)
  accumulator.write(records, bases, 1, out, 0)
  expect(out.data[0]).toBe(0.1 + 0.2 - 0.1)
})
