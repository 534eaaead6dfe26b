/** What is printed is read back as the same expression. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { catalogue } from '../functions/catalogue.ts'
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  char,
  DOUBLE,
  decimal,
  INT,
  INTERVAL_MONTH,
  INTERVAL_SECOND,
  timestamp,
} from '../types.ts'
import type { Call, Expr } from './expr.ts'
import { parse } from './parse.ts'
import { print } from './print.ts'

const FOLDER = fileURLToPath(new URL('../../../../vectors/expressions', import.meta.url))

/** Expressions people write: examples and recorded ones. Their calls are the shapes that the grammar can give. */
const written: Expr[] = [
  ...catalogue.flatMap(({ examples }) => examples.map(([text]) => text)),
  ...readdirSync(FOLDER).flatMap((file) =>
    [...readFileSync(`${FOLDER}/${file}`, 'utf8').matchAll(/"expr":\s*("(?:[^"\\]|\\.)*")/g)].map(
      ([, text]) => JSON.parse(text!) as string,
    ),
  ),
  ...['COUNT(*)', 'COUNT(DISTINCT x)', 'SUM(x) FILTER (WHERE y > 0)', '(1, 2)', 'CAST(x AS INT NOT NULL)'],
].flatMap((text) => parse(text).expr ?? [])

function* callsIn(expr: Expr): Generator<Call> {
  if (expr.k !== 'call') return
  yield expr
  for (const arg of expr.args) yield* callsIn(arg)
}

/** Whether another expression may stand in a place: not for the NULL that says that there is no default. */
function isOpen(arg: Expr, fn: string): boolean {
  return arg.k !== 'word' && !(fn === 'JSON_VALUE' && arg.k === 'lit' && arg.value === null) && fn !== 'FILTER'
}

/** Calls that differ in more than what stands in their places for expressions. */
const shapes: readonly Call[] = [
  ...new Map(
    written.flatMap((expr) => [...callsIn(expr)]).map((call): [string, Call] => [shapeOf(call), call]),
  ).values(),
]

function shapeOf({ fn, args, as, distinct }: Call): string {
  return JSON.stringify([
    fn,
    args.map((arg) => (arg.k === 'word' ? arg.word : isOpen(arg, fn) ? 0 : arg)),
    as,
    distinct,
  ])
}

const text = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom("it's", '`', '--', '/*', '😀', '\n', 'ß', '"'))
const name = fc.oneof(
  fc.constantFrom(
    'a',
    'amount',
    'Größe',
    'select',
    'FROM',
    'end',
    'two words',
    'a`b',
    'KEY',
    'ON',
    'SYMMETRIC',
    'JSON',
    'x1',
    '数量',
    'DAY',
  ),
  text.filter((value) => value !== ''),
)
const lit = (value: Extract<Expr, { k: 'lit' }>['value'], type: Extract<Expr, { k: 'lit' }>['type']): Expr => ({
  k: 'lit',
  value,
  type,
})

const day = fc.integer({ min: -719162, max: 2932896 })
const literal: fc.Arbitrary<Expr> = fc.oneof(
  fc.integer({ min: -2147483648, max: 2147483647 }).map((value) => lit(value, INT)),
  fc
    .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    .filter((value) => BigInt.asIntN(32, value) !== value)
    .map((value) => lit(String(value), BIGINT)),
  fc
    .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), fc.integer({ min: 1, max: 9 }))
    .map(([minus, digits, scale]) => {
      const padded = String(digits).padStart(scale + 1, '0')
      const value = `${minus ? '-' : ''}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
      return lit(value, decimal(padded.length, scale))
    }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => lit(value, DOUBLE)),
  text.map((value) => lit(value, char(value.length))),
  fc.boolean().map((value) => lit(value, BOOLEAN)),
  fc.constantFrom(lit(null, { t: 'NULL' }), lit(null, BOOLEAN)),
  fc.uint8Array({ maxLength: 4 }).map((bytes) => {
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    return lit(hex, hex === '' ? BYTES : { t: 'BINARY', length: bytes.length })
  }),
  day.map((value) => lit(value, { t: 'DATE' })),
  fc.integer({ min: 0, max: 86399 }).map((value) => lit(value * 1000, { t: 'TIME', precision: 0 })),
  fc.tuple(day, fc.integer({ min: 0, max: 86399999 })).map(([days, ms]) => lit(days * 86400000 + ms, timestamp(3))),
  fc.integer({ min: -11999, max: 11999 }).map((value) => lit(value, INTERVAL_MONTH)),
  fc.integer({ min: -1e10, max: 1e10 }).map((value) => lit(value, INTERVAL_SECOND)),
)

const expression: fc.Arbitrary<Expr> = fc.letrec<{ expr: Expr }>((tie) => ({
  expr: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      literal,
      name.map((value): Expr => ({ k: 'col', name: value })),
    ),
    fc
      .constantFrom(...shapes)
      .chain((shape) =>
        fc
          .tuple(...shape.args.map((arg) => (isOpen(arg, shape.fn) ? tie('expr') : fc.constant(arg))))
          .map((args): Expr => ({ ...shape, args })),
      ),
  ),
})).expr

/** Without places, which a printed text has elsewhere. */
function bare(expr: Expr): unknown {
  const { span: _, ...rest } = expr
  return rest.k === 'call' ? { ...rest, args: rest.args.map(bare) } : rest
}

test('every expression that people write is read back as it is', () => {
  expect(written.length).toBeGreaterThan(1500)
  for (const expr of written) {
    const printed = print(expr)
    const again = parse(printed)
    expect({ printed, problems: again.problems }).toEqual({ printed, problems: [] })
    expect({ printed, expr: bare(again.expr!) }).toEqual({ printed, expr: bare(expr) })
  }
})

test('so is every expression that can be put together from them', () => {
  fc.assert(
    fc.property(expression, (expr) => {
      const printed = print(expr)
      const { expr: again, problems } = parse(printed)
      expect({ printed, problems }).toEqual({ printed, problems: [] })
      expect({ printed, expr: bare(again!) }).toEqual({ printed, expr: bare(expr) })
    }),
    { numRuns: Number(process.env.MILLRACE_RUNS ?? 1000) },
  )
})
