import { parseIntervalText } from '../time/interval.ts'
import { parseDateText, parseTimestampText, parseTimeText } from '../time/text.ts'
import { type FieldType, INTERVAL_MONTH, INTERVAL_SECOND, TIME } from '../types.ts'
import { SyntaxProblem } from './cursor.ts'
import type { Expr } from './expr.ts'
import type { Parser } from './parse.ts'
import { POWER } from './power.ts'

/** Words that name a unit of time; plural forms are understood. */
export const UNITS = new Set(
  (
    'MILLENNIUM CENTURY DECADE YEAR QUARTER MONTH WEEK DAY HOUR MINUTE SECOND MILLISECOND MICROSECOND NANOSECOND ' +
    'DOY DOW ISODOW ISOYEAR EPOCH YEARS QUARTERS MONTHS WEEKS DAYS HOURS MINUTES SECONDS'
  ).split(' '),
)

type Form = (parser: Parser, from: number, name: string) => Expr

/** Calls whose arguments are not a plain list. The cursor stands before the opening parenthesis. */
export const SPECIAL_FORMS: Record<string, Form> = {
  CAST: castForm,
  TRY_CAST: castForm,
  EXTRACT: extractForm,
  FLOOR: roundForm,
  CEIL: roundForm,
  CEILING: roundForm,
  TRIM: trimForm,
  SUBSTRING: substringForm,
  POSITION: positionForm,
  OVERLAY: overlayForm,
  TIMESTAMPDIFF: unitFirstForm,
  TIMESTAMPADD: unitFirstForm,
  JSON_VALUE: jsonValueForm,
  JSON_QUERY: jsonQueryForm,
  JSON_EXISTS: jsonExistsForm,
  JSON_OBJECT: jsonObjectForm,
  JSON_ARRAY: jsonArrayForm,
}

const word = (text: string): Expr => ({ k: 'word', word: text })

function castForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  const value = parser.expression()
  if (!cursor.takeWord('AS')) cursor.fail('Expected AS and a type', 'Example: CAST(price AS DECIMAL(10, 2))')
  const as = parser.typed()
  cursor.expectSymbol(')')
  return parser.call(name, [value], from, { as })
}

function extractForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  const unit = parser.unit()
  cursor.expectWord('FROM')
  const value = parser.expression()
  cursor.expectSymbol(')')
  return parser.call(name, [unit, value], from)
}

/** FLOOR(x) and FLOOR(x TO unit). */
function roundForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  const args = [parser.expression()]
  if (cursor.takeWord('TO')) args.push(parser.unit())
  cursor.expectSymbol(')')
  return parser.call(name === 'CEILING' ? 'CEIL' : name, args, from)
}

/** As [side, characters, text]. */
function trimForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  const side = cursor.takeWord('BOTH', 'LEADING', 'TRAILING')
  const blank = parser.literal(' ', { t: 'CHAR', length: 1 }, from)
  let characters = blank
  if (!(side && cursor.takeWord('FROM'))) {
    const first = parser.expression()
    if (!side && !cursor.isWord('FROM')) {
      cursor.expectSymbol(')')
      return parser.call(name, [word('BOTH'), blank, first], from)
    }
    cursor.expectWord('FROM')
    characters = first
  }
  const text = parser.expression()
  cursor.expectSymbol(')')
  return parser.call(name, [word(side ?? 'BOTH'), characters, text], from)
}

function substringForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  const args = [parser.expression()]
  if (cursor.takeWord('FROM')) {
    args.push(parser.expression())
    if (cursor.takeWord('FOR')) args.push(parser.expression())
    cursor.expectSymbol(')')
  } else {
    cursor.expectSymbol(',')
    args.push(...parser.list(')'))
  }
  return parser.call(name, args, from)
}

function positionForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  // Tighter than IN, which stands between the two arguments here.
  const args = [parser.expression(POWER.RANGE)]
  cursor.expectWord('IN')
  args.push(parser.expression())
  if (cursor.takeWord('FROM')) args.push(parser.expression())
  cursor.expectSymbol(')')
  return parser.call(name, args, from)
}

function overlayForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  const args = [parser.expression()]
  cursor.expectWord('PLACING')
  args.push(parser.expression())
  cursor.expectWord('FROM')
  args.push(parser.expression())
  if (cursor.takeWord('FOR')) args.push(parser.expression())
  cursor.expectSymbol(')')
  return parser.call(name, args, from)
}

function unitFirstForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  const unit = parser.unit()
  cursor.expectSymbol(',')
  return parser.call(name, [unit, ...parser.list(')')], from)
}

/** What happens ON EMPTY and ON ERROR, each as [word, default]. */
function onEmptyOnError(parser: Parser, allowed: string[], from: number): { empty: Expr[]; error: Expr[] } {
  const { cursor } = parser
  const none = parser.literal(null, { t: 'NULL' }, from)
  const result = { empty: [word('NULL'), none], error: [word('NULL'), none] }
  while (cursor.isWord(...allowed)) {
    const behaviour = cursor.next().upper
    const kind =
      behaviour === 'EMPTY' ? `EMPTY ${cursor.takeWord('OBJECT') ?? cursor.takeWord('ARRAY') ?? 'ARRAY'}` : behaviour
    const value = behaviour === 'DEFAULT' ? parser.expression() : none
    cursor.expectWord('ON')
    const when = cursor.expectWord('EMPTY', 'ERROR')
    result[when === 'EMPTY' ? 'empty' : 'error'] = [word(kind), value]
  }
  return result
}

/** As [json, path, on empty, default, on error, default]; RETURNING is the call's `as`. */
function jsonValueForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  const json = parser.expression()
  cursor.expectSymbol(',')
  const path = parser.expression()
  const as = cursor.takeWord('RETURNING') ? { as: parser.typed() } : {}
  const { empty, error } = onEmptyOnError(parser, ['NULL', 'ERROR', 'DEFAULT'], from)
  cursor.expectSymbol(')')
  return parser.call(name, [json, path, ...empty, ...error], from, as)
}

/** As [json, path, wrapper, on empty, on error]. */
function jsonQueryForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  const json = parser.expression()
  cursor.expectSymbol(',')
  const path = parser.expression()
  const as = cursor.takeWord('RETURNING') ? { as: parser.typed() } : {}
  const wrapper = wrapperBehaviour(parser)
  const { empty, error } = onEmptyOnError(parser, ['NULL', 'ERROR', 'EMPTY'], from)
  cursor.expectSymbol(')')
  return parser.call(name, [json, path, word(wrapper), empty[0]!, error[0]!], from, as)
}

function wrapperBehaviour({ cursor }: Parser): string {
  const having = cursor.takeWord('WITH', 'WITHOUT')
  if (!having) return 'WITHOUT'
  const kind = cursor.takeWord('CONDITIONAL', 'UNCONDITIONAL') ?? 'UNCONDITIONAL'
  cursor.takeWord('ARRAY')
  cursor.expectWord('WRAPPER')
  return having === 'WITHOUT' ? 'WITHOUT' : kind
}

/** As [json, path, on error]. */
function jsonExistsForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  const json = parser.expression()
  cursor.expectSymbol(',')
  const path = parser.expression()
  const behaviour = cursor.takeWord('TRUE', 'FALSE', 'UNKNOWN', 'ERROR')
  if (behaviour) {
    cursor.expectWord('ON')
    cursor.expectWord('ERROR')
  }
  cursor.expectSymbol(')')
  return parser.call(name, [json, path, word(behaviour ?? 'FALSE')], from)
}

/** As [on null, key, value, …]. */
function jsonObjectForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  const members: Expr[] = []
  while (!cursor.isSymbol(')') && !atNullClause(parser)) {
    if (cursor.isWord('KEY') && !cursor.isSymbol(')', 1)) cursor.next()
    members.push(parser.expression())
    if (!cursor.takeSymbol(':')) cursor.expectWord('VALUE')
    members.push(parser.expression())
    if (!cursor.takeSymbol(',')) break
  }
  const onNull = nullClause(parser) ?? 'NULL'
  cursor.expectSymbol(')')
  return parser.call(name, [word(onNull), ...members], from)
}

