import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkText } from '../check.ts'
import { ColumnBuffer } from '../column.ts'
import type { TExpr } from '../syntax/expr.ts'
import { typeOf } from '../syntax/parseType.ts'
import { columnsOfRows, runGenerated, runInterpreted, STILL } from '../testing/evaluate.ts'
import type { RowType } from '../types.ts'
import type { Row, Value } from '../value.ts'
import { compileLoop, type Step } from './loop.ts'

const FIELDS: RowType = Object.entries({
  i: 'INT',
  j: 'INT NOT NULL',
  b: 'BIGINT',
  d: 'DOUBLE',
  p: 'DECIMAL(10, 2)',
  q: 'DECIMAL(30, 4)',
  s: 'STRING',
  t: 'STRING NOT NULL',
  x: 'BOOLEAN',
  y: 'BOOLEAN',
  ts: 'TIMESTAMP(3)',
  dt: 'DATE',
}).map(([name, type]) => ({ name, ...typeOf(type) }))

const arbitraries: Record<string, fc.Arbitrary<Value>> = {
  i: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer()),
  j: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer()),
  b: fc.oneof(
    fc.integer(),
    fc
      .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
      .map((n) => (n === BigInt(Number(n)) && Number.isSafeInteger(Number(n)) ? Number(n) : n)),
  ),
  d: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double()),
  p: fc.integer({ min: -9999999999, max: 9999999999 }),
  q: fc
    .bigInt({ min: -(10n ** 30n - 1n), max: 10n ** 30n - 1n })
    .map((n) => (Number.isSafeInteger(Number(n)) ? Number(n) : n)),
  s: fc.oneof(fc.constantFrom('', 'a', 'ab', 'b', '12', ' 7 ', 'ä😀'), fc.string({ unit: 'grapheme', maxLength: 8 })),
  t: fc.oneof(fc.constantFrom('', 'a', 'ab', 'b', '12'), fc.string({ maxLength: 40 })),
  x: fc.boolean(),
  y: fc.boolean(),
  ts: fc.integer({ min: -1e11, max: 2e12 }),
  dt: fc.integer({ min: -5000, max: 30000 }),
}

const row: fc.Arbitrary<Row> = fc.tuple(
  ...FIELDS.map(({ name, nullable }) =>
    nullable ? fc.option(arbitraries[name]!, { nil: null, freq: 4 }) : arbitraries[name]!,
  ),
) as fc.Arbitrary<Row>

function checked(text: string): TExpr {
  const { expr, problems } = checkText(text, { fields: FIELDS })
  if (!expr) throw new Error(`${text}: ${problems[0]?.message}`)
  return expr
}

const NUMBERS = [
  'i',
  'j',
  'b',
  'd',
  'p',
  'q',
  'CAST(i AS BIGINT)',
  'CAST(p AS DOUBLE)',
  'CAST(b AS INT)',
  '7',
  '-3',
  '2.50',
  '0',
  'CHAR_LENGTH(t)',
  'EXTRACT(YEAR FROM ts)',
]
const TEXTS = [
  's',
  't',
  "'a'",
  "''",
  's || t',
  'UPPER(s)',
  'SUBSTRING(t, 2)',
  'CAST(i AS STRING)',
  'TRIM(s)',
  "COALESCE(s, 'none')",
]
const COMPARED = ['=', '<>', '<', '<=', '>', '>=']

const numberText: fc.Arbitrary<string> = fc.letrec<{ n: string }>((tie) => ({
  n: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...NUMBERS),
    fc
      .tuple(tie('n'), fc.constantFrom('+', '-', '*', '/', '%'), tie('n'))
      .filter(([, op]) => op !== '%')
      .map((parts) => `(${parts.join(' ')})`),
    tie('n').map((n) => `(- ${n})`),
    tie('n').map((n) => `ABS(${n})`),
    fc.tuple(tie('n'), tie('n')).map(([a, b]) => `CASE WHEN x THEN ${a} ELSE ${b} END`),
    fc.tuple(tie('n'), tie('n')).map(([a, b]) => `COALESCE(${a}, ${b})`),
    fc.tuple(tie('n'), tie('n')).map(([a, b]) => `NULLIF(${a}, ${b})`),
  ),
})).n

