/**
 * Patterns that the platform's own matcher may run on short texts.
 *
 * It is many times faster than an automaton, but goes back when it fails, so only patterns are taken that cannot make it go back much:
 * what repeats is a single character; either only one thing repeats or what follows a repetition cannot be part of it; and what may
 * stand or not, or begins like another alternative, gives few ways to match at one place. The worst of such patterns takes some
 * millions of steps on the worst text. Everything that Java and JavaScript might see differently is left out.
 */

/** Longest text, in UTF-16 units, that a simple pattern is run on: the square of it is not much. */
export const SHORT_TEXT = 256

/** The pattern for the platform's matcher; undefined when it is not simple. */
export function simplePattern(pattern: string): RegExp | undefined {
  const reader = new Reader(pattern)
  const source = reader.read()
  return source === undefined ? undefined : new RegExp(source, 'u')
}

/** The characters below 128 that an atom takes, and whether it takes any above. */
interface Characters {
  ascii: Uint8Array
  others: boolean
}

interface Atom {
  source: string
  /** What it takes when it is one character; undefined for groups and positions. */
  characters: Characters | undefined
  /** What a group has inside. */
  alternatives?: Alternatives
  empty: boolean
}

interface Alternatives {
  source: string
  sequences: readonly (readonly Item[])[]
  empty: boolean
  /** The characters with which a match begins; undefined where it may begin with none of its own. */
  first: Characters | undefined
}

interface Item extends Atom {
  loops: boolean
  /** How many lengths the matcher may try, one after the other; a loop counts as `FEW` of them. */
  lengths: number
}

const SPECIAL = '\\[](){}.*+?^$|'
const SHORTHANDS: Readonly<Record<string, string>> = { d: '0-9', w: 'A-Za-z0-9_', s: ' \\t\\n\\x0b\\f\\r' }
const CONTROL: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }
/** Repetitions up to this many are written out, so to speak; beyond, they are loops. */
const FEW = 16
/** Most ways to match at one place: `a?` gives two, and each further one doubles them. */
const MOST_WAYS = 64
const LINE_ENDS = '\\n\\r\\u0085\\u2028\\u2029'

class NotSimple extends Error {}

class Reader {
  private readonly text: string
  private at = 0
  private loops = 0

  constructor(text: string) {
    this.text = text
  }

  read(): string | undefined {
    try {
      const whole = this.alternatives()
      if (this.at < this.text.length) return undefined
      const goesBackLittle = (this.loops <= 1 || isDetermined(whole, END)) && waysOf(whole, END) <= MOST_WAYS
      return goesBackLittle ? whole.source : undefined
    } catch (problem) {
      if (problem instanceof NotSimple) return undefined
      throw problem
    }
  }

  private get next(): string | undefined {
    return this.text[this.at]
  }

  private alternatives(): Alternatives {
    const sequences: Item[][] = []
    for (;;) {
      const sequence: Item[] = []
      while (this.next !== undefined && this.next !== '|' && this.next !== ')') sequence.push(this.item())
      sequences.push(sequence)
      if (this.next !== '|') break
      this.at++
    }
    return {
      source: sequences.map((items) => items.map(({ source }) => source).join('')).join('|'),
      sequences,
      empty: sequences.some((items) => items.every(({ empty }) => empty)),
      first: union(sequences.map(([item]) => firstOf(item))),
    }
  }

  private item(): Item {
    const atom = this.atom()
    const quantifier = /^(?:[*+?]|\{\d{1,4}(?:,\d{0,4})?\})/.exec(this.text.slice(this.at))?.[0]
    if (quantifier === undefined) return { ...atom, loops: false, lengths: 1 }
    this.at += quantifier.length
    const lazy = this.next === '?'
    if (lazy) this.at++
    if (this.next === '+' || this.next === '*' || this.next === '{') throw new NotSimple()
    // An empty round of a group leaves different groups behind in Java and in JavaScript.
    if (!atom.characters && (quantifier !== '?' || atom.empty)) throw new NotSimple()
    const [least, most] = bounds(quantifier)
    if (most < least) throw new NotSimple()
    const loops = most > FEW
    if (loops) this.loops++
    const source = `${atom.source}${quantifier}${lazy ? '?' : ''}`
    return { ...atom, source, empty: least === 0, loops, lengths: loops ? FEW : most - least + 1 }
  }

  private atom(): Atom {
    const c = this.next!
    this.at++
    switch (c) {
      case '(':
        return this.group()
      case '[':
        return this.set()
      case '.':
        return characterSet(`[^${LINE_ENDS}]`)
      case '^':
        return { source: '^', characters: undefined, empty: true }
      case '\\':
        return this.escaped()
      default: {
        if (SPECIAL.includes(c)) throw new NotSimple()
        const point = this.text.codePointAt(this.at - 1)!
        if (point > 0xffff) this.at++
        return characterSet(written(point))
      }
    }
  }

  private group(): Atom {
    const plain = this.text.startsWith('?:', this.at)
    if (this.next === '?' && !plain) throw new NotSimple()
    if (plain) this.at += 2
    const alternatives = this.alternatives()
    const { source, empty } = alternatives
    if (this.next !== ')') throw new NotSimple()
    this.at++
    return { source: `(${plain ? '?:' : ''}${source})`, characters: undefined, alternatives, empty }
  }

  private escaped(): Atom {
    const c = this.next
    this.at++
    if (c === undefined) throw new NotSimple()
    if (SHORTHANDS[c]) return characterSet(`[${SHORTHANDS[c]}]`)
    const lower = c.toLowerCase()
    if (SHORTHANDS[lower]) return characterSet(`[^${SHORTHANDS[lower]}]`)
    return characterSet(written(this.escapedCharacter(c)))
  }

