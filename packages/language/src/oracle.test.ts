/** Generated code = interpreter, over all functions with rows of edge values; folding changes nothing; the laws of three-valued logic. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkText } from './check.ts'
import { foldConstants } from './foldConstants.ts'
import { catalogue, definitionOf } from './functions/catalogue.ts'
import { mapColumns, type TExpr } from './syntax/expr.ts'
import { typeOf } from './syntax/parseType.ts'
import { rowOf } from './testing/arbitrary.ts'
import { generatedOutcomes, interpretedOutcomes, STILL } from './testing/evaluate.ts'
import { zoneOf } from './time/zone.ts'
import type { RowType } from './types.ts'
import { literalOf, type Row } from './value.ts'

const VECTORS = fileURLToPath(new URL('../../../vectors', import.meta.url))
const RUNS = Number(process.env.MILLRACE_RUNS ?? 600)
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'].map((name) => zoneOf(name)!)

interface Typed {
  text: string
  fields: RowType
  expr: TExpr
}

/** Every recorded expression over columns; between them they call every function in many ways. */
function expressions(): Typed[] {
  const found = new Map<string, Typed>()
  const add = (text: string, columns: Record<string, string>) => {
    const fields = Object.entries(columns).map(([name, type]) => ({ name, ...typeOf(type) }))
    const { expr } = checkText(text, { fields })
    if (expr && fields.length > 0) found.set(`${text} ${JSON.stringify(columns)}`, { text, fields, expr })
  }
  for (const file of readdirSync(`${VECTORS}/expressions`)) {
    const content = JSON.parse(readFileSync(`${VECTORS}/expressions/${file}`, 'utf8'))
    if (!Array.isArray(content)) for (const { expr } of content.expressions) add(expr, content.columns)
    else for (const { expr, columns } of content) if (columns) add(expr, columns)
  }
  for (const file of readdirSync(`${VECTORS}/expressions-wide`).filter((name) => name.endsWith('.json')))
    for (const { columns, expressions } of JSON.parse(readFileSync(`${VECTORS}/expressions-wide/${file}`, 'utf8'))
      .groups)
      for (const { expr } of expressions) add(expr, columns)
  return [...found.values()]
}

const known = expressions()

/** Functions whose values depend on more than their arguments. */
const UNSTEADY = /\b(UUID|RAND|RAND_INTEGER)\s*\(/

const over = (typed: Typed) =>
  fc.tuple(fc.constant(typed), fc.array(rowOf(typed.fields), { minLength: 1, maxLength: 5 }), fc.constantFrom(...zones))

function expectSame({ text, fields, expr }: Typed, rows: readonly Row[], environment = STILL) {
  const interpreted = interpretedOutcomes(expr, rows, environment)
  expect({ text, rows, outcomes: generatedOutcomes(expr, { fields, rows }, environment) }).toStrictEqual({
    text,
    rows,
    outcomes: interpreted,
  })
  return interpreted
}

test('the expressions call nearly every function', () => {
  const called = new Set<string>()
  const collect = (expr: TExpr): void => {
    if (expr.k !== 'call') return
    called.add(definitionOf(expr.fn)!.name)
    expr.args.forEach(collect)
  }
  for (const { expr } of known) collect(expr)
  const missing = catalogue.filter(({ name, beyondFlink }) => !called.has(name) && !beyondFlink).map(({ name }) => name)
  expect(known.length).toBeGreaterThan(3000)
  expect(missing.length).toBeLessThan(30)
})

test('generated code gives what the interpreter gives, of every expression', () => {
  const steady = known.filter(({ text }) => !UNSTEADY.test(text))
  fc.assert(
    fc.property(fc.constantFrom(...steady).chain(over), ([typed, rows, zone]) => {
      expectSame(typed, rows, { ...STILL, zone })
    }),
    { numRuns: RUNS },
  )
})

test('so it does of expressions that choose between others', () => {
  const byColumns = new Map<string, Typed[]>()
  for (const typed of known.filter(({ text }) => !UNSTEADY.test(text))) {
    const key = JSON.stringify(typed.fields)
    byColumns.set(key, [...(byColumns.get(key) ?? []), typed])
  }
  const groups = [...byColumns.values()].filter((group) => group.length > 20)
  const chosen = fc
    .constantFrom(...groups)
    .chain((group) => fc.tuple(fc.constantFrom(...group), fc.constantFrom(...group), fc.constantFrom(...group)))
    .map(([when, then, otherwise]) => {
      const condition = when.expr.type.t === 'BOOLEAN' ? `(${when.text})` : `(${when.text}) IS NULL`
      const text = `CASE WHEN ${condition} THEN ${then.text} ELSE ${otherwise.text} END`
      const { expr } = checkText(text, { fields: then.fields })
      return expr && { text, fields: then.fields, expr }
    })
    .filter((typed) => typed !== undefined)
  fc.assert(
    fc.property(chosen.chain(over), ([typed, rows, zone]) => {
      expectSame(typed, rows, { ...STILL, zone })
    }),
    { numRuns: RUNS / 3 },
  )
})

test('an expression of literals folds to the value that it has over columns', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...known.filter(({ text }) => !UNSTEADY.test(text))).chain(over),
      ([{ text, fields, expr }, rows, zone]) => {
        const environment = { ...STILL, zone }
        for (const row of rows) {
          const literals = fields.map(({ type }, i) => literalOf(row[i]!, type))
          if (literals.includes(undefined)) continue
          const closed = mapColumns(expr, (index, { type, nullable }) => ({
            k: 'lit',
            value: literals[index]!,
            type,
            nullable,
          }))
          const [wanted] = interpretedOutcomes(expr, [row], environment)
          const [folded] = interpretedOutcomes(foldConstants(closed, environment), [[]], environment)
          expect({ text, row, outcome: folded }).toStrictEqual({ text, row, outcome: wanted })
        }
      },
    ),
    { numRuns: RUNS },
  )
})

