/** What may be written at a place of an expression. */
import { formatType, indexOfField, printName, type RowType, type Token, tokenize } from '@millrace/language'
import { namedFunctions, summaryOf } from './functions.ts'
import { fieldsBehind, literalText, sampleOf, sampleText } from './samples.ts'
import type { ExpressionScope } from './scope.ts'
import type { ExpressionLanguage } from './words.ts'

export type SuggestionKind = 'value' | 'field' | 'row' | 'function' | 'aggregate' | 'keyword' | 'type' | 'unit'

export interface Suggestion {
  readonly kind: SuggestionKind
  readonly label: string
  /** What is written, with the cursor `caret` characters from its beginning. */
  readonly insert: string
  readonly caret: number
  /** Type of a field, signature of a function. */
  readonly detail?: string
  /** Value of a field in the selected row. */
  readonly sample?: string
  readonly summary?: string
}

export interface Suggestions {
  /** Beginning of the word that a suggestion replaces; it ends at the cursor. */
  readonly from: number
  readonly word: string
  readonly list: readonly Suggestion[]
}

const UNITS = 'YEAR QUARTER MONTH WEEK DAY HOUR MINUTE SECOND MILLISECOND'.split(' ')
const EXTRACTED = [...UNITS, 'DOY', 'DOW', 'EPOCH']
const TYPES =
  'STRING INT BIGINT DOUBLE BOOLEAN DECIMAL(10, 2) DATE TIMESTAMP(3) TIMESTAMP_LTZ(3) TIME FLOAT SMALLINT TINYINT BYTES'.split(
    / (?!2)/,
  )
const AFTER_IS = ['NULL', 'NOT NULL', 'TRUE', 'NOT TRUE', 'FALSE', 'DISTINCT FROM ', 'NOT DISTINCT FROM ']
const OPERATORS = ['AND ', 'OR ', 'IS NULL', 'IS NOT NULL', 'IN ()', 'NOT IN ()', "LIKE ''", 'BETWEEN ']
const OPERANDS = ['NOT ', 'NULL', 'TRUE', 'FALSE', 'CASE WHEN  THEN  ELSE  END', "INTERVAL '1' MINUTE"]
const BEFORE_OPERAND = new Set(
  'AND OR NOT WHEN THEN ELSE BETWEEN SYMMETRIC LIKE CASE FROM FOR ESCAPE DISTINCT WHERE PLACING VALUE KEY IN TO'.split(
    ' ',
  ),
)