  private escapedCharacter(c: string): number {
    if (CONTROL[c]) return CONTROL[c].charCodeAt(0)
    if (/[A-Za-z0-9]/.test(c) || c.charCodeAt(0) >= 0x80) throw new NotSimple()
    return c.charCodeAt(0)
  }

  /** A set of characters in brackets: single ones, ranges and shorthands. */
  private set(): Atom {
    const negated = this.next === '^'
    if (negated) this.at++
    let inside = ''
    for (let first = true; this.next !== ']' || first; first = false) {
      const c = this.next
      // Unions, intersections and brackets inside mean more to Java.
      if (c === undefined || c === '[' || (first && c === ']') || (c === '&' && this.text[this.at + 1] === '&'))
        throw new NotSimple()
      this.at++
      if (c === '\\' && SHORTHANDS[this.next ?? '']) {
        inside += SHORTHANDS[this.next!]
        this.at++
        continue
      }
      const from = this.member(c)
      if (this.next === '-' && this.text[this.at + 1] !== ']') {
        this.at++
        const end = this.text[this.at]
        this.at++
        if (end === undefined || end === '[') throw new NotSimple()
        const to = this.member(end)
        if (to < from) throw new NotSimple()
        inside += `${written(from)}-${written(to)}`
      } else inside += written(from)
    }
    this.at++
    return characterSet(`[${negated ? '^' : ''}${inside}]`)
  }

  private member(c: string): number {
    if (c === '^' || c === '-') throw new NotSimple()
    if (c !== '\\') {
      const point = this.text.codePointAt(this.at - 1)!
      if (point > 0xffff) this.at++
      return point
    }
    const escaped = this.next
    this.at++
    if (escaped === undefined) throw new NotSimple()
    return this.escapedCharacter(escaped)
  }
}

function bounds(quantifier: string): [least: number, most: number] {
  if (quantifier === '?') return [0, 1]
  if (quantifier === '*') return [0, Number.POSITIVE_INFINITY]
  if (quantifier === '+') return [1, Number.POSITIVE_INFINITY]
  const [least, most] = quantifier.slice(1, -1).split(',') as [string, string | undefined]
  return [Number(least), most === undefined ? Number(least) : most === '' ? Number.POSITIVE_INFINITY : Number(most)]
}

/** A character of its own, as an escape that nothing else can be taken for. */
const written = (point: number) => `\\u{${point.toString(16)}}`

function characterSet(source: string): Atom {
  const one = new RegExp(`^${source}$`, 'u')
  const ascii = Uint8Array.from({ length: 128 }, (_, code) => (one.test(String.fromCharCode(code)) ? 1 : 0))
  const others = source.startsWith('[^') || /\\u\{[0-9a-f]{3,}\}|\\u\{[89a-f][0-9a-f]\}/.test(source)
  return { source, characters: { ascii, others }, empty: false }
}

/** Nothing follows: whatever a repetition has taken, the pattern is done. */
const END = 'end'
/** What a match must go on with; undefined when that is not one character of a known set. */
type Follower = Characters | typeof END | undefined

/** Whether what follows every repetition cannot be part of it. */
function isDetermined({ sequences }: Alternatives, after: Follower): boolean {
  return sequences.every((items) =>
    items.every((item, i) => {
      const follower = followerAt(items, i, after)
      if (item.alternatives) return isDetermined(item.alternatives, follower)
      return !item.loops || endsAt(item.characters!, follower)
    }),
  )
}

/** In how many ways a text may match at one place, at most: alternatives that can begin alike add up, the items of a sequence multiply. */
function waysOf({ sequences }: Alternatives, after: Follower): number {
  const ways = sequences.map((items) =>
    items.reduce((product, item, i) => product * waysOfItem(item, followerAt(items, i, after)), 1),
  )
  const firsts = sequences.map(([item]) => firstOf(item))
  const waysBeginning = (begins: (first: Characters) => boolean) =>
    ways.reduce((sum, of, i) => (firsts[i] === undefined || begins(firsts[i]) ? sum + of : sum), 0)
  let most = Math.max(
    1,
    waysBeginning(({ others }) => others),
  )
  for (let code = 0; code < 128; code++)
    most = Math.max(
      most,
      waysBeginning(({ ascii }) => ascii[code] === 1),
    )
  return most
}

function waysOfItem({ characters, alternatives, lengths }: Item, follower: Follower): number {
  const ways = alternatives ? waysOf(alternatives, follower) : 1
  const taken = alternatives ? alternatives.first : characters
  return taken && endsAt(taken, follower) ? ways : ways + lengths - 1
}

const followerAt = (items: readonly Item[], i: number, after: Follower): Follower =>
  i + 1 < items.length ? firstOf(items[i + 1]) : after

/** Whether the match can only go on where no further one of these characters stands. */
const endsAt = (taken: Characters, follower: Follower): boolean =>
  follower === END || (follower !== undefined && areApart(taken, follower))

/** The characters with which an item begins, when it takes at least one. */
function firstOf(item: Item | undefined): Characters | undefined {
  if (item === undefined || item.empty) return undefined
  return item.alternatives ? item.alternatives.first : item.characters
}

function union(sets: readonly (Characters | undefined)[]): Characters | undefined {
  const all = sets.filter((set) => set !== undefined)
  if (all.length < sets.length) return undefined
  const ascii = Uint8Array.from({ length: 128 }, (_, code) => (all.some((set) => set.ascii[code]) ? 1 : 0))
  return { ascii, others: all.some(({ others }) => others) }
}

const areApart = (a: Characters, b: Characters) =>
  !(a.others && b.others) && !a.ascii.some((taken, code) => taken === 1 && b.ascii[code] === 1)
