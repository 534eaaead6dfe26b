/** Functions of text on bytes give what the same functions give on JavaScript strings. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkText } from '../check.ts'
import { generatedOutcomes, interpretedOutcomes } from '../testing/evaluate.ts'
import { STRING } from '../types.ts'
import type { Row } from '../value.ts'

const fields = [
  { name: 'a', type: STRING, nullable: true },
  { name: 'b', type: STRING, nullable: true },
]

const EXPRESSIONS = [
  'LOWER(a)',
  'UPPER(a)',
  'CHAR_LENGTH(a)',
  "CHAR_LENGTH(REPLACE(a, 'a', ''))",
  "CHAR_LENGTH(a) - CHAR_LENGTH(REPLACE(a, 'b', ''))",
  "CHAR_LENGTH(REPLACE(a, 'aa', 'éé😀'))",
  "CHAR_LENGTH(REPLACE(LOWER(a), 'é', ''))",
  "REPLACE(a, 'ab', 'é')",
  "REPLACE(LOWER(a), 'b', 'bb')",
  "SPLIT_INDEX(a, 'b', 0)",
  "SPLIT_INDEX(a, 'b', 2)",
  "SPLIT_INDEX(a, 'é', 1)",
  "SPLIT_INDEX(SPLIT_INDEX(a, 'b', 1), 'a', 0)",
  'SUBSTRING(a, 2)',
  'SUBSTRING(a, 0, 2)',
  'SUBSTRING(a, 3, 2)',
  "a || '-' || b",
  "CONCAT('(', a, UPPER(b), ')')",
  "CHAR_LENGTH(a || a) + CHAR_LENGTH(LOWER(b || 'É'))",
  "a LIKE '%ab%'",
  "a NOT LIKE 'a%b'",
  "a LIKE 'a%b%é'",
  "LOWER(a) LIKE '%'",
  "CASE WHEN LOWER(a) = 'ab' THEN '1' WHEN LOWER(a) = 'b' THEN UPPER(a) ELSE LOWER(a) || b END",
  "CASE WHEN b IS NULL THEN UPPER(a) WHEN UPPER(a) = UPPER(b) THEN 'same' ELSE UPPER(b) END",
]

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', 'é', 'É', '😀', 'ß', '-'), maxLength: 12 })
const rows = fc.array(fc.tuple(fc.option(letters), fc.option(letters)), { minLength: 1, maxLength: 30 })

test.each(EXPRESSIONS)('%s', (text) => {
  const { expr, problems } = checkText(text, { fields })
  expect(problems).toEqual([])
  fc.assert(
    fc.property(rows, (given) => {
      const values = given as Row[]
      expect(generatedOutcomes(expr!, { fields, rows: values })).toEqual(interpretedOutcomes(expr!, values))
    }),
    { numRuns: Number(process.env.MILLRACE_RUNS ?? 100) },
  )
})
