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
  { name: 'd', ...typeOf('DATE') },
  { name: 't', ...typeOf('TIMESTAMP(3)') },
  { name: 'm', ...typeOf('TIME') },
  { name: 'a', ...typeOf('ARRAY<INT>') },
]
const row: Row = ['12.5x', null, 100, 'a(?=b)', 19000, 1_700_000_000_000, 36_000_000, [1, null]]

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

describe('dates and times', () => {
  test.each([
    ["t + INTERVAL '1' WEEK", '2023-11-21 22:13:20.000'],
    ["t + INTERVAL '1' QUARTER", '2024-02-14 22:13:20.000'],
    ["CAST(TIMESTAMP '2024-01-01 00:00:00.123456789' AS STRING)", '2024-01-01 00:00:00.123456000'],
    ["INTERVAL '100' HOUR", '+4 04:00:00.000'],
    ["INTERVAL '1' MILLISECOND", '+0 00:00:00.001'],
  ])('%s is %s', (text, value) => {
    expect(resultOf(text)).toBe(value)
  })
  test.each([
    'EXTRACT(HOUR FROM d)',
    'HOUR(d)',
    'FLOOR(d TO HOUR)',
    'FLOOR(m TO DAY)',
    'FLOOR(t TO ISOYEAR)',
    'TIMESTAMPADD(DOW, 1, t)',
  ])('%s is refused', (text) => {
    expect(page).toContain(`\`${text}\``)
    expect(refusal(text)).toBe('unit-not-in-type')
  })
})

describe('types', () => {
  test.each([
    ['COALESCE(d, t)', '2022-01-08 00:00:00.000'],
    ['IF(i IS NULL, a, a)', '[1, NULL]'],
    ["MAP['a', NULL]", '{a=NULL}'],
    ['CAST(a AS ARRAY<INT NOT NULL>)', '[1, NULL]'],
    ['TYPEOF(i)', 'INT'],
    ["JSON_VALUE('{}', 'lax $.a' DEFAULT s ON EMPTY)", '12.5x'],
  ])('%s is %s', (text, value) => {
    expect(resultOf(text)).toBe(value)
  })
  test('a number is no interval', () => {
    expect(refusal('CAST(1 AS INTERVAL DAY)')).toBe('cast-not-possible')
  })
})

test('texts', () => {
  expect(refusal("PRINTF('%s', d)")).toBe('argument-type')
  expect(resultOf("SHA2('a', 160)")).toBe('fails')
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
  expect(resultOf('s > p', row.with(0, '😀').with(3, '\uffff'))).toBe('TRUE')
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
