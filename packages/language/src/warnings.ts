/** What is legal and almost surely not what was meant. Each rule sees one call that has been checked. */
import type { Diagnostic, Fix, Span } from './diagnostic.ts'
import { DataError, type Environment } from './functions/definition.ts'
import { interpret } from './interpret.ts'
import type { Call, Expr, Literal, TCall, TExpr } from './syntax/expr.ts'
import { printText } from './syntax/print.ts'
import { UTC } from './time/zone.ts'
import { formatType, isApproximate, isNumeric, isText } from './types.ts'
import { compareValues, literalValue } from './value.ts'

interface Site {
  call: Call
  typed: TCall
  span: Span
  /** The whole text. */
  text: string
  /** An argument as it is written. */
  written(index: number): string
}

type Warning = Omit<Diagnostic, 'severity'>
type Rule = (site: Site) => Warning | undefined

export function warningsOf(site: Site): Diagnostic[] {
  const rules = [...(RULES[site.typed.fn] ?? []), alwaysFails]
  return rules.flatMap((rule): Diagnostic[] => {
    const warning = rule(site)
    return warning ? [{ severity: 'warning', ...warning }] : []
  })
}

const STILL: Environment = { zone: UTC, now: () => 0, random: () => 0.5 }

/** The conversion of a literal, or a division by one, that fails on every row. */
const alwaysFails: Rule = ({ typed, span }) => {
  const failing = [typed, ...typed.args.filter((arg) => arg.k === 'call' && arg.implicit)]
    .map(failure)
    .find((message) => message !== undefined)
  if (failing === undefined) return undefined
  return { code: 'always-fails', message: `Every row fails here: ${failing}`, span }
}

function failure(expr: TExpr): string | undefined {
  if (expr.k !== 'call') return undefined
  const [first] = expr.args
  const second = expr.args[1] && unwrapped(expr.args[1])
  if (expr.fn === '/' || expr.fn === '%') {
    const zero = second?.k === 'lit' && second.value !== null && isNumeric(second.type) && Number(second.value) === 0
    return zero && !isApproximate(expr.args[1]!.type) ? 'Division by zero.' : undefined
  }
  if (expr.fn !== 'CAST' || first?.k !== 'lit' || !isText(first.type) || first.value === null) return undefined
  try {
    interpret(expr, STILL)([])
  } catch (problem) {
    if (problem instanceof DataError) return problem.message
    throw problem
  }
  return undefined
}

/** A column beside a literal. */
function comparedWith({
  k,
  fn,
  args,
}: TCall): { column: number; from: number | undefined; value: Literal; lit: TExpr } | undefined {
  if (k !== 'call' || (fn !== '=' && fn !== '<>')) return undefined
  const [column, lit] = args.map(unwrapped).sort((a) => (a.k === 'col' ? -1 : 1))
  if (column?.k !== 'col' || lit?.k !== 'lit' || lit.value === null) return undefined
  return { column: column.index, from: column.from, value: lit.value, lit }
}

const unwrapped = (expr: TExpr): TExpr => (expr.k === 'call' && expr.implicit ? unwrapped(expr.args[0]!) : expr)

/** `a = 1 AND a = 2` is never true, `a <> 1 OR a <> 2` always. */
function contradiction(operator: '=' | '<>', result: boolean): Rule {
  return ({ typed, call, span, written }) => {
    const [left, right] = typed.args.map((arg) =>
      arg.k === 'call' && arg.fn === operator ? comparedWith(arg) : undefined,
    )
    if (!left || !right || left.column !== right.column || left.from !== right.from || left.value === right.value)
      return undefined
    const other = result ? 'AND' : 'OR'
    const text = `${written(0)} ${other} ${written(1)}`
    const message = `One value ${result ? 'always differs from one of two others' : 'never equals two others'}, so this is ${result ? 'true for every value' : 'never true'}.`
    return {
      code: result ? 'always-true' : 'always-false',
      message,
      hint: `Write ${other} instead of ${call.fn}.`,
      span,
      fixes: [{ title: text, span, text }],
    }
  }
}

const sameSides: Rule = ({ call, span, written }) => {
  const [a, b] = call.args
  if (a?.k !== 'col' || b?.k !== 'col' || a.name !== b.name || a.from !== b.from) return undefined
  return {
    code: 'same-operands',
    message: `${written(0)} is compared with itself.`,
    hint: 'Compare it with something else.',
    span,
  }
}

/** BETWEEN wants the smaller bound first. */
const turnedBounds: Rule = ({ typed, call, span, written }) => {
  const [, low, , high] = typed.args.map(unwrapped)
  if (low?.k !== 'lit' || high?.k !== 'lit' || low.value === null || high.value === null) return undefined
  const turned =
    isNumeric(low.type) && isNumeric(high.type)
      ? Number(low.value) > Number(high.value)
      : low.type.t === high.type.t && compareValues(literalValue(low), literalValue(high), low.type) > 0
  if (!turned) return undefined
  const text = `${written(0)} ${call.fn} ${written(2)} AND ${written(1)}`
  const message = `The lower bound is above the upper one, so this is ${call.fn.startsWith('NOT') ? 'always' : 'never'} true.`
  return { code: 'turned-bounds', message, hint: `Write ${text}.`, span, fixes: [{ title: text, span, text }] }
}

