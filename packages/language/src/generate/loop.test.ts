import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkText } from '../check.ts'
import { type Column, ColumnBuffer, columnKind, readCell } from '../column.ts'
import { DataError, type Environment } from '../functions/definition.ts'
import { interpret } from '../interpret.ts'
import type { TExpr } from '../syntax/expr.ts'
import { typeOf } from '../syntax/parseType.ts'
import { UTC } from '../time/zone.ts'
import type { RowType } from '../types.ts'
import type { Row, Value } from '../value.ts'
import { compileLoop, type FailedRows, type Step } from './loop.ts'

const environment: Environment = { zone: UTC, now: () => 1_700_000_000_000, random: () => 0.5 }

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

function columnsOf(rows: readonly Row[]): Column[] {
  return FIELDS.map(({ type }, index) => {
    const buffer = new ColumnBuffer(columnKind(type), Math.max(1, rows.length))
    for (const [at, values] of rows.entries()) buffer.put(at, values[index]!, type)
    return buffer.column()
  })
}

/** Runs one step over the rows as generated code. */
function generated(
  step: Step,
  rows: readonly Row[],
  selection: Int32Array | null,
): { kept: number[]; values: Value[][]; failed: [number, string][] } {
  const columns = columnsOf(rows)
  const loop = compileLoop(
    FIELDS,
    step,
    { nulls: columns.map(({ nulls }) => nulls !== null), selected: selection !== null },
    environment,
  )
  const failures: FailedRows = {
    message: '',
    n: 0,
    rows: new Int32Array(rows.length),
    steps: new Int32Array(rows.length),
    messages: [],
  }
  const out = {
    buffers: loop.buffers.map((kind) => new ColumnBuffer(kind, Math.max(1, rows.length))),
    selections: loop.steps.map(() => new Int32Array(rows.length)),
    counts: new Int32Array(loop.steps.length),
    failures,
  }
  loop.run(columns, selection?.length ?? rows.length, selection, out)
  const { places, selection: own } = loop.steps[0]!
  const kept = own < 0 ? [...(selection ?? rows.keys())] : [...out.selections[own]!.subarray(0, out.counts[0])]
  const values = kept.map((at) =>
    places.map((place, k) =>
      readCell(
        'input' in place ? columns[place.input]! : out.buffers[place.buffer]!.column(),
        at,
        step.fields[k]!.type,
      ),
    ),
  )
  return {
    kept,
    values,
    failed: Array.from({ length: failures.n }, (_, k) => [failures.rows[k]!, failures.messages[k]!]),
  }
}

/** The same, row by row. */
function interpreted(step: Step, rows: readonly Row[], selection: Int32Array | null): ReturnType<typeof generated> {
  const where = step.where && interpret(step.where, environment)
  const fields = step.fields.map((field) => interpret(field, environment))
  const result: ReturnType<typeof generated> = { kept: [], values: [], failed: [] }
  for (const at of selection ?? rows.keys()) {
    try {
      if (where && where(rows[at]!) !== true) continue
      const values = fields.map((field) => field(rows[at]!))
      result.kept.push(at)
      result.values.push(values)
    } catch (problem) {
      if (!(problem instanceof DataError)) throw problem
      result.failed.push([at, problem.message])
    }
  }
  return result
}

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
        expect(generated(step, rows, selection)).toEqual(interpreted(step, rows, selection))
      },
    ),
    { numRuns: runs },
  )
})

test('a failing row leaves with its reason and the others stay', () => {
  const step: Step = { fields: [checked('10 / i')], children: [], end: true }
  const rows = [1, 0, 5].map(
    (i): Row => FIELDS.map(({ name }) => (name === 'i' ? i : name === 't' ? '' : name === 'j' ? 0 : null)),
  )
  expect(generated(step, rows, null)).toEqual({ kept: [0, 2], values: [[10], [2]], failed: [[1, 'Division by zero.']] })
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
  const columns = columnsOf(rows)
  const loop = compileLoop(
    FIELDS,
    step,
    { nulls: columns.map(({ nulls }) => nulls !== null), selected: false },
    environment,
  )
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
