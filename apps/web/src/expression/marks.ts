/** What each piece of an expression is, for drawing it. */
import { definitionOf, indexOfField, isKeyword, type Token, tokenize } from '@millrace/language'
import type { ExpressionScope } from './scope.ts'

export type MarkKind = 'field' | 'function' | 'keyword' | 'text' | 'number' | 'symbol' | 'comment' | 'name'

export interface Mark {
  from: number
  to: number
  kind: MarkKind
}

/** Marks in the order of the text; they do not overlap. */
export function marksOf(text: string, scope: ExpressionScope): Mark[] {
  const tokens = tokenize(text, [])
  const marks: Mark[] = []
  let end = 0
  for (const [at, token] of tokens.entries()) {
    const [from, to] = token.span
    marks.push(...commentsIn(text, end, from))
    end = to
    if (token.kind !== 'end' && to > from) marks.push({ from, to, kind: kindOf(tokens, at, scope) })
  }
  return marks
}

/** Between tokens lie spaces and comments only. */
function commentsIn(text: string, from: number, to: number): Mark[] {
  const gap = text.slice(from, to)
  if (gap.trim() === '') return []
  const start = from + gap.length - gap.trimStart().length
  return [{ from: start, to: from + gap.trimEnd().length, kind: 'comment' }]
}

function kindOf(tokens: readonly Token[], at: number, scope: ExpressionScope): MarkKind {
  const token = tokens[at]!
  switch (token.kind) {
    case 'text':
    case 'bytes':
      return 'text'
    case 'number':
      return 'number'
    case 'quoted':
      return 'field'
    case 'name':
      return nameKind(tokens, at, scope)
    default:
      return 'symbol'
  }
}

function nameKind(tokens: readonly Token[], at: number, { fields, qualified, aggregates }: ExpressionScope): MarkKind {
  const { text, upper } = tokens[at]!
  if (tokens[at - 1]?.text === '.' && tokens[at - 1]?.kind === 'symbol') return 'field'
  const opens = tokens[at + 1]?.kind === 'symbol' && tokens[at + 1]?.text === '('
  if (opens && (definitionOf(upper) || aggregates?.some(({ name }) => name.toUpperCase() === upper)))
    return isKeyword(upper) && /^(AND|OR|NOT|IN|LIKE|BETWEEN)$/.test(upper) ? 'keyword' : 'function'
  if (indexOfField(fields, text) >= 0 || qualified?.some(({ name }) => name === text)) return 'field'
  if (isKeyword(upper)) return 'keyword'
  return definitionOf(upper) ? 'function' : 'name'
}