/** Suggestions for the word before the cursor; undefined inside a text or a comment. */
export function suggestionsAt(
  text: string,
  at: number,
  scope: ExpressionScope,
  language: ExpressionLanguage,
): Suggestions | undefined {
  const tokens = tokenize(text.slice(0, at), []).slice(0, -1)
  const last = tokens.at(-1)
  const ending = last?.span[1] === at
  if (ending && (last.kind === 'text' || last.kind === 'number' || last.kind === 'bytes')) return undefined
  if (inComment(text.slice(last?.span[1] ?? 0, at))) return undefined
  const typed = ending && (last.kind === 'name' || last.kind === 'quoted') ? last : undefined
  const before = typed ? tokens.slice(0, -1) : tokens
  const opens = /^\s*\(/.test(text.slice(at))
  const list = placed(before, { scope, language, opens })
  return { from: typed?.span[0] ?? at, word: typed?.text ?? '', list }
}

const inComment = (gap: string) => /--[^\n]*$/.test(gap) || gap.lastIndexOf('/*') > gap.lastIndexOf('*/')

interface Place {
  scope: ExpressionScope
  language: ExpressionLanguage
  /** Whether an opening parenthesis follows already. */
  opens: boolean
}

const symbol = (token: Token | undefined, text: string) => token?.kind === 'symbol' && token.text === text
const named = (token: Token | undefined, ...words: string[]) => token?.kind === 'name' && words.includes(token.upper)

function placed(before: readonly Token[], place: Place): Suggestion[] {
  const previous = before.at(-1)
  const earlier = before.at(-2)
  if (symbol(previous, '.')) return behindDot(before, place)
  if (named(previous, 'AS', 'RETURNING')) return TYPES.map((type) => plain('type', type))
  if (named(previous, 'IS')) return AFTER_IS.map((rest) => plain('keyword', rest))
  if (previous?.kind === 'text' && named(earlier, 'INTERVAL')) return UNITS.map((unit) => plain('unit', unit))
  if (symbol(previous, '(') && named(earlier, 'EXTRACT')) return EXTRACTED.map((unit) => plain('unit', `${unit} FROM `))
  if (symbol(previous, '(') && named(earlier, 'TIMESTAMPADD', 'TIMESTAMPDIFF'))
    return UNITS.map((unit) => plain('unit', `${unit}, `))
  if (named(previous, 'TO') && !named(earlier, 'SIMILAR')) return UNITS.map((unit) => plain('unit', unit))
  return expectsOperand(previous) ? [...values(before, place), ...operands(place)] : operators(before)
}

function expectsOperand(previous: Token | undefined): boolean {
  if (!previous) return true
  if (previous.kind === 'symbol') return previous.text !== ')' && previous.text !== ']'
  return previous.kind === 'name' && BEFORE_OPERAND.has(previous.upper)
}

/** The fields of the row before the dot. */
function behindDot(before: readonly Token[], { scope }: Place): Suggestion[] {
  const path: string[] = []
  for (let at = before.length - 1; at > 0 && symbol(before[at], '.'); at -= 2) {
    const owner = before[at - 1]!
    if (owner.kind !== 'name' && owner.kind !== 'quoted') return []
    path.unshift(owner.text)
  }
  return fieldSuggestions(fieldsBehind(scope, path) ?? [])
}

function fieldSuggestions(fields: RowType, scope?: ExpressionScope): Suggestion[] {
  return fields.map((field) => {
    const insert = printName(field.name)
    const value = scope && sampleOf(scope, field.name)
    return {
      kind: 'field',
      label: field.name,
      insert,
      caret: insert.length,
      detail: formatType(field.type),
      ...(value !== undefined && { sample: sampleText(value, field) }),
    }
  })
}

/** Behind `status = ` the value that the selected row has there. */
function values(before: readonly Token[], { scope }: Place): Suggestion[] {
  const [field, comparison] = before.slice(-2)
  if (comparison?.kind !== 'symbol' || !['=', '<>', '<', '<=', '>', '>='].includes(comparison.text)) return []
  const index = field ? indexOfField(scope.fields, field.text) : -1
  const value = index < 0 ? undefined : scope.sampleRow?.[index]
  const literal = value === undefined ? undefined : literalText(value, scope.fields[index]!)
  return literal === undefined ? [] : [plain('value', literal)]
}

function operands({ scope, language, opens }: Place): Suggestion[] {
  const rows = (scope.qualified ?? []).map(
    ({ name }): Suggestion => ({
      kind: 'row',
      label: name,
      insert: `${printName(name)}.`,
      caret: printName(name).length + 1,
    }),
  )
  const aggregates = (scope.aggregates ?? []).map(
    ({ name, summary }): Suggestion => ({ ...call('aggregate', name.toUpperCase(), opens), summary }),
  )
  const functions = namedFunctions.map(({ name, definition, bare, takesArguments }): Suggestion => {
    const head = bare ? plain('function', name) : call('function', name, opens, takesArguments)
    return { ...head, detail: definition.usage, summary: summaryOf(definition, language) }
  })
  return [
    ...fieldSuggestions(scope.fields, scope),
    ...rows,
    ...aggregates,
    ...functions,
    ...OPERANDS.map((word) => plain('keyword', word)),
  ]
}

function operators(before: readonly Token[]): Suggestion[] {
  const open =
    before.filter((token) => named(token, 'CASE')).length - before.filter((token) => named(token, 'END')).length
  const inCase = open > 0 ? ['WHEN ', 'THEN ', 'ELSE ', 'END'] : []
  const inCast = openCall(before) === 'CAST' || openCall(before) === 'TRY_CAST' ? ['AS '] : []
  return [...inCast, ...inCase, ...OPERATORS].map((word) => plain('keyword', word))
}

/** Name of the function whose parenthesis is open at the end. */
function openCall(before: readonly Token[]): string | undefined {
  let depth = 0
  for (let at = before.length - 1; at >= 0; at--) {
    if (symbol(before[at], ')')) depth++
    if (symbol(before[at], '(') && --depth < 0) return before[at - 1]?.upper
  }
  return undefined
}

/** The cursor goes to the first empty place: between quotes, parentheses or two spaces. */
function plain(kind: SuggestionKind, insert: string): Suggestion {
  const empty = kind === 'value' ? -1 : (/''|\(\)| {2}/.exec(insert)?.index ?? -1)
  return { kind, label: insert.trim().replace(/ {2,}/g, ' … '), insert, caret: empty < 0 ? insert.length : empty + 1 }
}

function call(kind: SuggestionKind, name: string, opens: boolean, takesArguments = true): Suggestion {
  const insert = opens ? name : `${name}()`
  return { kind, label: name, insert, caret: opens || !takesArguments ? insert.length : insert.length - 1 }
}
