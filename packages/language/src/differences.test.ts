/** Every difference from Flink that docs/differences.md names for expressions. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkText } from './check.ts'
import { printSql } from './sql.ts'
import { typeOf } from './syntax/parseType.ts'
import { generatedOutcomes, interpretedOutcomes } from './testing/evaluate.ts'
import { formatTyped, type RowType } from './types.ts'
import { type Row, textOf, type Value } from './value.ts'

const page = readFileSync(fileURLToPath(new URL('../../../docs/differences.md', import.meta.url)), 'utf8')

const fields: RowType = [
  { name: 's', ...typeOf('STRING') },
  { name: 'i', ...typeOf('INT') },
  { name: 'c', ...typeOf('DECIMAL(5, 2)') },
  { name: 'p', ...typeOf('STRING') },
]
const row: Row = ['12.5x', null, 100, 'a(?=b)']

/** The text of the value by both ways of evaluating, or `fails`. */
function resultOf(text: string, values: readonly Value[] = row): string {
  const { expr, problems } = checkText(text, { fields })
  if (!expr) throw new Error(problems[0]?.message)
  const [interpreted, generated] = [
    interpretedOutcomes(expr, [values]),
    generatedOutcomes(expr, { fields, rows: [values] }),
  ]
  expect(generated).toEqual(interpreted)
  const [outcome] = interpreted
  if (!outcome || 'failed' in outcome) return 'fails'
  return outcome.value === null ? 'NULL' : textOf(outcome.value, expr.type)
}

const refusal = (text: string) =>
  checkText(text, { fields }).problems.find(({ severity }) => severity === 'error')?.code

describe('a literal gives what a column gives', () => {
  test.each([
    ['ARRAY[1, 2, 3][4]', 'NULL'],
    ["MAP['a', 1]['z']", 'NULL'],
    ['ELEMENT(ARRAY_REMOVE(ARRAY[1], 1))', 'NULL'],
    ['CAST(CAST(0.1 AS FLOAT) AS DOUBLE)', '0.10000000149011612'],
    ["UPPER('straße')", 'STRASSE'],
  ])('%s is %s', (text, value) => {
    expect(page).toContain(`\`${text}\``)
    expect(resultOf(text)).toBe(value)
  })
})

describe('NULL instead of a failing job', () => {
  test('a NULL beside a DECIMAL', () => {
    expect(resultOf('GREATEST(i, c)')).toBe('NULL')
    expect(resultOf('LEAST(i, c)')).toBe('NULL')
  })
  test('a NULL in a type that has none', () => {
    const { expr } = checkText("LPAD('a', 5, '')", { fields })
    expect(formatTyped(expr!)).toContain('NOT NULL')
    expect(resultOf("LPAD('a', 5, '')")).toBe('NULL')
  })
})

test('one character behind a number makes it no number', () => {
  expect(resultOf('TRY_CAST(s AS DECIMAL(5, 1))')).toBe('NULL')
  expect(resultOf('CAST(s AS DECIMAL(5, 1))')).toBe('fails')
})

test('an aggregate over one row is refused', () => {
  expect(refusal('PERCENTILE(1, 0.5)')).toBe('aggregate-not-allowed')
})

test('patterns that need going back are refused where they are written, and unreadable where they are data', () => {
  for (const pattern of ['a(?=b)', 'a(?!b)', '(?<=a)b', '(a)\\1']) {
    expect(refusal(`REGEXP(s, '${pattern}')`)).toBe('pattern')
    expect(refusal(`REGEXP_REPLACE(s, '${pattern}', '')`)).toBe('pattern')
  }
  expect(resultOf('REGEXP(s, p)')).toBe('FALSE')
  expect(resultOf('REGEXP_EXTRACT(s, p)')).toBe('NULL')
})

test('texts are in the order of code points', () => {
  expect(resultOf('s > p', ['😀', null, null, '\uffff'])).toBe('TRUE')
  expect(resultOf("GREATEST('😀', '\uffff')")).toBe('😀')
})

test('texts and expressions have bounds', () => {
  expect(resultOf("REPEAT('ab', 50000001)")).toBe('fails')
  expect(refusal(`'${'x'.repeat(50_000)}'`)).toBe('syntax-error')
  expect(refusal(`${'('.repeat(401)}1${')'.repeat(401)}`)).toBe('syntax-error')
})

test('intervals of many days are taken, and printed as SQL takes them', () => {
  const { expr } = checkText("INTERVAL '400' DAY", { fields })
  expect(printSql(expr!, () => '').sql).toContain('DAY(3)')
})

test.each([
  'CURRENT_WATERMARK',
  'SOURCE_WATERMARK',
  'PROCTIME',
  'STREAMRECORD_TIMESTAMP',
  'GROUPING',
  'OBJECT_OF',
  'EXISTS',
])('there is no %s', (name) => {
  expect(page).toContain(name)
  expect(refusal(`${name}(s)`)).toBe('function-not-found')
})
