import type { Diagnostic, Fix, Span } from '../diagnostic.ts'
import type { Token } from './lexer.ts'

/** Thrown inside the parser at the first place that cannot be read; `parse…` turns it into a diagnostic. */
export class SyntaxProblem extends Error {
  readonly diagnostic: Diagnostic
  constructor(message: string, span: Span, more: { hint?: string; fixes?: Fix[] } = {}) {
    super(message)
    this.diagnostic = { code: 'syntax-error', severity: 'error', message, span, ...more }
  }
}

/** Longest text and deepest nesting that are read; more is refused, so that hostile input ends quickly. */
export const MAX_LENGTH = 50_000
export const MAX_DEPTH = 400

/** A position in the tokens of one text. */
export class Cursor {
  private at = 0
  private depth = 0
  private readonly tokens: readonly Token[]
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  get token(): Token {
    return this.tokens[this.at]!
  }
  peek(ahead = 1): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)]!
  }
  get previousEnd(): number {
    return this.at === 0 ? 0 : this.tokens[this.at - 1]!.span[1]
  }
  next(): Token {
    const token = this.token
    if (token.kind !== 'end') this.at++
    return token
  }
  mark(): number {
    return this.at
  }
  reset(mark: number): void {
    this.at = mark
  }

  isWord(...words: string[]): boolean {
    return this.token.kind === 'name' && words.includes(this.token.upper)
  }
  isSymbol(symbol: string, ahead = 0): boolean {
    const token = ahead ? this.peek(ahead) : this.token
    return token.kind === 'symbol' && token.text === symbol
  }
  takeWord(...words: string[]): string | undefined {
    return this.isWord(...words) ? this.next().upper : undefined
  }
  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false
    this.next()
    return true
  }
  expectWord(...words: string[]): string {
    return this.takeWord(...words) ?? this.fail(`Expected ${words.join(' or ')}`)
  }
  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) this.fail(`Expected \`${symbol}\``)
  }
  expectName(what: string): string {
    if (this.token.kind !== 'name' && this.token.kind !== 'quoted') this.fail(`Expected ${what}`)
    return this.next().text
  }
  expectInteger(what: string): number {
    if (this.token.kind !== 'number' || !/^\d+$/.test(this.token.text)) this.fail(`Expected ${what}`)
    return Number(this.next().text)
  }

  fail(message: string, hint?: string): never {
    const { kind, text, span } = this.token
    const found = kind === 'end' ? 'the end of the text' : `\`${text}\``
    throw new SyntaxProblem(`${message}, found ${found}.`, span, hint === undefined ? {} : { hint })
  }

  /** Runs `parse` one level deeper. */
  nested<T>(parse: () => T): T {
    if (++this.depth > MAX_DEPTH) throw new SyntaxProblem('This is nested too deeply.', this.token.span)
    const result = parse()
    this.depth--
    return result
  }
}
