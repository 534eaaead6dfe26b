import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkText } from './check.ts'
import { printSql } from './sql.ts'
import { typeOf } from './syntax/parseType.ts'
import { sqlName } from './syntax/sqlType.ts'
import { interpretedOutcomes } from './testing/evaluate.ts'
import { recordedInput } from './testing/recorded.ts'
import { formatType, type RowType } from './types.ts'
import type { Json } from './value.ts'

const fields: RowType = [
  { name: 'amount', ...typeOf('DECIMAL(10, 2)') },
  { name: 'two words', ...typeOf('INT') },
  { name: 'at', ...typeOf('TIMESTAMP(3)') },
]

function sqlOf(text: string): string {
  const { expr, problems } = checkText(text, { fields })
  if (!expr) throw new Error(problems[0]?.message)
  return printSql(expr, (index) => `\`${fields[index]!.name}\``).sql
}

test.each([
  // What the checker converts, Flink converts too.
  ['amount > 100 AND `two words` = 1.5', '((`amount` > 100) AND (`two words` = 1.5))'],
  ["at >= '2024-01-01 00:00:00'", "(`at` >= '2024-01-01 00:00:00')"],
  ['CAST(NULL AS DECIMAL(5, 1))', 'CAST(NULL AS DECIMAL(5, 1))'],
  ['9223372036854775807', '9223372036854775807'],
  ['CAST(9 AS TINYINT)', 'CAST(9 AS TINYINT)'],
  ['1.50', '1.50'],
  ['1e3', '1000.0E0'],
  ["X'0aff'", "X'0aff'"],
  ["'it''s'", "'it''s'"],
  ["at + INTERVAL '90' MINUTE", "(`at` + INTERVAL '90' MINUTE)"],
  ["at - INTERVAL '36' HOUR", "(`at` - INTERVAL '36' HOUR)"],
  ["at + INTERVAL '400' DAY", "(`at` + INTERVAL '400 00:00:00.000' DAY(3) TO SECOND)"],
  ["at + INTERVAL '5000' DAY", "(`at` + (INTERVAL '1' DAY * 5000 + INTERVAL '0' DAY))"],
  ["at + INTERVAL '500-11' YEAR TO MONTH", "(`at` + INTERVAL '500-11' YEAR(4) TO MONTH)"],
  ["CASE `two words` WHEN 1 THEN 'a' END", "CASE WHEN (`two words` = 1) THEN 'a' ELSE CAST(NULL AS CHAR(1)) END"],
])('%s is %s', (text, sql) => {
  expect(sqlOf(text)).toBe(sql)
})

test('what Flink SQL does not have is named with the reason', () => {
  const { expr } = checkText("URL_HOST('https://example.com/') || MASK_EMAIL('a@b.c')", { fields })
  expect(printSql(expr!, () => '').beyond).toEqual([
    { fn: 'URL_HOST', reason: expect.stringContaining('Flink SQL') },
    { fn: 'MASK_EMAIL', reason: expect.stringContaining('Flink SQL') },
  ])
})

interface Recorded {
  columns: Record<string, string>
  rows: Record<string, Json>[]
  expressions: { expr: string }[]
}

/** Recorded expressions over columns, with the rows they were evaluated on. */
function recordedOnColumns(): Recorded[] {
  const folder = fileURLToPath(new URL('../../../vectors/expressions', import.meta.url))
  return readdirSync(folder).flatMap((file): Recorded[] => {
    const content = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Recorded | Json[]
    return Array.isArray(content) ? [] : [content]
  })
}

test('printed SQL means what was printed, on every row of every recorded expression', () => {
  let compared = 0
  for (const { columns, rows, expressions } of recordedOnColumns()) {
    const row: RowType = Object.entries(columns).map(([name, type]) => ({ name, ...typeOf(type) }))
    const values = rows.map((given) => row.map(({ name, type }) => recordedInput(given[name], type)))
    for (const { expr: text } of expressions) {
      const { expr } = checkText(text, { fields: row })
      if (!expr) continue
      const { sql, beyond } = printSql(expr, (index) => sqlName(row[index]!.name))
      if (beyond.length > 0 || sql.includes('VARIANT')) continue
      const again = checkText(sql, { fields: row })
      expect({ text, sql, problems: again.expr ? [] : again.problems }).toEqual({ text, sql, problems: [] })
      expect(formatType(again.expr!.type)).toBe(formatType(expr.type))
      expect({ text, outcomes: interpretedOutcomes(again.expr!, values) }).toEqual({
        text,
        outcomes: interpretedOutcomes(expr, values),
      })
      compared++
    }
  }
  expect(compared).toBeGreaterThan(100)
})