const conditionText: fc.Arbitrary<string> = fc.letrec<{ c: string }>((tie) => ({
  c: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      'x',
      'y',
      'TRUE',
      'x IS NULL',
      's IS NOT NULL',
      "t LIKE 'a%'",
      "s IN ('a', 'b')",
      'i IN (1, j, 3)',
      'i BETWEEN j AND 3',
      "ts > TIMESTAMP '2001-01-01 00:00:00'",
      "dt = DATE '1970-01-02'",
    ),
    fc.tuple(numberText, fc.constantFrom(...COMPARED), numberText).map((parts) => `(${parts.join(' ')})`),
    fc
      .tuple(fc.constantFrom(...TEXTS), fc.constantFrom(...COMPARED), fc.constantFrom(...TEXTS))
      .map((parts) => `(${parts.join(' ')})`),
    fc.tuple(fc.constantFrom(...TEXTS), fc.constantFrom(...TEXTS)).map(([a, b]) => `(${a} IS NOT DISTINCT FROM ${b})`),
    fc.tuple(tie('c'), fc.constantFrom('AND', 'OR'), tie('c')).map((parts) => `(${parts.join(' ')})`),
    tie('c').map((c) => `(NOT ${c})`),
    tie('c').map((c) => `(${c} IS NOT TRUE)`),
    tie('c').map((c) => `(${c} IS FALSE)`),
  ),
})).c

const fieldText = fc.oneof(
  numberText,
  conditionText,
  fc.constantFrom(
    ...TEXTS,
    's',
    'i',
    'CAST(s AS INT)',
    'CAST(ts AS DATE)',
    "ts + INTERVAL '1' MONTH",
    'FLOOR(ts TO HOUR)',
    'ROUND(p, 1)',
    'CAST(q AS DECIMAL(12, 1))',
    "DATE_FORMAT(ts, 'yyyy-MM-dd')",
  ),
)

const runs = Number(process.env.MILLRACE_RUNS ?? 400)

test('generated code and the interpreter agree on every row, kept, dropped or failed', () => {
  fc.assert(
    fc.property(
      fc.option(conditionText, { nil: undefined }),
      fc.array(fieldText, { minLength: 1, maxLength: 3 }),
      fc.array(row, { maxLength: 12 }),
      fc.boolean(),
      (where, fields, rows, selected) => {
        let step: Step
        try {
          step = { ...(where && { where: checked(where) }), fields: fields.map(checked), children: [], end: true }
        } catch {
          return // The random text does not fit the types.
        }
        const selection = selected ? Int32Array.from(rows.keys()).filter((at) => at % 2 === 0) : null
        const input = { fields: FIELDS, rows, selection }
        expect(runGenerated(step, input)).toEqual(runInterpreted(step, input))
      },
    ),
    { numRuns: runs },
  )
})

/** Calls that fail on some rows, are NULL on others, or are texts put together: the same few stand in and outside of branches. */
const SHARED = [
  'i / j',
  '10 / i',
  'CAST(s AS INT)',
  '(b + j) / i',
  'NULLIF(i, j)',
  'CHAR_LENGTH(s || t)',
  'i / j + 10 / i',
]
const LAZY: readonly ((a: string, b: string, c: string) => string)[] = [
  (a, b, c) => `CASE WHEN ${a} > 0 THEN ${b} WHEN x THEN ${c} ELSE ${a} END`,
  (a, b, c) => `CASE WHEN x THEN ${b} WHEN ${a} < 3 THEN ${b} ELSE ${c} END`,
  (a, b, c) => `COALESCE(${a}, ${b}, ${c})`,
  (a, b, c) => `IF(x AND ${a} > 0, ${b}, ${c})`,
  (a, b, c) => `IF(y OR ${a} > ${b}, ${c}, ${a})`,
  (a, b, c) => `IF(${a} IN (1, ${b}) OR NOT x, ${c}, 0)`,
  (a, b, c) => `IF(${a} BETWEEN ${b} AND ${c}, 1, ${b})`,
  (a, b, c) => `NULLIF(${a}, IF(x, ${b}, ${c}))`,
]
const shared = fc.letrec<{ n: string }>((tie) => ({
  n: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...SHARED),
    fc.tuple(fc.constantFrom(...LAZY), tie('n'), tie('n'), tie('n')).map(([form, a, b, c]) => form(a, b, c)),
    fc.tuple(tie('n'), tie('n')).map(([a, b]) => `(${a} + ${b})`),
  ),
})).n

