/** Splitting text at a regular expression, as java.lang.String.split does. */
import { compilePattern, Pattern } from '../regex/pattern.ts'
import { DataError } from './definition.ts'

const SPECIAL = /[.$|()[{^?*+\\]/

/**
 * The parts between matches: at most `limit`, or all of them without empty ones at the end when it is 0.
 *
 * A match of nothing at the very beginning gives no empty part.
 */
export function splitPattern(text: string, separator: string, limit: number): string[] {
  const parts =
    separator.length === 1 && !SPECIAL.test(separator)
      ? splitPlain(text, separator, limit)
      : splitMatches(text, separator, limit)
  if (limit > 0) return parts
  let length = parts.length
  while (length > 0 && parts[length - 1] === '') length--
  return parts.slice(0, length)
}

function splitPlain(text: string, separator: string, limit: number): string[] {
  const parts = text.split(separator)
  if (limit === 0 || parts.length <= limit) return parts
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)]
}

function splitMatches(text: string, separator: string, limit: number): string[] {
  const pattern = compilePattern(separator)
  if (!(pattern instanceof Pattern)) throw new DataError(`The separator cannot be used: ${pattern.message}`)
  const parts: string[] = []
  let at = 0
  for (const [from, to] of pattern.all(text)) {
    if (limit > 0 && parts.length === limit - 1) break
    if (from === to && to === 0) continue
    parts.push(text.slice(at, from))
    at = to!
  }
  parts.push(text.slice(at))
  return parts
}
