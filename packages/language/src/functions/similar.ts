/**
 * Patterns of SIMILAR TO, brought to regular expressions.
 *
 * As in Calcite a point, a caret and a dollar keep what they mean there only in part: `.` is any character, `^` the beginning, `$`
 * itself.
 */
import { DataError } from './definition.ts'

/** What a regular expression gives a meaning. */
const REGEX_SPECIALS = '[]()|^-+*?{}$\\.'
/** What SIMILAR TO gives a meaning, and an escape character may stand before. */
const SIMILAR_SPECIALS = '[]()|^-+*_%?{}'

const CLASSES: Readonly<Record<string, string>> = {
  ALPHA: '\\p{Alpha}',
  UPPER: '\\p{Upper}',
  LOWER: '\\p{Lower}',
  DIGIT: '\\d',
  SPACE: ' ',
  WHITESPACE: '\\s',
  ALNUM: '\\p{Alnum}',
}

/** The regular expression of a pattern; throws `DataError` for one that Calcite refuses. */
export function similarPattern(pattern: string, escapeChar?: string): string {
  if (escapeChar !== undefined && escapeChar.length !== 1)
    throw new DataError(`ESCAPE takes one character, found ${JSON.stringify(escapeChar)}.`)
  let source = ''
  for (let at = 0; at < pattern.length; at++) {
    const c = pattern[at]!
    if (c === escapeChar) source += escaped(pattern[++at], escapeChar)
    else if (c === '[') {
      const end = enumeration(pattern, at, escapeChar)
      source += end.source
      at = end.at
    } else if (c === ']') throw new DataError('A `]` in the pattern has no `[`.')
    else source += c === '_' ? '.' : c === '%' ? '(?s:.*)' : c === '\\' || c === '$' ? `\\${c}` : c
  }
  return source
}

function escaped(c: string | undefined, escapeChar: string): string {
  if (c === escapeChar) return c
  if (c === undefined || !SIMILAR_SPECIALS.includes(c))
    throw new DataError(`The escape character ${escapeChar} must stand before a special character or itself.`)
  return REGEX_SPECIALS.includes(c) ? `\\${c}` : c
}

/** `[…]` from its opening bracket on; `at` is the closing one. */
function enumeration(pattern: string, from: number, escapeChar: string | undefined): { source: string; at: number } {
  let source = '['
  for (let at = from + 1; at < pattern.length; at++) {
    const c = pattern[at]!
    if (c === ']') return { source: `${source}]`, at }
    if (c === escapeChar) source += escaped(pattern[++at], escapeChar)
    else if (pattern.startsWith('[:', at)) {
      const name = /^\[:([A-Za-z]+):\]/.exec(pattern.slice(at, at + 20))?.[1]
      const known = name && (name === name.toUpperCase() || name === name.toLowerCase()) && CLASSES[name.toUpperCase()]
      if (!known) throw new DataError('A class of characters in the pattern is not known.')
      source += known
      at += name.length + 3
    } else if (c !== '-' && c !== '^' && SIMILAR_SPECIALS.includes(c))
      throw new DataError(`A \`${c}\` inside \`[…]\` must be escaped.`)
    else source += c
  }
  throw new DataError('A `[` in the pattern is not closed.')
}
