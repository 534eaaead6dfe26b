/**
 * Regular expressions of Java, brought to a dialect that is matched in linear time.
 *
 * Everything of java.util.regex.Pattern but what needs backtracking: back references, look-around, atomic groups and
 * possessive quantifiers are refused. Classes become plain sets of characters, so unions and intersections mean what they mean in
 * Java.
 */
import { CharacterReader, FLAG_LETTERS, Refusal } from './characters.ts'
import { LINE_ENDS, SHORTHANDS } from './classes.ts'
import { type CodePoints, complement, only } from './codePoints.ts'

/** Why a pattern cannot be used. */
export interface PatternProblem {
  message: string
  /** Whether Java has it and we refuse it, rather than Java refusing it too. */
  unsupported: boolean
}

export interface Translation {
  source: string
  /** The same where `$` also holds before a line feed; absent when there is no `$`. */
  lineSource: string | undefined
  groups: number
}

/** Translates a pattern, or says why not. */
export function translatePattern(pattern: string): Translation | PatternProblem {
  try {
    const plain = new Translator(pattern, '\\z')
    const source = plain.translate()
    const lineSource = plain.endOfText ? new Translator(pattern, '(?m:$)').translate() : undefined
    return { source, lineSource, groups: plain.groups }
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem
    return { message: problem.message, unsupported: problem.unsupported }
  }
}

const MAX_REPEAT = 1000

class Translator {
  groups = 0
  /** Whether the pattern tests for the end of the text by `$` or `\Z`. */
  endOfText = false
  private readonly reader: CharacterReader
  private readonly dollar: string
  private readonly names = new Set<string>()

  constructor(pattern: string, dollar: string) {
    this.reader = new CharacterReader(pattern)
    this.dollar = dollar
  }

  translate(): string {
    const source = this.alternatives()
    if (this.reader.at < this.reader.chars.length) throw new Refusal('A `)` has no `(`.')
    return source
  }

  /** Up to a closing parenthesis or the end; flags set inside end there. */
  private alternatives(): string {
    this.reader.enter()
    const outer = this.reader.flags
    const branches = [this.sequence()]
    while (this.reader.peek() === '|') {
      this.reader.at++
      branches.push(this.sequence())
    }
    this.reader.flags = outer
    this.reader.leave()
    return branches.join('|')
  }

  private sequence(): string {
    let source = ''
    for (;;) {
      this.reader.skipComments()
      const c = this.reader.peek()
      if (c === undefined || c === '|' || c === ')') return source
      if (c === '*' || c === '+' || c === '?') throw new Refusal(`Nothing stands before \`${c}\`.`)
      const atom = this.atom()
      source += atom === '' ? '' : this.repeated(atom)
    }
  }

  /** One unit with what it consumes; empty for a group of flags alone. */
  private atom(): string {
    const c = this.reader.next()!
    switch (c) {
      case '(':
        return this.group()
      case '[':
        return this.set(this.reader.characterClass())
      case '\\':
        return this.escape()
      case '.':
        return this.reader.flags.dotAll
          ? '(?s:.)'
          : this.set(complement(this.reader.flags.unixLines ? only(10) : LINE_ENDS))
      case '^':
        return this.reader.flags.multiline ? '(?m:^)' : '\\A'
      case '$':
        return this.end()
      case '{':
        throw new Refusal('A `{` must follow something that is repeated; write `\\{` for the character.')
      default:
        return this.literal(c.codePointAt(0)!)
    }
  }

  private end(): string {
    if (this.reader.flags.multiline) return '(?m:$)'
    this.endOfText = true
    return this.dollar
  }

