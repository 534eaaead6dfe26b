import { expect, test } from 'vitest'
import { checkText } from './check.ts'
import { printSql } from './sql.ts'
import { typeOf } from './syntax/parseType.ts'
import type { RowType } from './types.ts'

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
