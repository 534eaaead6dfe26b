/** Filters in paths: `[?(@.price < 10 && @.tag in ['a', 'b'])]`. */
import { compilePattern, Pattern } from '../regex/pattern.ts'
import {
  closingQuote,
  type Filter,
  InvalidPath,
  type JsonPath,
  OPERATORS,
  type Operand,
  type Operator,
  unescaped,
} from './step.ts'
import { type JsonTree, parseJson } from './tree.ts'

const MAX_DEPTH = 50

/** Reads a path inside a filter; `depth` is how deep that is in the whole. */
type ReadPath = (text: string, depth: number) => JsonPath

/** Reads a filter whose bracket opens at `from`, itself inside of `depth` others; `at` is behind its closing bracket. */
export function readFilter(
  path: string,
  { from, depth }: { from: number; depth: number },
  readPath: ReadPath,
): { filter: Filter; at: number } {
  const reader = new FilterReader(path, { from, depth }, readPath)
  return { filter: reader.whole(), at: reader.at }
}

class FilterReader {
  at: number
  private depth: number
  private readonly text: string
  private readonly readPath: ReadPath
  constructor(text: string, { from, depth }: { from: number; depth: number }, readPath: ReadPath) {
    this.text = text
    this.at = from + 1
    this.depth = depth
    this.readPath = readPath
  }

  whole(): Filter {
    this.expect('?')
    this.expect('(')
    const filter = this.or()
    this.expect(')')
    this.expect(']')
    return filter
  }

  private skipBlanks(): string | undefined {
    while (this.text[this.at] === ' ') this.at++
    return this.text[this.at]
  }

  private expect(symbol: string): void {
    this.skipBlanks()
    if (!this.text.startsWith(symbol, this.at))
      throw new InvalidPath(`A filter is written [?(…)], expected \`${symbol}\`.`)
    this.at += symbol.length
  }

  private take(symbol: string): boolean {
    this.skipBlanks()
    if (!this.text.startsWith(symbol, this.at)) return false
    this.at += symbol.length
    return true
  }

  private or(): Filter {
    if (++this.depth > MAX_DEPTH) throw new InvalidPath('A filter is nested too deeply.')
    const parts = [this.and()]
    while (this.take('||')) parts.push(this.and())
    this.depth--
    return parts.length === 1 ? parts[0]! : { k: 'or', parts }
  }

  private and(): Filter {
    const parts = [this.operand()]
    while (this.take('&&')) parts.push(this.operand())
    return parts.length === 1 ? parts[0]! : { k: 'and', parts }
  }

  private operand(): Filter {
    if (this.skipBlanks() === '!' && !/^! *[$@]/.test(this.text.slice(this.at))) {
      this.at++
      if (++this.depth > MAX_DEPTH) throw new InvalidPath('A filter is nested too deeply.')
      const part = this.operand()
      this.depth--
      return { k: 'not', part }
    }
    if (!this.take('(')) return this.comparison()
    const inner = this.or()
    this.expect(')')
    return inner
  }

  private comparison(): Filter {
    const negated = this.take('!')
    const left = this.value()
    const before = this.at
    const operator = this.operator()
    if (operator) return { k: 'compare', left, operator, right: this.value() }
    this.at = before
    if (left.k !== 'path') throw new InvalidPath('A filter compares something.')
    return { k: 'exists', path: left.path, wanted: !negated }
  }

  private operator(): Operator | undefined {
    this.skipBlanks()
    const rest = this.text.slice(this.at, this.at + 12).toLowerCase()
    const operator = OPERATORS.find(
      (candidate) => rest.startsWith(candidate) && (!/\w/.test(candidate) || !/\w/.test(rest[candidate.length] ?? '')),
    )
    if (operator) this.at += operator.length
    return operator
  }

  private value(): Operand {
    const c = this.skipBlanks()
    if (c === '$' || c === '@') return { k: 'path', path: this.path() }
    if (c === "'" || c === '"') {
      const end = closingQuote(this.text, this.at, c)
      const value = unescaped(this.text.slice(this.at + 1, end))
      this.at = end + 1
      return { k: 'literal', value }
    }
    if (c === '/') return this.pattern()
    if (c === '[' || c === '{') return { k: 'literal', value: this.json(c) }
    const word = /^(?:true|false|null|-?[\d.]+(?:[eE][+-]?\d+)?)/.exec(this.text.slice(this.at))?.[0]
    const value = word === undefined ? undefined : parseJson(word)
    if (word === undefined || value === undefined) throw new InvalidPath('A filter lacks a value.')
    this.at += word.length
    return { k: 'literal', value }
  }

  /** Up to an operator, a blank or the end of the filter. */
  private path(): JsonPath {
    const from = this.at++
    for (;;) {
      const c = this.text[this.at]
      if (c === '[') this.at = this.matching('[', ']')
      else if (c === '(' && this.text[this.at + 1] === ')') this.at += 2
      else if (c === undefined || ' <>=~!)&|,'.includes(c))
        return this.readPath(this.text.slice(from, this.at), this.depth)
      else this.at++
    }
  }

  /** Position behind the bracket that closes the one here. */
  private matching(open: string, close: string): number {
    let depth = 0
    for (let at = this.at; at < this.text.length; at++) {
      const c = this.text[at]!
      if (c === "'" || c === '"') at = closingQuote(this.text, at, c)
      else if (c === open) depth++
      else if (c === close && --depth === 0) return at + 1
    }
    throw new InvalidPath('A bracket is not closed.')
  }

  /** A literal array or object; single quotes are understood. */
  private json(open: '[' | '{'): JsonTree {
    const from = this.at
    this.at = this.matching(open, open === '[' ? ']' : '}')
    const written = this.text.slice(from, this.at)
    const value = parseJson(written) ?? parseJson(written.replaceAll("'", '"'))
    if (value === undefined) throw new InvalidPath('A value in a filter is not JSON.')
    return value
  }

  private pattern(): Operand {
    const end = closingQuote(this.text, this.at, '/')
    const flags = /^[a-z]*/.exec(this.text.slice(end + 1))![0]
    const compiled = compilePattern((flags === '' ? '' : `(?${flags})`) + this.text.slice(this.at + 1, end))
    if (!(compiled instanceof Pattern)) throw new InvalidPath(compiled.message)
    this.at = end + 1 + flags.length
    return { k: 'pattern', pattern: compiled }
  }
}
