/**
 * Patterns of dates and times with the letters of java.time.format.DateTimeFormatter: `yyyy-MM-dd'T'HH:mm:ss.SSS`.
 *
 * Flink uses them for DATE_FORMAT of a time stamp, TO_TIMESTAMP and TO_TIMESTAMP_LTZ; its other functions have `simplePattern.ts`.
 */
import { BadPattern, patternElements } from './patternElements.ts'
import { formatter } from './patternFormat.ts'
import { parseElements } from './patternParse.ts'

export interface TimePattern {
  /** Text of a wall-clock time; undefined when the pattern asks for a zone, which a wall clock does not have. */
  format(wallClock: number): string | undefined
  /** Wall-clock milliseconds; undefined when the text does not fit, NaN when it names a day that does not exist. */
  parse(text: string): number | undefined
}

const cache = new Map<string, TimePattern | string>()

/** The compiled pattern, or a sentence that says what is wrong with it. */
export function timePattern(text: string): TimePattern | string {
  const known = cache.get(text)
  if (known) return known
  const compiled = compile(text)
  if (cache.size > 1000) cache.clear()
  cache.set(text, compiled)
  return compiled
}

function compile(text: string): TimePattern | string {
  try {
    const elements = patternElements(text)
    return {
      format: formatter(elements),
      parse: (value) => parseElements(elements, value),
    }
  } catch (problem) {
    if (problem instanceof BadPattern) return problem.message
    throw problem
  }
}
