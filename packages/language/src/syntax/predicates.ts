/** Tests behind an operand: IS …, [NOT] BETWEEN, IN, LIKE and SIMILAR TO. */
import type { Expr } from './expr.ts'
import type { Parser } from './parse.ts'
import { POWER } from './power.ts'

const IS_TESTS = new Set(['NULL', 'TRUE', 'FALSE', 'UNKNOWN'])

export function isTest(parser: Parser, left: Expr): Expr {
  const { cursor } = parser
  const from = left.span![0]
  cursor.next()
  const not = cursor.takeWord('NOT') ? 'NOT ' : ''
  if (cursor.takeWord('DISTINCT')) {
    cursor.expectWord('FROM')
    return parser.call(`IS ${not}DISTINCT FROM`, [left, parser.expression(POWER.COMPARE)], from)
  }
  if (cursor.takeWord('JSON')) {
    const kind = cursor.takeWord('VALUE', 'OBJECT', 'ARRAY', 'SCALAR') ?? 'VALUE'
    return parser.call(`IS ${not}JSON`, [left, { k: 'word', word: kind }], from)
  }
  if (!IS_TESTS.has(cursor.token.upper))
    cursor.fail('Expected NULL, TRUE, FALSE, UNKNOWN, DISTINCT FROM or JSON after IS')
  const test = cursor.next().upper
  return parser.call(`IS ${not}${test}`, [left], from)
}

/** [NOT] BETWEEN, IN, LIKE, SIMILAR TO; undefined where none of them follows. */
export function rangeTest(parser: Parser, left: Expr): Expr | undefined {
  const { cursor } = parser
  const from = left.span![0]
  const negated = cursor.isWord('NOT')
  const word = negated ? cursor.peek().upper : cursor.token.upper
  if (!['BETWEEN', 'IN', 'LIKE', 'SIMILAR'].includes(word)) return undefined
  if (negated) cursor.next()
  cursor.next()
  const not = negated ? 'NOT ' : ''
  if (word === 'BETWEEN') return between(parser, left, not)
  if (word === 'IN') return parser.call(`${not}IN`, [left, ...parser.parenthesised()], from)
  if (word === 'SIMILAR') cursor.expectWord('TO')
  const args = [left, parser.expression(POWER.RANGE)]
  if (cursor.takeWord('ESCAPE')) args.push(parser.expression(POWER.RANGE))
  return parser.call(`${not}${word === 'LIKE' ? 'LIKE' : 'SIMILAR TO'}`, args, from)
}

function between(parser: Parser, left: Expr, not: string): Expr {
  const symmetric = parser.cursor.takeWord('SYMMETRIC', 'ASYMMETRIC') === 'SYMMETRIC' ? ' SYMMETRIC' : ''
  const low = parser.expression(POWER.RANGE)
  parser.cursor.expectWord('AND')
  return parser.call(`${not}BETWEEN${symmetric}`, [left, low, parser.expression(POWER.RANGE)], left.span![0])
}
