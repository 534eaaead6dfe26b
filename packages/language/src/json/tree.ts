/**
 * JSON as a tree that keeps numbers as they are written, for JavaScript's own parser would round them.
 *
 * Accepted is what Flink's reader (Jackson) accepts: one value, and behind it anything but a continuation of the number.
 */
import { MAX_JSON_DEPTH } from './read.ts'

/** A number: the text that java.math.BigDecimal or BigInteger would print. */
export class JsonNumber {
  readonly text: string
  readonly whole: boolean
  constructor(text: string, whole: boolean) {
    this.text = text
    this.whole = whole
  }
}

export type JsonTree = null | boolean | string | JsonNumber | readonly JsonTree[] | ReadonlyMap<string, JsonTree>

/** Longer numbers are refused. */
const MAX_DIGITS = 1000

class NotJson extends Error {}

let lastText: string | undefined
let lastTree: JsonTree | undefined

/** The tree of a text; undefined when it is not JSON. Asking for the same text again costs nothing. */
export function parseJson(text: string): JsonTree | undefined {
  if (text === lastText) return lastTree
  lastTree = new Reader(text, true).read()
  lastText = text
  return lastTree
}

/** The same, but an object with two members of one name is refused. */
export const parseUniqueJson = (text: string): JsonTree | undefined => new Reader(text, false).read()

class Reader {
  private readonly text: string
  private at = 0
  private depth = 0
  private readonly repeated: boolean
  constructor(text: string, repeated: boolean) {
    this.text = text
    this.repeated = repeated
  }

  read(): JsonTree | undefined {
    try {
      this.skipBlanks()
      return this.value()
    } catch (problem) {
      if (problem instanceof NotJson) return undefined
      throw problem
    }
  }

  private skipBlanks(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.at)
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return
      this.at++
    }
  }

  private value(): JsonTree {
    switch (this.text[this.at]) {
      case '{':
        return this.object()
      case '[':
        return this.array()
      case '"':
        return this.string()
      case 't':
        return this.word('true', true)
      case 'f':
        return this.word('false', false)
      case 'n':
        return this.word('null', null)
      default:
        return this.number()
    }
  }

  private word<T extends JsonTree>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw new NotJson()
    this.at += word.length
    if (/[A-Za-z0-9_$]/.test(this.text[this.at] ?? '')) throw new NotJson()
    return value
  }

  private number(): JsonNumber {
    NUMBER.lastIndex = this.at
    const match = NUMBER.exec(this.text)
    if (!match || match[0].length > MAX_DIGITS) throw new NotJson()
    this.at += match[0].length
    const next = this.text[this.at]
    if (next !== undefined && !(this.depth > 0 ? ' \t\r\n,]}' : ' \t\r\n').includes(next)) throw new NotJson()
    const [written, whole, fraction, exponent] = match as unknown as [string, string, string?, string?]
    if (fraction === undefined && exponent === undefined) return new JsonNumber(written === '-0' ? '0' : written, true)
    return new JsonNumber(decimalText(whole, fraction ?? '', Number(exponent ?? 0)), false)
  }

  private string(): string {
    const from = ++this.at
    for (;;) {
      const c = this.text.charCodeAt(this.at)
      if (c === 0x22) return this.text.slice(from, this.at++)
      if (c === 0x5c) return this.escapedString(from)
      if (Number.isNaN(c) || c < 0x20) throw new NotJson()
      this.at++
    }
  }

  private escapedString(from: number): string {
    let result = this.text.slice(from, this.at)
    for (;;) {
      const c = this.text[this.at++]
      if (c === '"') return result
      if (c === undefined || c < ' ') throw new NotJson()
      result += c === '\\' ? this.escaped() : c
    }
  }

  private escaped(): string {
    const c = this.text[this.at++] ?? ''
    if (c === 'u') {
      const digits = this.text.slice(this.at, this.at + 4)
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new NotJson()
      this.at += 4
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    const plain = ESCAPES[c]
    if (plain === undefined) throw new NotJson()
    return plain
  }

  private array(): JsonTree {
    const members: JsonTree[] = []
    this.open()
    if (this.text[this.at] !== ']')
      do members.push(this.member())
      while (this.comma(']'))
    return this.close(members)
  }

  private object(): JsonTree {
    const members = new Map<string, JsonTree>()
    this.open()
    if (this.text[this.at] !== '}')
      do {
        this.skipBlanks()
        if (this.text[this.at] !== '"') throw new NotJson()
        const key = this.string()
        this.skipBlanks()
        if (this.text[this.at++] !== ':') throw new NotJson()
        if (!this.repeated && members.has(key)) throw new NotJson()
        members.set(key, this.member())
      } while (this.comma('}'))
    return this.close(members)
  }

  private open(): void {
    if (++this.depth > MAX_JSON_DEPTH) throw new NotJson()
    this.at++
    this.skipBlanks()
  }

  private close<T>(value: T): T {
    this.at++
    this.depth--
    return value
  }

  private member(): JsonTree {
    this.skipBlanks()
    const value = this.value()
    this.skipBlanks()
    return value
  }

  /** Takes a comma; false before the closing bracket. */
  private comma(closing: string): boolean {
    const c = this.text[this.at]
    if (c === closing) return false
    if (c !== ',') throw new NotJson()
    this.at++
    return true
  }
}

