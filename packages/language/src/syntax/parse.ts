import { type Diagnostic, didYouMean, type Span } from '../diagnostic.ts'
import { BOOLEAN, BYTES, char, type FieldType, NULL } from '../types.ts'
import { Cursor, MAX_DEPTH, MAX_LENGTH, SyntaxProblem } from './cursor.ts'
import type { Expr } from './expr.ts'
import { tokenize } from './lexer.ts'
import { numberLiteral } from './numberLiteral.ts'
import { readTyped } from './parseType.ts'
import { POWER } from './power.ts'
import { isTest, rangeTest } from './predicates.ts'
import { SPECIAL_FORMS, timeLiteral, UNITS } from './specialForms.ts'

export interface Parsed {
  /** Absent when there is a problem. */
  expr?: Expr
  problems: Diagnostic[]
  /** What could be read beside a problem: good for finding further mistakes in it, and for nothing else. */
  partial?: Expr
}

/**
 * Reads a SQL scalar expression: Flink's dialect with bare column names.
 *
 * Where an operand is missing, reading goes on; other places that cannot be read end it. What the text means is checked by `check`.
 */
export function parse(text: string): Parsed {
  if (text.length > MAX_LENGTH) return { problems: [tooLong(text)] }
  const unreadable: Diagnostic[] = []
  // Half a character cannot be written as UTF-8; it is replaced here as it would be there.
  const cursor = new Cursor(tokenize(text.toWellFormed(), unreadable))
  const parser = new Parser(cursor)
  const partial = parser.whole()
  // What follows a character that cannot be read is not worth a problem of its own.
  const problems = unreadable.length > 0 ? unreadable : parser.problems
  if (problems.length > 0) return { problems, ...(partial && { partial }) }
  return { expr: partial!, problems }
}

function tooLong(text: string): Diagnostic {
  const message = `The expression has ${text.length} characters; ${MAX_LENGTH} are allowed.`
  return { code: 'syntax-error', severity: 'error', message, hint: 'Split it into several computed fields.' }
}

const COMPARISONS = new Set(['=', '<>', '<', '<=', '>', '>='])
const BINARY: Record<string, number> = {
  '+': POWER.ADD,
  '-': POWER.ADD,
  '*': POWER.MULTIPLY,
  '/': POWER.MULTIPLY,
  '%': POWER.MULTIPLY,
  '||': POWER.MULTIPLY,
}
const WITHOUT_PARENTHESES = new Set([
  'CURRENT_DATE',
  'CURRENT_TIME',
  'CURRENT_TIMESTAMP',
  'LOCALTIME',
  'LOCALTIMESTAMP',
])
/** Words that cannot begin an operand; a column of such a name needs backticks. */
const RESERVED = new Set(
  'AND OR IN IS LIKE BETWEEN THEN WHEN ELSE END FROM FOR AS TO SIMILAR ESCAPE OVERLAPS'.split(' '),
)

const depths = new WeakMap<Expr, number>()

/** A text with more missing operands than this is no expression. */
const MOST_PROBLEMS = 20

export class Parser {
  readonly cursor: Cursor
  readonly problems: Diagnostic[] = []
  constructor(cursor: Cursor) {
    this.cursor = cursor
  }