/** As [on null, value, …]. */
function jsonArrayForm(parser: Parser, from: number, name: string): Expr {
  const { cursor } = parser
  cursor.expectSymbol('(')
  const members: Expr[] = []
  while (!cursor.isSymbol(')') && !atNullClause(parser)) {
    members.push(parser.expression())
    if (!cursor.takeSymbol(',')) break
  }
  const onNull = nullClause(parser) ?? 'ABSENT'
  cursor.expectSymbol(')')
  return parser.call(name, [word(onNull), ...members], from)
}

const atNullClause = ({ cursor }: Parser) => cursor.isWord('NULL', 'ABSENT') && cursor.peek().upper === 'ON'

function nullClause(parser: Parser): string | undefined {
  if (!atNullClause(parser)) return undefined
  const behaviour = parser.cursor.next().upper
  parser.cursor.next()
  parser.cursor.expectWord('NULL')
  return behaviour
}

/** DATE '…', TIME '…', TIMESTAMP '…' and INTERVAL '…' unit, when the cursor stands at one. */
export function timeLiteral(parser: Parser, from: number): Expr | undefined {
  const { cursor } = parser
  const { upper } = cursor.token
  if (upper === 'INTERVAL') return intervalLiteral(parser, from)
  if (!['DATE', 'TIME', 'TIMESTAMP'].includes(upper) || cursor.peek().kind !== 'text') return undefined
  cursor.next()
  const { text, span } = cursor.next()
  const read = upper === 'DATE' ? dateLiteral : upper === 'TIME' ? timeOfDayLiteral : timestampLiteral
  const literal = read(text)
  if (!literal) {
    const form = { DATE: '2026-11-21', TIME: '10:22:00', TIMESTAMP: '2026-11-21 10:22:00' }[upper]
    throw new SyntaxProblem(`'${text}' is not a ${upper}.`, span, { hint: `The form is ${upper} '${form}'.` })
  }
  return parser.literal(literal[0], literal[1], from)
}

type Read = (text: string) => [value: number, type: FieldType] | undefined
const fraction = (text: string) => /\.(\d+)$/.exec(text)?.[1]?.length ?? 0

const dateLiteral: Read = (text) => {
  const days = /^\d{1,4}-\d{1,2}-\d{1,2}$/.test(text) && !/^0+-/.test(text) ? parseDateText(text) : undefined
  return days === undefined ? undefined : [days, { t: 'DATE' }]
}

const timeOfDayLiteral: Read = (text) => {
  const ms = /^\d{1,2}:\d{1,2}:\d/.test(text) ? parseTimeText(text) : undefined
  return ms === undefined ? undefined : [Math.floor(ms / 1000) * 1000, TIME]
}

const timestampLiteral: Read = (text) => {
  const ms = parseTimestampText(text)
  return ms === undefined ? undefined : [ms, { t: 'TIMESTAMP', precision: Math.min(fraction(text), 9) }]
}

function intervalLiteral(parser: Parser, from: number): Expr | undefined {
  const { cursor } = parser
  const mark = cursor.mark()
  cursor.next()
  const sign = cursor.takeSymbol('-') ? -1 : 1
  const { kind, text, span } = cursor.token
  if (kind !== 'text' && kind !== 'number') {
    cursor.reset(mark)
    return undefined
  }
  cursor.next()
  const first = intervalUnit(parser)
  const last = cursor.takeWord('TO') ? intervalUnit(parser) : first
  const value = parseIntervalText(text, first, last)
  if (value === undefined) {
    const hint = "Examples: INTERVAL '5' MINUTE, INTERVAL '1 02:03:04' DAY TO SECOND, INTERVAL '1-06' YEAR TO MONTH"
    throw new SyntaxProblem(`'${text}' is not an interval of ${first}${last === first ? '' : ` TO ${last}`}.`, span, {
      hint,
    })
  }
  const months = first === 'YEAR' || first === 'MONTH' || first === 'QUARTER'
  return parser.literal(sign * value, months ? INTERVAL_MONTH : INTERVAL_SECOND, from)
}

function intervalUnit(parser: Parser): string {
  const unit = parser.unit()
  const { cursor } = parser
  if (cursor.takeSymbol('(')) {
    cursor.expectInteger('a precision')
    if (cursor.takeSymbol(',')) cursor.expectInteger('a precision')
    cursor.expectSymbol(')')
  }
  return unit.k === 'word' ? unit.word : ''
}
