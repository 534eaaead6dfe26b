/** Reading the characters of a pattern of Java: escapes, and classes in brackets as sets of code points. */
import { namedClass, SHORTHANDS } from './classes.ts'
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

/** What is wrong with a pattern. */
export class Refusal extends Error {
  readonly unsupported: boolean
  constructor(message: string, unsupported = false) {
    super(message)
    this.unsupported = unsupported
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

export const FLAG_LETTERS: Readonly<Record<string, keyof Flags>> = {
  i: 'caseless',
  u: 'unicodeCase',
  m: 'multiline',
  s: 'dotAll',
  x: 'comments',
  d: 'unixLines',
}

/** Most groups and classes within one another. */
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

/** A position in a pattern, with the flags that hold there. */
export class CharacterReader {
  readonly chars: readonly string[]
  at = 0
  flags: Flags = NO_FLAGS
  private depth = 0

  constructor(pattern: string) {
    this.chars = [...pattern]
  }

  enter(): void {
    if (++this.depth > MAX_DEPTH) throw new Refusal('The pattern is nested too deeply.', true)
  }

  leave(): void {
    this.depth--
  }

  peek(ahead = 0): string | undefined {
    return this.chars[this.at + ahead]
  }

  next(): string | undefined {
    return this.chars[this.at++]
  }

  skipComments(): void {
    if (!this.flags.comments) return
    for (;;) {
      const c = this.peek()
      if (c !== undefined && ' \t\n\x0b\f\r'.includes(c)) this.at++
      else if (c === '#') while (this.peek() !== undefined && this.peek() !== '\n') this.at++
      else return
    }
  }

  /** The set of a letter behind a backslash; undefined where it has none. */
  shorthand(letter: string): CodePoints | undefined {
    if (letter === 'p' || letter === 'P') {
      const set = this.property()
      return letter === 'p' ? set : complement(set)
    }
    return SHORTHANDS[letter]
  }

  private property(): CodePoints {
    let name = this.next() ?? ''
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

  /** The character of a letter behind a backslash. */
  escapedPoint(c: string): number {
    const control = CONTROL[c]
    if (control !== undefined) return control
    if (c === '0') return this.octal()
    if (c === 'x') return this.peek() === '{' ? this.braced() : this.hex(2)
    if (c === 'u') return this.utf16()
    if (c === 'c') {
      const next = this.next()
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
  characterClass(): CodePoints {
    this.enter()
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
        this.leave()
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
    const c = this.next()!
    if (c !== '\\') return c.codePointAt(0)!
    const escaped = this.next()
    if (escaped === undefined) throw new Refusal('A `\\` ends the pattern.')
    if (escaped === 'Q') throw new Refusal('\\Q in a class is not supported.', true)
    return this.shorthand(escaped) ?? this.escapedPoint(escaped)
  }

  cased(set: CodePoints): CodePoints {
    if (!this.flags.caseless) return set
    return this.flags.unicodeCase ? withEveryCase(set) : withOtherCase(set)
  }
}

const meet = (a: CodePoints | undefined, b: CodePoints | undefined): CodePoints =>
  a && b ? intersection(a, b) : (a ?? b ?? [])
