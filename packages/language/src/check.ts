import { type Diagnostic, didYouMean, type Span } from './diagnostic.ts'
import { catalogue, definitionOf } from './functions/catalogue.ts'
import type { CallSite } from './functions/definition.ts'
import type { Call, Expr, Literal, TCall, TExpr } from './syntax/expr.ts'
import { parse } from './syntax/parse.ts'
import { print, printName, printText } from './syntax/print.ts'
import { type RowType, STRING } from './types.ts'
import { warningsOf } from './warnings.ts'

/** What an expression may refer to: the fields of a row, or of several by qualifier (`l.x`, `A.price`). */
export interface Scope {
  fields: RowType
  /** Rows with a name of their own; `from` of a column is the index here. */
  qualified?: readonly { name: string; fields: RowType }[]
}

export interface Checked {
  /** Absent when there is an error. */
  expr?: TExpr
  problems: Diagnostic[]
}

/** Reads and checks a text. All problems at once, each with its place. */
export function checkText(text: string, scope: Scope): Checked {
  const { expr, problems, partial } = parse(text)
  if (expr) return check(expr, scope, text)
  return { problems: [...problems, ...(partial ? unknownNames(partial, scope, text) : [])] }
}

/** Names that nothing has, in what could be read of a text; what else seems wrong there may follow from what could not. */
function unknownNames(partial: Expr, scope: Scope, text: string): Diagnostic[] {
  const named = new Set(['field-not-found', 'function-not-found', 'aggregate-not-allowed'])
  return check(partial, scope, text).problems.filter(({ code }) => named.has(code))
}

/** Finds names, functions and types. `text` is what was written, for remedies that quote it. */
export function check(expr: Expr, scope: Scope, text = print(expr)): Checked {
  const checker = new Checker(scope, text)
  const typed = checker.expression(expr)
  const failed = checker.problems.some(({ severity }) => severity === 'error')
  return { ...(typed && !failed && { expr: typed }), problems: checker.problems }
}

class Checker {
  readonly problems: Diagnostic[] = []
  private readonly scope: Scope
  private readonly text: string
  constructor(scope: Scope, text: string) {
    this.scope = scope
    this.text = text
  }

  /** Undefined after a problem. */
  expression(expr: Expr, inside?: string): TExpr | undefined {
    switch (expr.k) {
      case 'lit':
        return { k: 'lit', value: planned(expr.value), type: expr.type, nullable: expr.value === null }
      case 'word':
        return { k: 'lit', value: expr.word, type: STRING, nullable: false }
      case 'col':
        return this.column(expr.name, this.scope.fields, this.spanOf(expr), { inside })
      case 'call':
        return this.qualifiedColumn(expr) ?? this.call(expr, inside)
    }
  }

  private column(
    name: string,
    fields: RowType,
    span: Span,
    { from, inside }: { from?: number; inside?: string | undefined },
  ): TExpr | undefined {
    const index = indexOfField(fields, name)
    if (index >= 0) {
      const { type, nullable } = fields[index]!
      return { k: 'col', index, ...(from !== undefined && { from }), type, nullable }
    }
    return this.unknownField(name, fields, span, inside)
  }

  private unknownField(name: string, fields: RowType, span: Span, inside: string | undefined): undefined {
    // Behind the name of a row stand its fields only.
    const rows = fields === this.scope.fields ? (this.scope.qualified ?? []) : []
    const names = [...fields, ...rows].map((known) => known.name)
    const near = didYouMean(name, names)
    const known = names.join(', ')
    const hint = near
      ? `Did you mean \`${near}\`?`
      : known === ''
        ? 'The input has no fields.'
        : `The fields are: ${known.length > 200 ? `${known.slice(0, 199)}…` : known}`
    const fixes = near ? [{ title: `Replace by ${near}`, span, text: printName(near) }] : []
    if (inside !== undefined && COMPARED.has(inside))
      fixes.push({ title: `Write ${printText(name)}`, span, text: printText(name) })
    this.problems.push({
      code: 'field-not-found',
      severity: 'error',
      message: `Field \`${name}\` is not in the input.`,
      hint,
      span,
      fixes,
    })
    return undefined
  }

