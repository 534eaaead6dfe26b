/**
 * Regular expressions of Java, brought to a dialect that is matched in linear time.
 *
 * Everything of java.util.regex.Pattern but what needs backtracking: back references, look-around, atomic groups and
 * possessive quantifiers are refused. Classes become plain sets of characters, so unions and intersections mean what they mean in
 * Java.
 */
import { LINE_ENDS, namedClass, SHORTHANDS } from './classes.ts'
import {
  type CodePoints,
  complement,
  intersection,
  LAST_CODE_POINT,
  only,
  union,
  withEveryCase,
  withOtherCase,
} from './codePoints.ts'

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

class Refusal extends Error {
  readonly unsupported: boolean
  constructor(message: string, unsupported = false) {
    super(message)
    this.unsupported = unsupported
  }
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

interface Flags {
  caseless: boolean
  unicodeCase: boolean
  multiline: boolean
  dotAll: boolean
  comments: boolean
  unixLines: boolean
}

const NO_FLAGS: Flags = {
  caseless: false,
  unicodeCase: false,
  multiline: false,
  dotAll: false,
  comments: false,
  unixLines: false,
}
const FLAG_LETTERS: Readonly<Record<string, keyof Flags>> = {
  i: 'caseless',
  u: 'unicodeCase',
  m: 'multiline',
  s: 'dotAll',
  x: 'comments',
  d: 'unixLines',
}

const MAX_REPEAT = 1000
const MAX_DEPTH = 250
const CONTROL: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 }

/** Classes of one case stand for all cases when case does not count. */
const CASED_CLASSES: Readonly<Record<string, string>> = {
  Lu: 'LC',
  Ll: 'LC',
  Lt: 'LC',
  Lower: 'Alpha',
  Upper: 'Alpha',
  javaLowerCase: 'LC',
  javaUpperCase: 'LC',
  javaTitleCase: 'LC',
}

class Translator {
  groups = 0
  /** Whether the pattern tests for the end of the text by `$` or `\Z`. */
  endOfText = false
  private readonly chars: readonly string[]
  private readonly dollar: string
  private readonly names = new Set<string>()
  private at = 0
  private depth = 0
  private flags: Flags = NO_FLAGS

  constructor(pattern: string, dollar: string) {
    this.chars = [...pattern]
    this.dollar = dollar
  }

  translate(): string {
    const source = this.alternatives()
    if (this.at < this.chars.length) throw new Refusal('A `)` has no `(`.')
    return source
  }

  /** Up to a closing parenthesis or the end; flags set inside end there. */
  private alternatives(): string {
    if (++this.depth > MAX_DEPTH) throw new Refusal('The pattern is nested too deeply.', true)
    const outer = this.flags
    const branches = [this.sequence()]
    while (this.peek() === '|') {
      this.at++
      branches.push(this.sequence())
    }
    this.flags = outer
    this.depth--
    return branches.join('|')
  }

  private sequence(): string {
    let source = ''
    for (;;) {
      this.skipComments()
      const c = this.peek()
      if (c === undefined || c === '|' || c === ')') return source
      if (c === '*' || c === '+' || c === '?') throw new Refusal(`Nothing stands before \`${c}\`.`)
      const atom = this.atom()
      source += atom === '' ? '' : this.repeated(atom)
    }
  }

  private peek(ahead = 0): string | undefined {
    return this.chars[this.at + ahead]
  }

  private skipComments(): void {
    if (!this.flags.comments) return
    for (;;) {
      const c = this.peek()
      if (c !== undefined && ' \t\n\x0b\f\r'.includes(c)) this.at++
      else if (c === '#') while (this.peek() !== undefined && this.peek() !== '\n') this.at++
      else return
    }
  }

