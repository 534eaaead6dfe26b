import { BIGINT, type Column, ColumnBuffer, INT, type RowType, readCell } from '@millrace/language'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gatherAll } from './gather.ts'
import { layoutOf, Records, storeColumn } from './layout.ts'

const runs = Number(process.env.MILLRACE_RUNS ?? 100)

/** Numbers of 32 and of 64 bits, some columns with NULL and some without. */
const table = fc.array(fc.record({ long: fc.boolean(), nullable: fc.boolean() }), { minLength: 1, maxLength: 9 })
const numbers = fc.array(fc.option(fc.maxSafeInteger(), { freq: 4, nil: null }), { minLength: 1, maxLength: 40 })

test('all columns of records are read as they were written, in any order of the records', () => {
  fc.assert(
    fc.property(table, numbers, fc.infiniteStream(fc.nat()), (columns, values, places) => {
      const row: RowType = columns.map(({ long }, c) => ({ name: `c${c}`, type: long ? BIGINT : INT, nullable: true }))
      const given = (c: number, i: number) => {
        const value = values[(i + 7 * c) % values.length]!
        if (value === null) return columns[c]!.nullable ? null : c
        return columns[c]!.long ? value : value | 0
      }
      const written = row.map(({ type }, c): Column => {
        const buffer = new ColumnBuffer(columns[c]!.long ? 'i64' : 'i32')
        for (let i = 0; i < values.length; i++) {
          const value = given(c, i)
          if (value === null) buffer.setNull(i)
          else buffer.put(i, value, type)
        }
        return buffer.column()
      })
      const layout = layoutOf(row, 0)
      const records = new Records(layout.end)
      const all = Int32Array.from(values, (_, i) => i)
      const bases = Int32Array.from(values, () => records.add())
      for (const [c, cell] of layout.cells.entries()) storeColumn(records, cell, written[c]!, all, bases, values.length)

      const asked = Array.from(values, () => places.next().value % values.length)
      const read = gatherAll(
        records,
        layout.cells,
        Int32Array.from(asked, (i) => bases[i]! + 1),
        asked.length,
        row.map((_, c) => new ColumnBuffer(columns[c]!.long ? 'i64' : 'i32')),
      )
      for (const [c, { type }] of row.entries())
        expect(asked.map((_, j) => readCell(read[c]!, j, type))).toEqual(asked.map((i) => given(c, i)))
    }),
    { numRuns: runs },
  )
})
