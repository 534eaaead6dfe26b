import { type Column, ColumnBuffer } from '@millrace/language'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Batch } from '../batch.ts'
import { conditionsOf, markEntries, type News } from './masks.ts'
import { Selected } from './selected.ts'

const RUNS = Number(process.env.MILLRACE_RUNS ?? 200)
const ROWS = 12

type Truth = boolean | null
const column = (values: readonly Truth[]): Column => {
  const buffer = new ColumnBuffer('bool', ROWS)
  for (const [i, value] of values.entries()) {
    if (value === null) buffer.setNull(i)
    else buffer.data[i] = Number(value)
  }
  return buffer.column()
}

const truths = (value: fc.Arbitrary<Truth>) => fc.array(value, { minLength: ROWS, maxLength: ROWS })
const condition = fc.oneof(
  fc.constant(undefined),
  truths(fc.boolean()),
  truths(fc.oneof(fc.boolean(), fc.constant(null))),
)
/** Conditions, the chosen rows, and the entry of each row. */
const cases = fc.tuple(
  fc.array(condition, { minLength: 1, maxLength: 7 }),
  fc.uniqueArray(fc.nat(ROWS - 1)),
  fc.array(fc.nat(3), { minLength: ROWS, maxLength: ROWS }),
)

test('a row brings a value to those aggregates that count it and have not done so before', () => {
  fc.assert(
    fc.property(cases, ([conditions, rows, entryOf]) => {
      const cols = conditions.map((values) => column(values ?? []))
      const batch: Batch = { cols, rows: ROWS, n: ROWS, sel: null, kinds: null, minTime: 0, maxTime: 0 }
      const chosen = new Selected()
      chosen.begin(ROWS)
      for (const row of rows) chosen.add(row, 0)
      const entries = Int32Array.from(rows, (row) => 2 * entryOf[row]!)
      const words = new Int32Array(8)
      const news: News = { masks: new Int32Array(ROWS), places: new Int32Array(ROWS), count: 0 }
      const asked = conditions.map((values, c) => (values ? c : undefined))
      const any = markEntries(conditionsOf(asked, batch), chosen, words, entries, 1, news)

      const known = new Set<string>()
      const wanted = rows.map((row) =>
        conditions.reduce((bits, values, c) => {
          const counts = values === undefined || values[row] === true
          const id = `${entryOf[row]} ${c}`
          if (!counts || known.has(id)) return bits
          known.add(id)
          return bits | (1 << c)
        }, 0),
      )
      expect([...news.masks.subarray(0, rows.length)]).toEqual(wanted)
      expect(any).toBe(wanted.reduce((all, bits) => all | bits, 0))
      const places = [...news.places.subarray(0, news.count)]
      expect(places).toEqual(wanted.flatMap((bits, j) => (bits === 0 ? [] : [j])))
    }),
    { numRuns: RUNS },
  )
})