const LAWS: readonly (readonly [left: string, right: string])[] = [
  ['a AND b', 'b AND a'],
  ['a OR b', 'b OR a'],
  ['a AND (b AND c)', '(a AND b) AND c'],
  ['a OR (b OR c)', '(a OR b) OR c'],
  ['a AND (b OR c)', '(a AND b) OR (a AND c)'],
  ['a OR (b AND c)', '(a OR b) AND (a OR c)'],
  ['NOT (a AND b)', '(NOT a) OR (NOT b)'],
  ['NOT (a OR b)', '(NOT a) AND (NOT b)'],
  ['NOT NOT a', 'a'],
  ['a AND a', 'a'],
  ['a OR a', 'a'],
  ['a AND TRUE', 'a'],
  ['a OR FALSE', 'a'],
  ['a AND FALSE', 'FALSE'],
  ['a OR TRUE', 'TRUE'],
  ['a OR (a AND b)', 'a'],
  ['a IS TRUE', 'a IS NOT DISTINCT FROM TRUE'],
  ['a IS NOT TRUE', 'NOT (a IS TRUE)'],
  ['a IS FALSE', '(NOT a) IS TRUE'],
  ['a IS NOT FALSE', 'NOT (a IS FALSE)'],
  ['a IS UNKNOWN', 'a IS NULL'],
  ['a IS NOT UNKNOWN', 'a IS NOT NULL'],
  ['a = b', 'NOT (a <> b)'],
  ['a IS DISTINCT FROM b', '(a <> b) IS TRUE OR (a IS NULL) <> (b IS NULL)'],
  ['x IN (y, z)', 'x = y OR x = z'],
  ['x NOT IN (y, z)', 'NOT (x IN (y, z))'],
  ['x BETWEEN y AND z', 'x >= y AND x <= z'],
  ['x NOT BETWEEN y AND z', 'NOT (x BETWEEN y AND z)'],
  ['x BETWEEN SYMMETRIC y AND z', 'x BETWEEN y AND z OR x BETWEEN z AND y'],
  ['COALESCE(x, y, z)', 'CASE WHEN x IS NOT NULL THEN x WHEN y IS NOT NULL THEN y ELSE z END'],
  ['NULLIF(x, y)', 'CASE WHEN x = y THEN NULL ELSE x END'],
  ['IF(a, x, y)', 'CASE WHEN a THEN x ELSE y END'],
  ['CASE x WHEN y THEN 1 ELSE 2 END', 'CASE WHEN x = y THEN 1 ELSE 2 END'],
]

test.each(LAWS)('%s is %s', (left, right) => {
  const fields: RowType = [...'abc'].map((name) => ({ name, ...typeOf('BOOLEAN') }))
  const all: RowType = [...fields, ...[...'xyz'].map((name) => ({ name, ...typeOf('INT') }))]
  const rows: Row[] = []
  for (const a of [true, false, null])
    for (const b of [true, false, null])
      for (const c of [true, false, null])
        for (const [x, y, z] of [
          [1, 1, 2],
          [2, 1, 3],
          [null, 1, 2],
          [1, null, 2],
          [1, null, 1],
          [3, 5, 1],
          [null, null, null],
        ])
          rows.push([a, b, c, x!, y!, z!])
  const outcomes = [left, right].map((text) => {
    const { expr, problems } = checkText(text, { fields: all })
    if (!expr) throw new Error(`${text}: ${problems[0]?.message}`)
    return expectSame({ text, fields: all, expr }, rows)
  })
  expect(outcomes[0]).toStrictEqual(outcomes[1])
})