test('a call that stands in several branches is computed where it is reached, and fails nowhere else', () => {
  fc.assert(
    fc.property(
      fc.option(shared, { nil: undefined }),
      fc.array(shared, { minLength: 1, maxLength: 4 }),
      fc.array(row, { minLength: 1, maxLength: 12 }),
      (where, fields, rows) => {
        const step: Step = {
          ...(where && { where: checked(`${where} > 0`) }),
          fields: fields.map(checked),
          children: [],
          end: true,
        }
        const input = { fields: FIELDS, rows }
        expect(runGenerated(step, input)).toEqual(runInterpreted(step, input))
      },
    ),
    { numRuns: runs },
  )
})

test('a plan keeps the sign of a zero, so calls that differ in nothing else are two', () => {
  const expr = checked('CAST(d * 0e0 AS STRING) || CAST(d * -0e0 AS STRING)')
  expect(JSON.parse(JSON.stringify(expr))).toStrictEqual(expr)
  const two: Row = FIELDS.map(({ name }) => (name === 'd' ? 2 : name === 't' ? '' : name === 'j' ? 0 : null))
  const step: Step = { fields: [expr], children: [], end: true }
  expect(runGenerated(step, { fields: FIELDS, rows: [two] }).values).toEqual([['0.0-0.0']])
})

test('a failing row leaves with its reason and the others stay', () => {
  const step: Step = { fields: [checked('10 / i')], children: [], end: true }
  const rows = [1, 0, 5].map(
    (i): Row => FIELDS.map(({ name }) => (name === 'i' ? i : name === 't' ? '' : name === 'j' ? 0 : null)),
  )
  expect(runGenerated(step, { fields: FIELDS, rows })).toEqual({
    kept: [0, 2],
    values: [[10], [2]],
    failed: [[1, 'Division by zero.']],
  })
})

test('children run on the fields of their parent, each with its own selection', () => {
  const half: Step = {
    where: {
      k: 'call',
      fn: '>',
      args: [
        { k: 'col', index: 0, ...typeOf('INT') },
        { k: 'lit', value: 1, ...typeOf('INT') },
      ],
      ...typeOf('BOOLEAN'),
    },
    fields: [{ k: 'col', index: 0, ...typeOf('INT') }],
    children: [],
    end: true,
  }
  const step: Step = { fields: [checked('j * 2')], children: [half], end: true }
  const rows = [0, 1, 2].map((j): Row => FIELDS.map(({ name }) => (name === 'j' ? j : name === 't' ? '' : null)))
  const columns = columnsOfRows(FIELDS, rows)
  const loop = compileLoop(FIELDS, step, { nulls: columns.map(({ nulls }) => nulls !== null), selected: false }, STILL)
  const out = {
    buffers: loop.buffers.map((kind) => new ColumnBuffer(kind, 3)),
    selections: loop.steps.map(() => new Int32Array(3)),
    counts: new Int32Array(2),
    failures: { message: '', n: 0, rows: new Int32Array(3), steps: new Int32Array(3), messages: [] },
  }
  loop.run(columns, 3, null, out)
  expect([...out.counts]).toEqual([3, 2])
  expect([...out.selections[1]!.subarray(0, 2)]).toEqual([1, 2])
  expect(loop.steps.map(({ selection }) => selection)).toEqual([-1, 1])
  expect(loop.steps[1]!.places).toEqual(loop.steps[0]!.places)
})