  /** All tokens as one expression; what was read of it when there are problems, which are then in `problems`. */
  whole(): Expr | undefined {
    let expr: Expr | undefined
    try {
      expr = this.expression()
      if (this.cursor.token.kind !== 'end') this.end()
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem)) throw problem
      this.report(problem)
    }
    return expr
  }

  /** One problem for one place. */
  private report({ diagnostic }: SyntaxProblem): void {
    if (this.problems.some(({ span }) => span?.[0] === diagnostic.span?.[0])) return
    this.problems.push(diagnostic)
  }

  private end(): never {
    const { text, span } = this.cursor.token
    const right = { '&&': 'AND', '==': '=', '!=': '<>' }[text]
    if (right === undefined) return this.cursor.fail('Expected the end of the expression')
    return this.wrongOperator(right, span)
  }

  /** Stands for an operand that is missing; the problem has been said, and the token is left for whoever can use it. */
  private missing(fail: () => never): Expr {
    try {
      return fail()
    } catch (problem) {
      if (!(problem instanceof SyntaxProblem) || this.problems.length >= MOST_PROBLEMS) throw problem
      this.report(problem)
      const [from] = this.cursor.token.span
      return { k: 'lit', value: null, type: NULL, span: [from, from] }
    }
  }

  expression(power = 0): Expr {
    return this.cursor.nested(() => {
      let left = this.prefix()
      for (;;) {
        const next = this.infix(left, power)
        if (!next) return left
        left = next
      }
    })
  }

  /** A call that spans from `from` to the last token read. */
  call(fn: string, args: readonly Expr[], from: number, more: Partial<Extract<Expr, { k: 'call' }>> = {}): Expr {
    const expr: Expr = { k: 'call', fn, args, ...more, span: [from, this.cursor.previousEnd] }
    const depth = 1 + Math.max(0, ...args.map((arg) => depths.get(arg) ?? 0))
    if (depth > MAX_DEPTH) throw new SyntaxProblem('This is nested too deeply.', expr.span!)
    depths.set(expr, depth)
    return expr
  }

  literal(value: Extract<Expr, { k: 'lit' }>['value'], type: FieldType, from: number): Expr {
    return { k: 'lit', value, type, span: [from, this.cursor.previousEnd] }
  }

  private prefix(): Expr {
    const { cursor } = this
    const [from] = cursor.token.span
    if (cursor.takeWord('NOT')) return this.call('NOT', [this.expression(POWER.NOT)], from)
    if (cursor.takeSymbol('-')) return this.negated(from)
    if (cursor.takeSymbol('+')) return this.call('UNARY +', [this.expression(POWER.UNARY)], from)
    return this.postfix(this.primary())
  }

  /** A minus before a number belongs to the number, so that the smallest BIGINT can be written. */
  private negated(from: number): Expr {
    if (this.cursor.token.kind !== 'number') return this.call('UNARY -', [this.expression(POWER.UNARY)], from)
    const operand = this.number(from, '-')
    return this.postfix(operand)
  }

  private postfix(start: Expr): Expr {
    const { cursor } = this
    let expr = start
    for (;;) {
      const from = expr.span![0]
      if (cursor.takeSymbol('[')) {
        const index = this.expression()
        cursor.expectSymbol(']')
        expr = this.call('[]', [expr, index], from)
      } else if (cursor.isSymbol('.')) {
        cursor.next()
        const [start] = cursor.token.span
        const name = cursor.expectName('the name of a field')
        expr = this.call('.', [expr, { k: 'word', word: name, span: [start, cursor.previousEnd] }], from)
      } else return expr
    }
  }

  private infix(left: Expr, power: number): Expr | undefined {
    const { cursor } = this
    const { kind, text, upper } = cursor.token
    if (kind === 'symbol') {
      if (COMPARISONS.has(text) && power < POWER.COMPARE) return this.binary(text, left, POWER.COMPARE)
      if (BINARY[text] && power < BINARY[text]!) return this.binary(text, left, BINARY[text]!)
      if (text === '!=' || text === '==') this.wrongOperator(text === '!=' ? '<>' : '=', this.cursor.token.span)
      return undefined
    }
    if (kind !== 'name') return undefined
    if (upper === 'OR' && power < POWER.OR) return this.binary('OR', left, POWER.OR)
    if (upper === 'AND' && power < POWER.AND) return this.binary('AND', left, POWER.AND)
    if (upper === 'IS' && power < POWER.IS) return isTest(this, left)
    if (power >= POWER.RANGE) return undefined
    if (upper === 'OVERLAPS') return this.binary('OVERLAPS', left, POWER.COMPARE)
    return rangeTest(this, left)
  }

  private binary(fn: string, left: Expr, power: number): Expr {
    this.cursor.next()
    return this.call(fn, [left, this.expression(power)], left.span![0])
  }

  private wrongOperator(right: string, span: Span): never {
    const fixes = [{ title: `Write \`${right}\``, span, text: right === 'NOT' ? 'NOT ' : right }]
    throw new SyntaxProblem(`\`${this.cursor.token.text}\` is not an operator here.`, span, {
      hint: `Write \`${right}\`.`,
      fixes,
    })
  }

  /** `(a, b, …)` with at least one member. */
  parenthesised(): Expr[] {
    this.cursor.expectSymbol('(')
    const list = this.list(')')
    if (list.length === 0) this.cursor.fail('Expected an expression')
    return list
  }

  /** Expressions up to and including the closing symbol. */
  list(closing: ')' | ']'): Expr[] {
    const list: Expr[] = []
    if (this.cursor.takeSymbol(closing)) return list
    do list.push(this.expression())
    while (this.cursor.takeSymbol(','))
    this.cursor.expectSymbol(closing)
    return list
  }

  private primary(): Expr {
    const { cursor } = this
    const { kind, text, upper, span } = cursor.token
    const [from] = span
    if (kind === 'number') return this.number(from, '')
    if (kind === 'text') {
      cursor.next()
      return this.literal(text, char(text.length), from)
    }
    if (kind === 'bytes') {
      cursor.next()
      return this.literal(text.toLowerCase(), text === '' ? BYTES : { t: 'BINARY', length: text.length / 2 }, from)
    }
    if (kind === 'quoted') return this.named(from)
    if (kind === 'name') return RESERVED.has(upper) ? this.missing(() => this.reserved(text)) : this.word(from)
    if (cursor.isSymbol('(')) return this.group(from)
    if (cursor.isSymbol('!')) return this.missing(() => this.wrongOperator('NOT', span))
    return this.missing(() => cursor.fail('Expected an expression'))
  }

  private reserved(text: string): never {
    return this.cursor.fail('Expected an expression', `A field named ${text} is written in backticks: \`${text}\``)
  }

  private number(from: number, sign: '' | '-'): Expr {
    const { text } = this.cursor.next()
    const { value, type } = numberLiteral(text, sign, [from, this.cursor.previousEnd])
    return this.literal(value, type, from)
  }

  /** A parenthesised expression, a row `(a, b)`, or an interval `(a - b) HOUR`. */
  private group(from: number): Expr {
    const members = this.parenthesised()
    if (members.length > 1) return this.call('ROW', members, from)
    const inner = members[0]!
    if (
      UNITS.has(this.cursor.token.upper) &&
      this.cursor.token.kind === 'name' &&
      inner.k === 'call' &&
      inner.fn === '-'
    ) {
      const unit = this.unit()
      return this.call('INTERVAL BETWEEN', [...inner.args, unit], from)
    }
    return inner.k === 'lit' || inner.k === 'word' ? { ...inner, span: [from, this.cursor.previousEnd] } : inner
  }

  unit(): Expr {
    const { span, upper } = this.cursor.token
    if (!UNITS.has(upper)) this.unknownUnit()
    this.cursor.next()
    return { k: 'word', word: upper.replace(/^(DAY|HOUR|MINUTE|SECOND|YEAR|MONTH|WEEK|QUARTER)S$/, '$1'), span }
  }

  private unknownUnit(): never {
    const { kind, text, span } = this.cursor.token
    const near = kind === 'name' ? didYouMean(text, UNITS) : undefined
    if (!near)
      return this.cursor.fail('Expected a unit of time', 'YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE, SECOND …')
    const fixes = [{ title: `Replace by ${near}`, span, text: near }]
    throw new SyntaxProblem(`${text} is not a unit of time.`, span, { hint: `Did you mean ${near}?`, fixes })
  }

  private word(from: number): Expr {
    const { cursor } = this
    const { upper } = cursor.token
    const opens = cursor.isSymbol('(', 1)
    if ((upper === 'ARRAY' || upper === 'MAP') && cursor.isSymbol('[', 1)) {
      cursor.next()
      cursor.next()
      return this.call(upper, this.list(']'), from)
    }
    if (upper === 'CASE' && !opens) return this.caseForm(from)
    if (opens) return this.callForm(upper, from)
    if (upper === 'CASE') return this.caseForm(from)
    if (upper === 'TRUE' || upper === 'FALSE') {
      cursor.next()
      return this.literal(upper === 'TRUE', BOOLEAN, from)
    }
    if (upper === 'NULL' || upper === 'UNKNOWN') {
      cursor.next()
      return this.literal(null, upper === 'NULL' ? NULL : BOOLEAN, from)
    }
    const literal = timeLiteral(this, from)
    if (literal) return literal
    if (WITHOUT_PARENTHESES.has(upper)) {
      cursor.next()
      return this.call(upper, [], from)
    }
    return this.named(from)
  }

  private named(from: number): Expr {
    const { cursor } = this
    const { kind } = cursor.token
    const { text } = cursor.next()
    if (kind === 'quoted' && cursor.isSymbol('(')) cursor.fail('Names of functions are written without backticks')
    return { k: 'col', name: text, span: [from, cursor.previousEnd] }
  }

  private callForm(upper: string, from: number): Expr {
    const { cursor } = this
    if (upper === 'CASE') return this.caseForm(from)
    cursor.next()
    const special = SPECIAL_FORMS[upper]
    if (special) return special(this, from, upper)
    cursor.expectSymbol('(')
    if (cursor.isSymbol('*') && cursor.isSymbol(')', 1)) {
      const { span } = cursor.next()
      cursor.next()
      return this.filtered(this.call(upper, [{ k: 'word', word: '*', span }], from), from)
    }
    const distinct = cursor.takeWord('DISTINCT') ? ({ distinct: true } as const) : {}
    return this.filtered(this.call(upper, this.list(')'), from, distinct), from)
  }

  /** `FILTER (WHERE …)` behind an aggregate. */
  private filtered(call: Expr, from: number): Expr {
    const { cursor } = this
    if (!cursor.isWord('FILTER') || !cursor.isSymbol('(', 1)) return call
    cursor.next()
    cursor.next()
    cursor.expectWord('WHERE')
    const condition = this.expression()
    cursor.expectSymbol(')')
    return this.call('FILTER', [call, condition], from)
  }

  /** CASE as [condition, value, …, else]; `CASE x WHEN y` compares first. */
  private caseForm(from: number): Expr {
    const { cursor } = this
    cursor.next()
    const subject = cursor.isWord('WHEN') ? undefined : this.expression()
    const args: Expr[] = []
    if (!cursor.isWord('WHEN')) cursor.fail('Expected WHEN')
    while (cursor.takeWord('WHEN')) {
      const [start] = cursor.token.span
      const when = this.expression()
      args.push(subject ? this.call('=', [subject, when], start) : when)
      cursor.expectWord('THEN')
      args.push(this.expression())
    }
    args.push(
      cursor.takeWord('ELSE')
        ? this.expression()
        : { k: 'lit', value: null, type: NULL, span: [from, cursor.previousEnd] },
    )
    cursor.expectWord('END')
    return this.call('CASE', args, from)
  }

  typed() {
    return readTyped(this.cursor)
  }
}
