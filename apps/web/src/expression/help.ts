/** What is said about the piece of an expression under the pointer or at the caret. */
import {
  definitionOf,
  type FunctionDefinition,
  formatType,
  indexOfField,
  type RowType,
  type Token,
  tokenize,
} from '@millrace/language'
import { exampleOf, summaryOf } from './functions.ts'
import { fieldsBehind, sampleOf, sampleText } from './samples.ts'
import type { ExpressionScope } from './scope.ts'
import { type ExpressionLanguage, word } from './words.ts'

export interface Help {
  readonly from: number
  readonly to: number
  /** Signature of a function, name of a field. */
  readonly title: string
  /** Type of a field. */
  readonly type?: string
  readonly summary?: string
  /** Further lines: a label and a text. */
  readonly lines: readonly (readonly [label: string, text: string])[]
}

export function helpAt(
  text: string,
  at: number,
  scope: ExpressionScope,
  language: ExpressionLanguage,
): Help | undefined {
  const tokens = tokenize(text, [])
  const index = tokens.findIndex(({ span, kind }) => kind !== 'end' && span[0] <= at && at < span[1])
  if (index < 0) return undefined
  return aboutFunction(tokens, index, language) ?? aboutField(tokens, index, scope, language)
}

/** About the piece that the caret is in or behind, or else about the call that it is inside of. */
export function helpAtCaret(
  text: string,
  at: number,
  scope: ExpressionScope,
  language: ExpressionLanguage,
): Help | undefined {
  const found = helpAt(text, at, scope, language) ?? helpAt(text, at - 1, scope, language)
  const call = found ? undefined : callAround(tokenize(text, []), at)
  return call ? helpAt(text, call.span[0], scope, language) : found
}

/** The name before the nearest parenthesis that is still open at a place. */
function callAround(tokens: readonly Token[], at: number): Token | undefined {
  const open: number[] = []
  for (const [index, { text, kind, span }] of tokens.entries()) {
    if (span[0] >= at) break
    if (kind === 'symbol' && text === '(') open.push(index)
    if (kind === 'symbol' && text === ')') open.pop()
  }
  return open
    .map((index) => tokens[index - 1])
    .findLast((before) => before?.kind === 'name' && definitionOf(before.upper) !== undefined)
}

function aboutFunction(tokens: readonly Token[], index: number, language: ExpressionLanguage): Help | undefined {
  const token = tokens[index]!
  if (token.kind !== 'name' && token.kind !== 'symbol') return undefined
  if (token.text === '.' || tokens[index - 1]?.text === '.') return undefined
  const definition = definitionOf(token.kind === 'name' ? token.upper : token.text)
  const called = tokens[index + 1]?.text === '('
  // A field may have the name of a function.
  if (!definition || (token.kind === 'name' && definition.usage.startsWith(`${token.upper}(`) && !called))
    return undefined
  const [from, to] = token.span
  return {
    from,
    to,
    title: definition.usage,
    summary: summaryOf(definition, language),
    lines: linesAbout(definition, language),
  }
}

function linesAbout(definition: FunctionDefinition, language: ExpressionLanguage): [string, string][] {
  const lines: [string, string][] = []
  const example = exampleOf(definition)
  if (example)
    lines.push([
      word(language, 'example'),
      `${example.text} = ${example.value}${example.type ? ` : ${example.type}` : ''}`,
    ])
  if (definition.aliases?.length) lines.push([word(language, 'alias'), definition.aliases.join(', ')])
  if (definition.beyondFlink) lines.push(['', word(language, 'beyondFlink')])
  return lines
}

function aboutField(
  tokens: readonly Token[],
  index: number,
  scope: ExpressionScope,
  language: ExpressionLanguage,
): Help | undefined {
  const token = tokens[index]!
  if (token.kind !== 'name' && token.kind !== 'quoted') return undefined
  const path: string[] = []
  for (let at = index; tokens[at - 1]?.text === '.' && at >= 2; at -= 2) path.unshift(tokens[at - 2]!.text)
  const fields: RowType = fieldsBehind(scope, path) ?? []
  const field = fields[indexOfField(fields, token.text)]
  if (!field) return undefined
  const value = path.length === 0 ? sampleOf(scope, field.name) : undefined
  const [from, to] = token.span
  return {
    from,
    to,
    title: field.name,
    type: formatType(field.type),
    ...(field.nullable && { summary: word(language, 'nullable') }),
    lines: value === undefined ? [] : [[word(language, 'sample'), sampleText(value, field)]],
  }
}
