import type { Diagnostic, Fix, Span } from '../diagnostic.ts'

export interface Token {
  kind: 'name' | 'quoted' | 'number' | 'text' | 'bytes' | 'symbol' | 'end'
  /** As written; for names in upper case see `upper`; for text without quotes. */
  text: string
  upper: string
  span: Span
}

const SYMBOLS = ['<>', '<=', '>=', '||', '!=', '==', '=>', '->', '&&']
const SINGLE = '()[]{}<>=+-*/%,.;?@!:|&^'
const isSpace = (c: string) => c === ' ' || c === '\t' || c === '\n' || c === '\r' || c === '\u00a0' || c === '\ufeff'
const isDigit = (c: string | undefined) => c !== undefined && c >= '0' && c <= '9'
const isNameStart = (c: string) => /[\p{L}_]/u.test(c)
const isNamePart = (c: string) => /[\p{L}\p{N}\p{M}_$]/u.test(c)

/** Splits the text of an expression into tokens; what cannot be read becomes a problem and is skipped. */
export function tokenize(source: string, problems: Diagnostic[]): Token[] {
  const tokens: Token[] = []
  const push = (kind: Token['kind'], text: string, from: number, to: number) => {
    tokens.push({ kind, text, upper: kind === 'name' ? text.toUpperCase() : text, span: [from, to] })
    return to
  }
  const problem = (message: string, from: number, to: number, hint?: string, fix?: Fix) => {
    const remedy = { ...(hint && { hint }), ...(fix && { fixes: [fix] }) }
    problems.push({ code: 'syntax-error', severity: 'error', message, span: [from, to], ...remedy })
    return to
  }
  let at = 0
  while (at < source.length) {
    const c = source[at]!
    if (isSpace(c)) at++
    else if (source.startsWith('--', at)) at = endOfLine(source, at)
    else if (source.startsWith('/*', at)) at = blockComment(source, at, problem)
    else if (c === "'") at = quotedToken(source, at, "'", 'text', push, problem)
    else if (c === '`') at = quotedToken(source, at, '`', 'quoted', push, problem)
    else if (c === '"') at = doubleQuoted(source, at, push, problem)
    else if ((c === 'x' || c === 'X') && source[at + 1] === "'") at = bytesToken(source, at, push, problem)
    else if (isDigit(c) || (c === '.' && isDigit(source[at + 1]))) at = numberToken(source, at, push)
    else {
      const point = String.fromCodePoint(source.codePointAt(at)!)
      const symbol = SYMBOLS.find((s) => source.startsWith(s, at))
      if (isNameStart(point)) at = nameToken(source, at, push)
      else if (symbol) at = push('symbol', symbol, at, at + symbol.length)
      else if (SINGLE.includes(c)) at = push('symbol', c, at, at + 1)
      else at = unexpected(source, at, point, push, problem)
    }
  }
  push('end', '', source.length, source.length)
  return tokens
}

/** What keyboards and word processors write in place of the characters of SQL. */
const LOOK_ALIKE: Record<string, string> = {
  '（': '(',
  '）': ')',
  '，': ',',
  '、': ',',
  '＝': '=',
  '＞': '>',
  '＜': '<',
  '＋': '+',
  '－': '-',
  '−': '-',
  '–': '-',
  '＊': '*',
  '×': '*',
  '÷': '/',
  '／': '/',
  '％': '%',
  '。': '.',
  '．': '.',
  '‘': "'",
  '’': "'",
  '“': "'",
  '”': "'",
  '＇': "'",
  '＂': "'",
  '≠': '<>',
  '≤': '<=',
  '≥': '>=',
  '＆': 'AND',
  '｜': 'OR',
  '　': ' ',
}

/** A character that means nothing here; text in curly quotes is one problem with one remedy. */
function unexpected(source: string, at: number, point: string, push: Push, problem: Problem): number {
  const quoted = /^(?:“([^“”]*)”|[‘’]([^‘’]*)’)/.exec(source.slice(at, at + 1000))
  const inside = quoted?.[1] ?? quoted?.[2] ?? ''
  const written = quoted ? quoted[0] : point
  const right = quoted ? `'${inside.replaceAll("'", "''")}'` : LOOK_ALIKE[point]
  const to = at + written.length
  if (quoted) push('text', inside, at, to)
  if (right === undefined) return problem(`Unexpected character ${JSON.stringify(point)}.`, at, to)
  const fix = { title: `Write ${right}`, span: [at, to] as const, text: right }
  return problem(`\`${written}\` has no meaning here.`, at, to, `Write \`${right}\`.`, fix)
}

type Push = (kind: Token['kind'], text: string, from: number, to: number) => number
type Problem = (message: string, from: number, to: number, hint?: string, fix?: Fix) => number

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from)
  return end < 0 ? source.length : end
}

function blockComment(source: string, from: number, problem: Problem): number {
  const end = source.indexOf('*/', from + 2)
  return end < 0 ? problem('This comment is not closed.', from, source.length, 'Add `*/`.') : end + 2
}

/** End of a quoted section in which the quote is doubled to stand for itself; −1 when it is not closed. */
function closingQuote(source: string, from: number, quote: string): number {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] !== quote) continue
    if (source[at + 1] !== quote) return at
    at++
  }
  return -1
}

function quotedToken(
  source: string,
  from: number,
  quote: string,
  kind: 'text' | 'quoted',
  push: Push,
  problem: Problem,
) {
  const end = closingQuote(source, from, quote)
  if (end < 0) {
    push(kind, source.slice(from + 1), from, source.length)
    return problem(
      `This ${kind === 'text' ? 'text' : 'name'} is not closed.`,
      from,
      source.length,
      `Add a closing ${quote}`,
    )
  }
  return push(kind, source.slice(from + 1, end).replaceAll(quote + quote, quote), from, end + 1)
}

function doubleQuoted(source: string, from: number, push: Push, problem: Problem): number {
  const end = closingQuote(source, from, '"')
  const to = end < 0 ? source.length : end + 1
  const inside = source.slice(from + 1, end < 0 ? to : end)
  push('text', inside, from, to)
  const text = `'${inside.replaceAll("'", "''")}'`
  return problem(
    'Double quotes have no meaning here.',
    from,
    to,
    "Write text in 'single quotes' and names in `backticks`.",
    { title: `Write ${text}`, span: [from, to], text },
  )
}

function bytesToken(source: string, from: number, push: Push, problem: Problem): number {
  const end = closingQuote(source, from + 1, "'")
  const digits = source.slice(from + 2, end < 0 ? source.length : end)
  const to = end < 0 ? source.length : end + 1
  push('bytes', digits, from, to)
  if (end < 0) return problem('These bytes are not closed.', from, to, "Add a closing '")
  if (!/^([0-9a-fA-F]{2})*$/.test(digits))
    return problem('Bytes need pairs of hexadecimal digits.', from, to, "Example: X'0aff'")
  return to
}

function numberToken(source: string, from: number, push: Push): number {
  const number = /(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/y
  number.lastIndex = from
  const text = number.exec(source)![0]
  return push('number', text, from, from + text.length)
}

function nameToken(source: string, from: number, push: Push): number {
  let at = from
  while (at < source.length) {
    const point = String.fromCodePoint(source.codePointAt(at)!)
    if (!isNamePart(point)) break
    at += point.length
  }
  return push('name', source.slice(from, at), from, at)
}