  /** One unit with what it consumes; empty for a group of flags alone. */
  private atom(): string {
    const c = this.chars[this.at++]!
    switch (c) {
      case '(':
        return this.group()
      case '[':
        return this.set(this.characterClass())
      case '\\':
        return this.escape()
      case '.':
        return this.flags.dotAll ? '(?s:.)' : this.set(complement(this.flags.unixLines ? only(10) : LINE_ENDS))
      case '^':
        return this.flags.multiline ? '(?m:^)' : '\\A'
      case '$':
        return this.end()
      case '{':
        throw new Refusal('A `{` must follow something that is repeated; write `\\{` for the character.')
      default:
        return this.literal(c.codePointAt(0)!)
    }
  }

  private end(): string {
    if (this.flags.multiline) return '(?m:$)'
    this.endOfText = true
    return this.dollar
  }

  /** Quantifiers behind an atom. */
  private repeated(atom: string): string {
    let source = atom
    for (let first = true; ; first = false) {
      this.skipComments()
      const quantifier = this.quantifier(first)
      if (quantifier === undefined) return source
      // Assertions may be repeated in Java; grouping keeps the other dialect from objecting.
      source = first && !/^(\\[AzbB]|\(\?m:)/.test(atom) ? source + quantifier : `(?:${source})${quantifier}`
    }
  }

  private quantifier(first: boolean): string | undefined {
    const c = this.peek()
    if (c === '{') return this.counted()
    if (c !== '*' && c !== '+' && c !== '?') return undefined
    if (!first) throw new Refusal(`Nothing stands before \`${c}\`.`)
    this.at++
    return c + this.greed()
  }

  private counted(): string {
    this.at++
    const least = this.digits()
    if (least === undefined) throw new Refusal('A `{` must be followed by a number; write `\\{` for the character.')
    let most: number | undefined = least
    if (this.peek() === ',') {
      this.at++
      most = this.peek() === '}' ? undefined : this.digits()
    }
    if (this.chars[this.at++] !== '}') throw new Refusal('A `{` is not closed.')
    if (most !== undefined && most < least) throw new Refusal(`The repetition {${least},${most}} has no meaning.`)
    if (Math.max(least, most ?? 0) > MAX_REPEAT) throw new Refusal(`Repetitions count to ${MAX_REPEAT} at most.`, true)
    return `{${least}${most === least ? '' : `,${most ?? ''}`}}${this.greed()}`
  }

  private digits(): number | undefined {
    const from = this.at
    while (/^\d$/.test(this.peek() ?? '')) this.at++
    return this.at === from ? undefined : Number(this.chars.slice(from, this.at).join(''))
  }

  private greed(): string {
    if (this.peek() === '+') throw new Refusal('Possessive quantifiers are not supported.', true)
    if (this.peek() !== '?') return ''
    this.at++
    return '?'
  }

  private group(): string {
    if (this.peek() !== '?') {
      this.groups++
      return `(${this.closed()})`
    }
    const next = this.peek(1)
    if (next === '<' && this.peek(2) !== '=' && this.peek(2) !== '!') return this.namedGroup()
    if (next === ':') {
      this.at += 2
      return `(?:${this.closed()})`
    }
    if (next === '=' || next === '!' || next === '<')
      throw new Refusal('Look-ahead and look-behind are not supported.', true)
    if (next === '>') throw new Refusal('Atomic groups are not supported.', true)
    return this.flagGroup()
  }

  private closed(): string {
    const source = this.alternatives()
    if (this.chars[this.at++] !== ')') throw new Refusal('A `(` is not closed.')
    return source
  }

  private namedGroup(): string {
    const end = this.chars.indexOf('>', this.at)
    const name = this.chars.slice(this.at + 2, end).join('')
    if (end < 0 || !/^[A-Za-z][A-Za-z0-9]*$/.test(name))
      throw new Refusal('The name of a group consists of letters and digits.')
    if (this.names.has(name)) throw new Refusal(`Two groups are named ${name}.`)
    this.names.add(name)
    this.at = end + 1
    this.groups++
    return `(${this.closed()})`
  }

  /** `(?i)` holds up to the end of its group, `(?i:…)` inside. */
  private flagGroup(): string {
    this.at++
    const flags = { ...this.flags }
    let on = true
    for (;;) {
      const c = this.chars[this.at++]
      if (c === '-' && on) on = false
      else if (c === 'U') throw new Refusal('The flag U is not supported.', true)
      else if (c !== undefined && FLAG_LETTERS[c]) flags[FLAG_LETTERS[c]] = on
      else if (c === ')') {
        this.flags = flags
        return ''
      } else if (c === ':') {
        const outer = this.flags
        this.flags = flags
        const source = `(?:${this.closed()})`
        this.flags = outer
        return source
      } else throw new Refusal('Behind `(?` stands something that has no meaning.')
    }
  }

  private escape(): string {
    const c = this.chars[this.at++]
    if (c === undefined) throw new Refusal('A `\\` ends the pattern.')
    if (c === 'Q') return this.quoted()
    if (c === 'A' || c === 'z' || c === 'b' || c === 'B') {
      if (c === 'b' && this.peek() === '{') throw new Refusal('\\b{g} is not supported.', true)
      return `\\${c}`
    }
    if (c === 'Z') {
      this.endOfText = true
      return this.dollar
    }
    if (c === 'R') return `(?:\\r\\n|${this.set(SHORTHANDS.v!)})`
    if (/^[1-9]$/.test(c) || c === 'k') throw new Refusal('Back references are not supported.', true)
    if (c === 'G' || c === 'X' || c === 'N') throw new Refusal(`\\${c} is not supported.`, true)
    const named = this.shorthand(c)
    return named ? this.set(named) : this.literal(this.escapedPoint(c))
  }

  /** `\Q…\E` */
  private quoted(): string {
    let source = ''
    while (this.at < this.chars.length) {
      if (this.peek() === '\\' && this.peek(1) === 'E') {
        this.at += 2
        return source
      }
      const literal = this.literal(this.chars[this.at++]!.codePointAt(0)!)
      const last = this.at >= this.chars.length || (this.peek() === '\\' && this.peek(1) === 'E')
      // A quantifier behind the section belongs to its last character.
      if (last) {
        this.at += this.at < this.chars.length ? 2 : 0
        return source + this.repeated(literal)
      }
      source += literal
    }
    return source
  }

  private shorthand(letter: string): CodePoints | undefined {
    if (letter === 'p' || letter === 'P') {
      const set = this.property()
      return letter === 'p' ? set : complement(set)
    }
    return SHORTHANDS[letter]
  }

  private property(): CodePoints {
    let name = this.chars[this.at++] ?? ''
    if (name === '{') {
      const end = this.chars.indexOf('}', this.at)
      if (end < 0) throw new Refusal('A `\\p{` is not closed.')
      name = this.chars.slice(this.at, end).join('')
      this.at = end + 1
    }
    const set = namedClass((this.flags.caseless && CASED_CLASSES[name.replace(/^(Is|gc=)/, '')]) || name)
    if (!set) throw new Refusal(`There is no class of characters \\p{${name.slice(0, 40)}}.`, true)
    return set
  }

  private escapedPoint(c: string): number {
    const control = CONTROL[c]
    if (control !== undefined) return control
    if (c === '0') return this.octal()
    if (c === 'x') return this.peek() === '{' ? this.braced() : this.hex(2)
    if (c === 'u') return this.utf16()
    if (c === 'c') {
      const next = this.chars[this.at++]
      if (next === undefined) throw new Refusal('`\\c` must be followed by a character.')
      return next.codePointAt(0)! ^ 64
    }
    if (/^[A-Za-z]$/.test(c)) throw new Refusal(`\\${c} has no meaning.`)
    return c.codePointAt(0)!
  }

  private octal(): number {
    const match = /^(?:[0-3][0-7]{0,2}|[0-7]{1,2})/.exec(this.chars.slice(this.at, this.at + 3).join(''))
    if (!match) throw new Refusal('`\\0` must be followed by an octal number.')
    this.at += match[0].length
    return Number.parseInt(match[0], 8)
  }

  private hex(length: number): number {
    const digits = this.chars.slice(this.at, this.at + length).join('')
    if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits))
      throw new Refusal(`A hexadecimal number of ${length} digits is missing.`)
    this.at += length
    return Number.parseInt(digits, 16)
  }

  private braced(): number {
    const end = this.chars.indexOf('}', this.at)
    const digits = this.chars.slice(this.at + 1, end).join('')
    const point = /^[0-9a-fA-F]{1,8}$/.test(digits) ? Number.parseInt(digits, 16) : -1
    if (end < 0 || point < 0 || point > LAST_CODE_POINT) throw new Refusal('`\\x{…}` holds a code point.')
    this.at = end + 1
    return point
  }

  /** Two escaped halves make one character. */
  private utf16(): number {
    const high = this.hex(4)
    if (high < 0xd800 || high > 0xdbff || this.peek() !== '\\' || this.peek(1) !== 'u') return high
    const before = this.at
    this.at += 2
    const low = this.hex(4)
    if (low >= 0xdc00 && low <= 0xdfff) return (high - 0xd800) * 1024 + (low - 0xdc00) + 0x10000
    this.at = before
    return high
  }

  /** Behind the opening bracket, up to and including the closing one. */
  private characterClass(): CodePoints {
    if (++this.depth > MAX_DEPTH) throw new Refusal('The pattern is nested too deeply.', true)
    const negated = this.peek() === '^'
    if (negated) this.at++
    let set: CodePoints | undefined
    let part: CodePoints | undefined
    for (;;) {
      this.skipComments()
      const c = this.peek()
      if (c === undefined) throw new Refusal('A `[` is not closed.')
      if (c === ']' && (part || set)) {
        this.at++
        this.depth--
        const all = meet(set, part ?? (set ? undefined : []))
        return negated ? complement(all) : all
      }
      if (c === '&' && this.peek(1) === '&') {
        while (this.peek() === '&' && this.peek(1) === '&') this.at += 2
        if (part || set) set = meet(set, part)
        part = undefined
      } else if (c === '[') {
        this.at++
        part = union(part ?? [], this.characterClass())
      } else part = union(part ?? [], this.member())
    }
  }

  /** A character, a range, or a shorthand in a class. */
  private member(): CodePoints {
    const from = this.classAtom()
    if (typeof from !== 'number') return from
    if (this.peek() !== '-' || this.peek(1) === ']' || this.peek(1) === '[' || this.peek(1) === undefined)
      return this.cased(only(from))
    this.at++
    const to = this.classAtom()
    if (typeof to !== 'number') throw new Refusal('A range must end in a character.')
    if (to < from) throw new Refusal('A range must not end before it begins.')
    return this.cased([[from, to]])
  }

  private classAtom(): number | CodePoints {
    const c = this.chars[this.at++]!
    if (c !== '\\') return c.codePointAt(0)!
    const escaped = this.chars[this.at++]
    if (escaped === undefined) throw new Refusal('A `\\` ends the pattern.')
    if (escaped === 'Q') throw new Refusal('\\Q in a class is not supported.', true)
    return this.shorthand(escaped) ?? this.escapedPoint(escaped)
  }

  private cased(set: CodePoints): CodePoints {
    if (!this.flags.caseless) return set
    return this.flags.unicodeCase ? withEveryCase(set) : withOtherCase(set)
  }

  private literal(point: number): string {
    return this.set(this.cased(only(point)))
  }

  /** A set in the other dialect. */
  private set(set: CodePoints): string {
    const [first] = set
    const single = set.length === 1 && first![0] === first![1]
    return single ? hexPoint(first![0]) : classSource(set)
  }
}

const meet = (a: CodePoints | undefined, b: CodePoints | undefined): CodePoints =>
  a && b ? intersection(a, b) : (a ?? b ?? [])

const hexPoint = (point: number) =>
  /^[0-9A-Za-z ]$/.test(String.fromCodePoint(point)) ? String.fromCodePoint(point) : `\\x{${point.toString(16)}}`

function classSource(set: CodePoints): string {
  if (set.length === 0) return '[^\\x{0}-\\x{10ffff}]'
  return `[${set.map(([from, to]) => (from === to ? hexPoint(from) : `${hexPoint(from)}-${hexPoint(to)}`)).join('')}]`
}