  /** `l.x` where `l` is the name of a row and not a field. */
  private qualifiedColumn(call: Call): TExpr | undefined {
    const [left, right] = call.args
    if (call.fn !== '.' || left?.k !== 'col' || right?.k !== 'word') return undefined
    if (indexOfField(this.scope.fields, left.name) >= 0) return undefined
    const from = this.scope.qualified?.findIndex(({ name }) => name === left.name) ?? -1
    return from < 0
      ? undefined
      : this.column(right.word, this.scope.qualified![from]!.fields, right.span ?? this.spanOf(call), { from })
  }

  private call(call: Call, inside: string | undefined): TExpr | undefined {
    const definition = definitionOf(call.fn)
    const span = this.spanOf(call)
    if (!definition) return this.unknownFunction(call, span)
    const args = call.args.map((arg) => this.expression(arg, call.fn))
    if (call.distinct)
      return this.problem({ code: 'aggregate-not-allowed', message: 'DISTINCT belongs into an aggregate.', span })
    const site: CallSite = {
      name: call.fn,
      span,
      args,
      spans: call.args.map((arg) => (arg.span ? arg.span : span)),
      as: call.as,
      inside,
      written: (index) => this.written(call.args[index]!),
      problem: (problem) => this.problem(problem),
    }
    const before = this.problems.length
    const resolved = definition.resolve(site)
    if (!resolved && this.problems.length === before && args.every((arg) => arg !== undefined))
      return this.problem({ code: 'argument-count', message: `${call.fn} is written ${definition.usage}.`, span })
    if (!resolved) return undefined
    const typed: TCall = { k: 'call', fn: definition.name, ...resolved }
    this.problems.push(...warningsOf({ call, typed, span, text: this.text, written: site.written }))
    return typed
  }

  private problem(problem: Omit<Diagnostic, 'severity'> & { severity?: Diagnostic['severity'] }): undefined {
    this.problems.push({ severity: 'error', ...problem })
    return undefined
  }

  private unknownFunction({ fn }: Call, span: Span): undefined {
    const near = didYouMean(
      fn,
      catalogue.filter(({ group }) => group !== 'operator').map(({ name }) => name),
    )
    const place: Span = [span[0], Math.min(span[1], span[0] + fn.length)]
    if (AGGREGATES.has(fn)) {
      const hint = 'Aggregates belong into a window or a running aggregate.'
      return this.problem({
        code: 'aggregate-not-allowed',
        message: `${fn} is an aggregate and cannot stand here.`,
        hint,
        span: place,
      })
    }
    return this.problem({
      code: 'function-not-found',
      message: `There is no function ${fn}.`,
      span: place,
      ...(near && { hint: `Did you mean ${near}?`, fixes: [{ title: `Replace by ${near}`, span: place, text: near }] }),
    })
  }

  private written(expr: Expr): string {
    return expr.span ? this.text.slice(expr.span[0], expr.span[1]) : print(expr)
  }

  private spanOf(expr: Expr): Span {
    return expr.span ?? [0, this.text.length]
  }
}

const AGGREGATES = new Set(
  (
    'COUNT SUM SUM0 AVG MIN MAX FIRST_VALUE LAST_VALUE LISTAGG COLLECT ARRAY_AGG STDDEV STDDEV_POP STDDEV_SAMP VARIANCE VAR_POP ' +
    'VAR_SAMP PERCENTILE JSON_OBJECTAGG JSON_ARRAYAGG FILTER ROW_NUMBER RANK DENSE_RANK PERCENT_RANK CUME_DIST NTILE LAG LEAD'
  ).split(' '),
)

/** A literal as it stands in a plan: JSON has no negative zero. */
const planned = (value: Literal): Literal => (Object.is(value, -0) ? '-0.0' : value)

/** Where an unknown name may be a text without quotes. */
const COMPARED = new Set(['=', '<>', '<', '<=', '>', '>=', 'IN', 'NOT IN', 'LIKE', 'NOT LIKE'])

/** Position of a field; names are case-sensitive, as in Flink. −1 when there is none. */
export const indexOfField = (fields: RowType, name: string): number => fields.findIndex((field) => field.name === name)
