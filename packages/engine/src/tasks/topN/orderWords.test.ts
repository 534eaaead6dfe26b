import { type RowType, typeOf, type Value } from '@millrace/language'
import { toBatch } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layoutOf, Records, storeCell } from '../../state/layout.ts'
import { compareCells } from '../order.ts'
import { OrderWords } from './orderWords.ts'

const RUNS = Number(process.env.MILLRACE_RUNS ?? 200)

const wide = fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n })
const near = (value: fc.Arbitrary<bigint>) => fc.tuple(value, fc.bigInt({ min: -3n, max: 3n })).map(([a, b]) => a + b)
const exact = (value: bigint): Value => (BigInt(Number(value)) === value ? Number(value) : value)
const types: Record<string, fc.Arbitrary<Value>> = {
  BOOLEAN: fc.boolean(),
  INT: fc.oneof(fc.integer(), fc.constantFrom(16_777_216, 16_777_217, 16_777_218)),
  DOUBLE: fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 1e39, 1e40, -1e39)),
  BIGINT: near(fc.constantFrom(0n, 2n ** 53n, -(2n ** 53n), 2n ** 62n, -(2n ** 62n), 4_294_967_296n)).map(exact),
  'DECIMAL(38, 0)': near(fc.oneof(wide, fc.constantFrom(2n ** 64n, 2n ** 96n, 3n * 2n ** 64n, -(2n ** 66n)))).map(
    exact,
  ),
  STRING: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 9 }),
    fc.constantFrom('', 'a', 'a\0', 'same beginning 1', 'same beginning 2'),
  ),
}

describe.each(Object.entries(types))('of %s', (type, value) => {
  const row: RowType = [{ name: 'v', ...typeOf(type) }]
  const layout = layoutOf(row, 0)
  test.each([true, false])('a higher word is a better value; descending: %s', (descending) => {
    const order = new OrderWords({ column: 0, descending })
    const values = fc.array(fc.option(value, { nil: null, freq: 8 }), { minLength: 2, maxLength: 12 })
    fc.assert(
      fc.property(values, (values) => {
        const { cols } = toBatch(
          values.map((v) => ({ kind: '+I', row: [v] })),
          row,
        )
        const words = order.of(cols, null, values.length)
        const records = new Records(layout.end)
        const bases = values.map((_, i) => {
          const base = records.add()
          storeCell(records, layout.cells[0]!, cols[0]!, i, base)
          return base
        })
        for (let a = 0; a < values.length; a++)
          for (let b = 0; b < values.length; b++) {
            if (words[a]! <= words[b]!) continue
            const difference = compareCells(cols[0]!, a, records, layout.cells[0]!, bases[b]!)
            expect(
              descending ? difference : -difference,
              `${String(values[a])} and ${String(values[b])}`,
            ).toBeGreaterThan(0)
          }
      }),
      { numRuns: RUNS },
    )
  })
})

test('most values have words of their own', () => {
  const order = new OrderWords({ column: 0, descending: true })
  const values = Array.from({ length: 1000 }, (_, i) => [i * 37])
  const { cols } = toBatch(
    values.map((row) => ({ kind: '+I', row })),
    [{ name: 'v', ...typeOf('BIGINT') }],
  )
  expect(new Set(order.of(cols, null, values.length)).size).toBe(1000)
})
