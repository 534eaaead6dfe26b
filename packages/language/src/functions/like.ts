/** LIKE: `%` is any text, `_` is any one character; there is no escape character unless ESCAPE names one. */

import { BOOLEAN } from '../types.ts'
import { DataError, defineFunction, type FunctionDefinition } from './definition.ts'
import { constantText, param, TEXT } from './params.ts'
import { generatePieces } from './text/onBytes.ts'

type Matcher = (text: string) => boolean

/** One part of a pattern: a literal character, any one character, or any text. */
type Part = { char: string } | 'one' | 'any'

function readPattern(pattern: string, escapeChar: string | undefined): Part[] {
  const parts: Part[] = []
  const chars = [...pattern]
  for (let i = 0; i < chars.length; i++) {
    const c = chars[i]!
    if (c === escapeChar) {
      const next = chars[++i]
      if (next === undefined || (next !== '%' && next !== '_' && next !== escapeChar)) {
        throw new DataError(`The escape character ${escapeChar} must stand before %, _ or itself.`)
      }
      parts.push({ char: next })
    } else if (c === '%') {
      if (parts[parts.length - 1] !== 'any') parts.push('any')
    } else parts.push(c === '_' ? 'one' : { char: c })
  }
  return parts
}

/** The escape character, if any; an empty text names none. */
function escapeOf(written: string | undefined): string | undefined {
  if (written === undefined || written === '') return undefined
  if (written.length === 1) return written
  throw new DataError(`ESCAPE takes one character, found ${JSON.stringify(written)}.`)
}

/** The texts between the `%` of a pattern that has no `_`: what stands at the beginning, in between and at the end. */
function piecesOf(pattern: string, escapeChar: string | undefined): string[] | undefined {
  const parts = readPattern(pattern, escapeChar)
  if (parts.includes('one') || !parts.includes('any')) return undefined
  const pieces = ['']
  for (const part of parts) {
    if (part === 'any') pieces.push('')
    else pieces[pieces.length - 1] += (part as { char: string }).char
  }
  return pieces
}

/** A matcher in time proportional to text × pattern at worst; plain beginnings, ends and middles are searched directly. */
function likeMatcher(pattern: string, escapeChar?: string): Matcher {
  const parts = readPattern(pattern, escapeChar)
  if (parts.includes('one')) return (text) => wildcard([...text], parts)
  const literal = (from: number, to: number) =>
    parts
      .slice(from, to)
      .map((part) => (part as { char: string }).char)
      .join('')
  const anys = parts.flatMap((part, i) => (part === 'any' ? [i] : []))
  const last = parts.length - 1
  if (anys.length === 0) {
    const whole = literal(0, parts.length)
    return (text) => text === whole
  }
  if (anys.length === 1) {
    const [head, tail] = [literal(0, anys[0]!), literal(anys[0]! + 1, parts.length)]
    return (text) => text.length >= head.length + tail.length && text.startsWith(head) && text.endsWith(tail)
  }
  if (anys.length === 2 && anys[0] === 0 && anys[1] === last) {
    const middle = literal(1, last)
    return (text) => text.includes(middle)
  }
  return (text) => wildcard([...text], parts)
}

/** Greedy matching that returns to the last `%` only. */
function wildcard(text: readonly string[], parts: readonly Part[]): boolean {
  let at = 0
  let part = 0
  let starPart = -1
  let starAt = 0
  while (at < text.length) {
    const wanted = parts[part]
    if (wanted === 'any') {
      starPart = part++
      starAt = at
    } else if (wanted === 'one' || (wanted !== undefined && wanted.char === text[at])) {
      at++
      part++
    } else if (starPart >= 0) {
      part = starPart + 1
      at = ++starAt
    } else return false
  }
  while (parts[part] === 'any') part++
  return part === parts.length
}

function like(negated: boolean): FunctionDefinition {
  const name = negated ? 'NOT LIKE' : 'LIKE'
  const { resolve, ...rest } = defineFunction({
    name,
    group: 'comparison',
    usage: `text ${name} pattern [ESCAPE character]`,
    summary: `Whether a text ${negated ? 'does not match' : 'matches'} a pattern in which % is any text and _ any one character.`,
    zh: `文本是否${negated ? '不' : ''}匹配模式：% 表示任意文本，_ 表示任意一个字符。`,
    examples: negated
      ? [["'abc' NOT LIKE '%b%'", false]]
      : [
          ["'abc' LIKE '_b_'", true],
          ["'a%c' LIKE 'a!%c' ESCAPE '!'", true],
        ],
    params: [param('text', TEXT), param('pattern', TEXT), param('escape', TEXT, { optional: true })],
    returns: BOOLEAN,
    fails: ({ args }) => args.length > 2,
    bind({ args }) {
      const [pattern, escapeChar] = [constantText(args[1]), constantText(args[2])]
      if (pattern === undefined || (args.length > 2 && escapeChar === undefined))
        return (text, given, escapeGiven) =>
          likeMatcher(given as string, escapeOf(escapeGiven as string | undefined))(text as string) !== negated
      let matches: Matcher | undefined
      return (text) => {
        matches ??= likeMatcher(pattern, escapeOf(escapeChar))
        return matches(text as string) !== negated
      }
    },
    generate(generator, { args }) {
      const [pattern, escapeChar] = [constantText(args[1]), constantText(args[2])]
      if (pattern === undefined || (args.length > 2 && escapeChar === undefined)) return undefined
      const pieces = piecesOf(pattern, escapeOf(escapeChar))
      return pieces && generatePieces(generator, args[0]!, pieces, negated)
    },
    sql: ([text, pattern, escapeChar]) => `(${text} ${name} ${pattern}${escapeChar ? ` ESCAPE ${escapeChar}` : ''})`,
  })
  return {
    ...rest,
    resolve(call) {
      const resolved = resolve(call)
      const [pattern, escapeChar] = [constantText(resolved?.args[1]), constantText(resolved?.args[2])]
      try {
        if (pattern !== undefined && escapeChar !== undefined) likeMatcher(pattern, escapeOf(escapeChar))
      } catch (problem) {
        if (!(problem instanceof DataError)) throw problem
        return call.problem({ code: 'pattern', message: problem.message, span: call.spans[1]! })
      }
      return resolved
    },
  }
}

export const likeOperators: readonly FunctionDefinition[] = [like(false), like(true)]