const nullMember: Rule = ({ call, typed, span }) => {
  const at = typed.args.findIndex((arg, i) => i > 0 && isNull(arg))
  if (at < 0) return undefined
  const message = call.fn === 'IN' ? 'NULL in a list is never found.' : 'NOT IN a list with NULL is never true.'
  const hint = 'Leave NULL out, and test with IS NULL.'
  return { code: 'null-member', message, hint, span: call.args[at]?.span ?? span }
}

const isNull = (expr: TExpr): boolean =>
  expr.k === 'lit' ? expr.value === null : expr.k === 'call' && expr.fn === 'CAST' && isNull(expr.args[0]!)

/** `*` and `?` are wildcards elsewhere. */
const otherWildcards: Rule = ({ call, span }) => {
  const pattern = call.args[1]
  if (!isTextLiteral(pattern)) return undefined
  const value = String(pattern.value)
  if (!/[*?]/.test(value) || /[%_]/.test(value)) return undefined
  const text = printText(value.replaceAll('*', '%').replaceAll('?', '_'))
  const place = pattern.span ?? span
  const message = '`*` and `?` stand for themselves here; any text is `%`, any character `_`.'
  return {
    code: 'wildcards',
    message,
    hint: `Write ${text}.`,
    span: place,
    fixes: [{ title: text, span: place, text }],
  }
}

const isTextLiteral = (expr: Expr | undefined): expr is Extract<Expr, { k: 'lit' }> =>
  expr?.k === 'lit' && isText(expr.type)

/** CHAR and VARCHAR without a length have one character, DECIMAL without digits no fraction. */
const missingLength: Rule = ({ call, typed, span, text, written }) => {
  const type = call.as?.type
  if (!type) return undefined
  const named = /\bAS\s+(CHAR|VARCHAR|DECIMAL|NUMERIC|DEC)\s*\)?$/i.exec(text.slice(span[0], span[1]))?.[1]
  if (named === undefined) return undefined
  const source = typed.args[0]!.type
  const fraction = isApproximate(source) || isText(source) || (source.t === 'DECIMAL' && source.scale > 0)
  if (type.t === 'DECIMAL' && !fraction) return undefined
  const wanted = type.t === 'DECIMAL' ? 'DECIMAL(18, 2)' : 'STRING'
  const fixed = `${call.fn}(${written(0)} AS ${wanted})`
  const message =
    type.t === 'DECIMAL'
      ? `${named.toUpperCase()} without digits is ${formatType(type)}, which has no fraction.`
      : `${named.toUpperCase()} without a length holds one character.`
  return {
    code: 'missing-length',
    message,
    hint: `Write ${wanted}, for example.`,
    span,
    fixes: [{ title: fixed, span, text: fixed }],
  }
}

/** Letters of date patterns that are easily mistaken, with what is meant by them. */
const LETTERS: readonly { wrong: RegExp; right: string; says: string }[] = [
  { wrong: /Y{2,}(?=.*M)/, right: 'yyyy', says: '`Y` is the year of the week, which differs around New Year' },
  { wrong: /(?<=M.*)D{2}/, right: 'dd', says: '`D` is the day of the year' },
  { wrong: /(?<=y[-/.]?)mm(?=[-/.]?d)/, right: 'MM', says: '`m` is the minute' },
  { wrong: /(?<=H{1,2}:)MM/, right: 'mm', says: '`M` is the month' },
  { wrong: /hh(?=:mm)(?!.*a)/, right: 'HH', says: '`h` counts to 12 and wants `a` for am and pm' },
]

const patternLetters: Rule = ({ call, span }) => {
  const pattern = call.args[1]
  if (!isTextLiteral(pattern)) return undefined
  const value = String(pattern.value)
  // What is quoted in a pattern are no letters of it.
  const bare = value.replaceAll(/'[^']*'/g, (quoted) => ' '.repeat(quoted.length))
  const mistaken = LETTERS.filter(({ wrong }) => wrong.test(bare))
  if (mistaken.length === 0) return undefined
  const text = printText(mistaken.reduce((fixed, { wrong, right }) => fixed.replace(wrong, right), value))
  const place = pattern.span ?? span
  const message = `${mistaken.map(({ says }) => says).join('; ')}.`
  const fixes: Fix[] = [{ title: text, span: place, text }]
  return { code: 'pattern-letters', message, hint: `Write ${text}.`, span: place, fixes }
}

const BETWEENS = ['BETWEEN', 'NOT BETWEEN']
const COMPARISONS = ['=', '<>', '<', '<=', '>', '>=']
const WITH_PATTERN = ['DATE_FORMAT', 'TO_DATE', 'TO_TIMESTAMP', 'TO_TIMESTAMP_LTZ', 'FROM_UNIXTIME', 'UNIX_TIMESTAMP']

const forEach = (names: readonly string[], ...rules: Rule[]) => names.map((name) => [name, rules] as const)

/** The rules by the name of the function that they are about. */
const RULES: Readonly<Record<string, readonly Rule[]>> = Object.fromEntries([
  ['AND', [contradiction('=', false)]],
  ['OR', [contradiction('<>', true)]],
  ...forEach(COMPARISONS, sameSides),
  ...forEach(BETWEENS, turnedBounds),
  ...forEach(['IN', 'NOT IN'], nullMember),
  ...forEach(['LIKE', 'NOT LIKE'], otherWildcards),
  ...forEach(['CAST', 'TRY_CAST'], missingLength),
  ...forEach(WITH_PATTERN, patternLetters),
])
