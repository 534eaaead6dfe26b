/** JSON by JavaScript's own parser, as far down as it is followed. */
import type { Json } from '../value.ts'

/**
 * Deepest nesting of JSON that is read, as in newer versions of Flink's reader (Jackson).
 *
 * Whoever follows a value to its bottom may do so by recursion: no text exhausts the stack.
 */
export const MAX_JSON_DEPTH = 1000

/** Throws a `SyntaxError` for what is not JSON, and for what is nested more deeply than `MAX_JSON_DEPTH`. */
export function readJson(text: string): Json {
  if (text.length > MAX_JSON_DEPTH && isTooDeep(text))
    throw new SyntaxError(`The JSON is nested more than ${MAX_JSON_DEPTH} levels deep.`)
  return JSON.parse(text) as Json
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Whether more brackets are open at one place than are read; the text need not be JSON. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === QUOTE) quoted = !quoted
    else if (quoted) at += c === BACKSLASH ? 1 : 0
    else if (c === 0x5b || c === 0x7b) {
      if (++depth > MAX_JSON_DEPTH) return true
    } else if (c === 0x5d || c === 0x7d) depth--
  }
  return false
}