  /** Quantifiers behind an atom. */
  private repeated(atom: string): string {
    let source = atom
    for (let first = true; ; first = false) {
      this.reader.skipComments()
      const quantifier = this.quantifier(first)
      if (quantifier === undefined) return source
      // Assertions may be repeated in Java; grouping keeps the other dialect from objecting.
      source = first && !/^(\\[AzbB]|\(\?m:)/.test(atom) ? source + quantifier : `(?:${source})${quantifier}`
    }
  }

  private quantifier(first: boolean): string | undefined {
    const c = this.reader.peek()
    if (c === '{') return this.counted()
    if (c !== '*' && c !== '+' && c !== '?') return undefined
    if (!first) throw new Refusal(`Nothing stands before \`${c}\`.`)
    this.reader.at++
    return c + this.greed()
  }

  private counted(): string {
    this.reader.at++
    const least = this.digits()
    if (least === undefined) throw new Refusal('A `{` must be followed by a number; write `\\{` for the character.')
    let most: number | undefined = least
    if (this.reader.peek() === ',') {
      this.reader.at++
      most = this.reader.peek() === '}' ? undefined : this.digits()
    }
    if (this.reader.next() !== '}') throw new Refusal('A `{` is not closed.')
    if (most !== undefined && most < least) throw new Refusal(`The repetition {${least},${most}} has no meaning.`)
    if (Math.max(least, most ?? 0) > MAX_REPEAT) throw new Refusal(`Repetitions count to ${MAX_REPEAT} at most.`, true)
    return `{${least}${most === least ? '' : `,${most ?? ''}`}}${this.greed()}`
  }

  private digits(): number | undefined {
    const from = this.reader.at
    while (/^\d$/.test(this.reader.peek() ?? '')) this.reader.at++
    return this.reader.at === from ? undefined : Number(this.reader.chars.slice(from, this.reader.at).join(''))
  }

  private greed(): string {
    if (this.reader.peek() === '+') throw new Refusal('Possessive quantifiers are not supported.', true)
    if (this.reader.peek() !== '?') return ''
    this.reader.at++
    return '?'
  }

  private group(): string {
    if (this.reader.peek() !== '?') {
      this.groups++
      return `(${this.closed()})`
    }
    const next = this.reader.peek(1)
    if (next === '<' && this.reader.peek(2) !== '=' && this.reader.peek(2) !== '!') return this.namedGroup()
    if (next === ':') {
      this.reader.at += 2
      return `(?:${this.closed()})`
    }
    if (next === '=' || next === '!' || next === '<')
      throw new Refusal('Look-ahead and look-behind are not supported.', true)
    if (next === '>') throw new Refusal('Atomic groups are not supported.', true)
    return this.flagGroup()
  }

  private closed(): string {
    const source = this.alternatives()
    if (this.reader.next() !== ')') throw new Refusal('A `(` is not closed.')
    return source
  }

  private namedGroup(): string {
    const end = this.reader.chars.indexOf('>', this.reader.at)
    const name = this.reader.chars.slice(this.reader.at + 2, end).join('')
    if (end < 0 || !/^[A-Za-z][A-Za-z0-9]*$/.test(name))
      throw new Refusal('The name of a group consists of letters and digits.')
    if (this.names.has(name)) throw new Refusal(`Two groups are named ${name}.`)
    this.names.add(name)
    this.reader.at = end + 1
    this.groups++
    return `(${this.closed()})`
  }

  /** `(?i)` holds up to the end of its group, `(?i:…)` inside. */
  private flagGroup(): string {
    this.reader.at++
    const flags = { ...this.reader.flags }
    let on = true
    for (;;) {
      const c = this.reader.next()
      if (c === '-' && on) on = false
      else if (c === 'U') throw new Refusal('The flag U is not supported.', true)
      else if (c !== undefined && FLAG_LETTERS[c]) flags[FLAG_LETTERS[c]] = on
      else if (c === ')') {
        this.reader.flags = flags
        return ''
      } else if (c === ':') {
        const outer = this.reader.flags
        this.reader.flags = flags
        const source = `(?:${this.closed()})`
        this.reader.flags = outer
        return source
      } else throw new Refusal('Behind `(?` stands something that has no meaning.')
    }
  }

  private escape(): string {
    const c = this.reader.next()
    if (c === undefined) throw new Refusal('A `\\` ends the pattern.')
    if (c === 'Q') return this.quoted()
    if (c === 'A' || c === 'z' || c === 'b' || c === 'B') {
      if (c === 'b' && this.reader.peek() === '{') throw new Refusal('\\b{g} is not supported.', true)
      return `\\${c}`
    }
    if (c === 'Z') {
      this.endOfText = true
      return this.dollar
    }
    if (c === 'R') return `(?:\\r\\n|${this.set(SHORTHANDS.v!)})`
    if (/^[1-9]$/.test(c) || c === 'k') throw new Refusal('Back references are not supported.', true)
    if (c === 'G' || c === 'X' || c === 'N') throw new Refusal(`\\${c} is not supported.`, true)
    const named = this.reader.shorthand(c)
    return named ? this.set(named) : this.literal(this.reader.escapedPoint(c))
  }

  /** `\Q…\E` */
  private quoted(): string {
    let source = ''
    while (this.reader.at < this.reader.chars.length) {
      if (this.reader.peek() === '\\' && this.reader.peek(1) === 'E') {
        this.reader.at += 2
        return source
      }
      const literal = this.literal(this.reader.next()!.codePointAt(0)!)
      const last =
        this.reader.at >= this.reader.chars.length || (this.reader.peek() === '\\' && this.reader.peek(1) === 'E')
      // A quantifier behind the section belongs to its last character.
      if (last) {
        this.reader.at += this.reader.at < this.reader.chars.length ? 2 : 0
        return source + this.repeated(literal)
      }
      source += literal
    }
    return source
  }

  private literal(point: number): string {
    return this.set(this.reader.cased(only(point)))
  }

  /** A set in the other dialect. */
  private set(set: CodePoints): string {
    const [first] = set
    const single = set.length === 1 && first![0] === first![1]
    return single ? hexPoint(first![0]) : classSource(set)
  }
}

const hexPoint = (point: number) =>
  /^[0-9A-Za-z ]$/.test(String.fromCodePoint(point)) ? String.fromCodePoint(point) : `\\x{${point.toString(16)}}`

function classSource(set: CodePoints): string {
  if (set.length === 0) return '[^\\x{0}-\\x{10ffff}]'
  return `[${set.map(([from, to]) => (from === to ? hexPoint(from) : `${hexPoint(from)}-${hexPoint(to)}`)).join('')}]`
}