const NUMBER = /(-?(?:0|[1-9]\d*))(?:\.(\d+))?(?:[eE]([+-]?\d+))?/y
/** What stands for a letter behind a backslash. */
export const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** As java.math.BigDecimal prints `whole.fraction × 10^exponent`: `1.50`, `1E+10`, `1.0E-7`. */
function decimalText(whole: string, fraction: string, exponent: number): string {
  const sign = whole.startsWith('-') ? '-' : ''
  const digits = (whole.slice(sign.length) + fraction).replace(/^0+(?=\d)/, '')
  const scale = fraction.length - exponent
  const shownSign = /^0+$/.test(digits) ? '' : sign
  const magnitude = digits.length - 1 - scale
  if (scale >= 0 && magnitude >= -6) {
    if (scale === 0) return shownSign + digits
    const padded = digits.padStart(scale + 1, '0')
    return `${shownSign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
  }
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
  return `${shownSign}${mantissa}E${magnitude < 0 ? '' : '+'}${magnitude}`
}

/** As java.math.BigDecimal.valueOf prints a finite double. */
export function doubleDecimalText(javaText: string): string {
  const [mantissa, exponent] = javaText.split('E') as [string, string?]
  const [whole, fraction] = mantissa.split('.') as [string, string]
  return decimalText(whole, fraction, Number(exponent ?? 0))
}

export const isScalar = (tree: JsonTree): tree is null | boolean | string | JsonNumber =>
  tree === null || typeof tree !== 'object' || tree instanceof JsonNumber

/** A text in quotes, as Jackson writes it. */
export function quoteJson(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that JSON escapes.
  return `"${text.replace(/["\\\u0000-\u001f]/g, (c) => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)}"`
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

const byUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** A text would have more characters than there is room for. */
export class TextTooLong extends Error {}

/** How many characters may still be written. */
export interface Room {
  left: number
}

function counted(text: string, room: Room): string {
  take(text.length, room)
  return text
}

function take(characters: number, room: Room): void {
  room.left -= characters
  if (room.left < 0) throw new TextTooLong()
}

/** Compact text; the members of an object in the order of their names, as Flink writes them. Throws `TextTooLong`. */
export function formatJson(tree: JsonTree, room: Room = { left: Number.POSITIVE_INFINITY }): string {
  if (tree === null || typeof tree === 'boolean') return counted(String(tree), room)
  if (typeof tree === 'string') return counted(quoteJson(tree), room)
  if (tree instanceof JsonNumber) return counted(tree.text, room)
  if (tree instanceof Map) {
    take(1 + 2 * tree.size, room)
    return `{${[...tree.keys()]
      .sort(byUnits)
      .map((key) => `${counted(quoteJson(key), room)}:${formatJson(tree.get(key)!, room)}`)
      .join(',')}}`
  }
  const items = tree as readonly JsonTree[]
  take(1 + items.length, room)
  return `[${items.map((item) => formatJson(item, room)).join(',')}]`
}
