import { RE2JS } from 're2js'
import { SHORT_TEXT, simplePattern } from './simple.ts'
import { type PatternProblem, translatePattern } from './translate.ts'

/** Where a match and its groups lie in the text, as pairs of UTF-16 positions; −1 for a group that took no part. */
export type Match = readonly number[]

/** A compiled regular expression: matching takes time in proportion to the length of the text. */
export class Pattern {
  readonly groups: number
  private readonly plain: RE2JS
  private readonly lineSource: string | undefined
  private line: RE2JS | undefined
  private readonly simple: RegExp | undefined

  /** `lineSource` is the pattern where `$` also holds before a line feed, if it has a `$`; `simple` does the same on short texts. */
  constructor(plain: RE2JS, groups: number, lineSource: string | undefined, simple: RegExp | undefined) {
    this.plain = plain
    this.groups = groups
    this.lineSource = lineSource
    this.simple = simple
  }

  /** Whether some part of the text matches. */
  found(text: string): boolean {
    if (this.simple && text.length <= SHORT_TEXT) return this.simple.test(text)
    return this.endsInLine(text) ? this.inLines(text).find() : this.plain.test(text)
  }

  /** Whether the text as a whole matches. */
  matches(text: string): boolean {
    return this.plain.testExact(text)
  }

  /** A group of the first match, 0 being the whole; null when nothing matches or the group took no part. */
  extract(text: string, group: number): string | null {
    if (this.simple && text.length <= SHORT_TEXT) return this.simple.exec(text)?.[group] ?? null
    const match = this.first(text)
    return match === undefined || match[2 * group]! < 0 ? null : text.slice(match[2 * group], match[2 * group + 1])
  }

  /** The first match. */
  first(text: string): Match | undefined {
    const matcher = this.matcher(text)
    return matcher.find() ? this.positions(matcher, text) : undefined
  }

  /** All matches from left to right; an empty match moves on by one character. */
  *all(text: string): Generator<Match> {
    const matcher = this.matcher(text)
    while (matcher.find()) yield this.positions(matcher, text)
  }

  private matcher(text: string): Matcher {
    return this.endsInLine(text) ? this.inLines(text) : this.plain.matcher(text)
  }

  private positions(matcher: Matcher, text: string): Match {
    const positions: number[] = []
    for (let group = 0; group <= this.groups; group++) positions.push(matcher.start(group), matcher.end(group))
    if (!this.endsInLine(text)) return positions
    const last = text.search(LINE_END)
    return positions.map((at) => (at > last ? text.length : at))
  }

  private endsInLine(text: string): boolean {
    return this.lineSource !== undefined && LINE_END.test(text)
  }

  /** `$` holds before a final end of line; here that is the only line feed, so the automaton need not know which is the last. */
  private inLines(text: string): Matcher {
    this.line ??= RE2JS.compile(this.lineSource!)
    return this.line.matcher(`${text.replace(LINE_END, '').replaceAll('\n', '\r')}\n`)
  }
}

type Matcher = ReturnType<RE2JS['matcher']>

const LINE_END = /(?:\r\n|[\n\r\u0085\u2028\u2029])$/

const cache = new Map<string, Pattern | PatternProblem>()
const CACHED = 500

/** The pattern of a text, or why there is none; patterns that were used lately are kept. */
export function compilePattern(text: string): Pattern | PatternProblem {
  const known = cache.get(text)
  if (known) return known
  const pattern = compile(text)
  if (cache.size >= CACHED) cache.clear()
  cache.set(text, pattern)
  return pattern
}

function compile(text: string): Pattern | PatternProblem {
  const translation = translatePattern(text)
  if ('message' in translation) return translation
  try {
    return new Pattern(
      RE2JS.compile(translation.source),
      translation.groups,
      translation.lineSource,
      simplePattern(text),
    )
  } catch {
    return { message: 'The pattern is too large.', unsupported: true }
  }
}
