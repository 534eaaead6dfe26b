/**
 * The parts of a pattern with the letters of java.time.format.DateTimeFormatter, and how a pattern is read into them.
 *
 * Source: DateTimeFormatterBuilder.appendPattern of Java 17, locale `en`.
 */
import { ERAS, firstOne, firstThree, HALVES, MONTHS, WEEKDAYS } from './names.ts'

export type PatternField =
  | 'era'
  | 'yearOfEra'
  | 'year'
  | 'quarter'
  | 'month'
  | 'dayOfYear'
  | 'day'
  | 'alignedDay'
  | 'dayOfWeek'
  | 'sundayBasedDay'
  | 'weekYear'
  | 'week'
  | 'weekOfMonth'
  | 'half'
  | 'hour'
  | 'clockHour'
  | 'halfHour'
  | 'clockHalfHour'
  | 'minute'
  | 'second'
  | 'nano'
  | 'milliOfDay'
  | 'nanoOfDay'
  | 'julianDay'

/** `exceeds`: a plus sign goes with more digits than the width; `normal`: only a minus sign is known. */
export type SignStyle = 'normal' | 'never' | 'exceeds'

export type NumberElement = {
  k: 'number'
  field: PatternField
  min: number
  max: number
  sign: SignStyle
  /** Digits that directly following numbers of fixed width need. */
  following: number
  /** Two digits of a year of this century. */
  reduced?: true
  /** Digits of a fraction of the second. */
  fraction?: true
}
export type TextElement = {
  k: 'text'
  field: PatternField
  /** Written forms; the first stands for the value `from`. */
  names: readonly string[]
  from: number
}
export type Element =
  | NumberElement
  | TextElement
  | { k: 'literal'; text: string }
  | { k: 'zone'; letter: string; count: number }
  | { k: 'optional'; of: Element[] }
  | { k: 'pad'; width: number; of: Element }

/** A pattern that Java refuses; the sentence says why. */
export class BadPattern extends Error {}

const FIELD_OF: Record<string, PatternField> = {
  G: 'era',
  y: 'yearOfEra',
  u: 'year',
  Q: 'quarter',
  q: 'quarter',
  M: 'month',
  L: 'month',
  D: 'dayOfYear',
  d: 'day',
  F: 'alignedDay',
  E: 'dayOfWeek',
  c: 'sundayBasedDay',
  e: 'sundayBasedDay',
  Y: 'weekYear',
  w: 'week',
  W: 'weekOfMonth',
  a: 'half',
  H: 'hour',
  k: 'clockHour',
  K: 'halfHour',
  h: 'clockHalfHour',
  m: 'minute',
  s: 'second',
  S: 'nano',
  A: 'milliOfDay',
  n: 'nano',
  N: 'nanoOfDay',
  g: 'julianDay',
}

/** Greatest number of letters, and from which number on a name is written. */
const LIMITS: Record<string, number> = {
  d: 2,
  H: 2,
  k: 2,
  K: 2,
  h: 2,
  m: 2,
  s: 2,
  D: 3,
  F: 1,
  a: 1,
  S: 9,
  G: 5,
  M: 5,
  L: 5,
  Q: 5,
  q: 5,
  E: 5,
  e: 5,
  c: 5,
  w: 2,
  W: 1,
}
const WIDEST = 19
/** Optional parts within one another. */
const MAX_DEPTH = 100

/** Sets letters together to elements; numbers that follow each other directly share their digits. */
class Builder {
  private readonly stack: Element[][] = [[]]
  /** The number that gives digits to those behind it. */
  private open: NumberElement | undefined
  private padding: number | undefined

  add(element: Element): void {
    this.open = undefined
    this.push(element)
  }

  /** Fixed widths take their digits from the open number before them; any other number opens itself. */
  addNumber(element: NumberElement): void {
    const fixed = element.min === element.max && element.sign === 'never'
    if (this.open && fixed) this.open.following += element.max
    else this.open = element
    this.push(element)
  }

  private push(element: Element): void {
    const wrapped: Element = this.padding === undefined ? element : { k: 'pad', width: this.padding, of: element }
    if (this.padding !== undefined) this.open = undefined
    this.padding = undefined
    this.stack[this.stack.length - 1]!.push(wrapped)
  }

  padNext(width: number): void {
    this.padding = width
    this.open = undefined
  }

  begin(): void {
    if (this.stack.length > MAX_DEPTH) throw new BadPattern('The pattern is nested too deeply.')
    this.open = undefined
    this.stack.push([])
  }

  end(): boolean {
    if (this.stack.length === 1) return false
    const of = this.stack.pop()!
    this.open = undefined
    this.stack[this.stack.length - 1]!.push({ k: 'optional', of })
    return true
  }

  finish(): Element[] {
    while (this.end());
    return this.stack[0]!
  }
}

/** The elements of a pattern; throws `BadPattern`. */
export function patternElements(text: string): Element[] {
  const builder = new Builder()
  for (let at = 0; at < text.length; ) {
    const c = text[at]!
    if (isLetter(c)) at = readLetters(text, at, builder)
    else if (c === "'") at = readQuoted(text, at, builder)
    else {
      if (c === '[') builder.begin()
      else if (c === ']') {
        if (!builder.end()) throw new BadPattern('A bracket in the pattern is not opened.')
      } else if (c === '{' || c === '}' || c === '#')
        throw new BadPattern(`The character ${c} is reserved in a pattern of time.`)
      else builder.add({ k: 'literal', text: c })
      at++
    }
  }
  return builder.finish()
}

export const isLetter = (c: string) => (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')

function runEnd(text: string, from: number): number {
  let end = from
  while (text[end] === text[from]) end++
  return end
}

function readLetters(text: string, from: number, builder: Builder): number {
  let at = from
  let end = runEnd(text, at)
  if (text[at] === 'p') {
    builder.padNext(end - at)
    at = end
    if (at >= text.length || !isLetter(text[at]!)) throw new BadPattern('The letter p pads what follows it.')
    end = runEnd(text, at)
  }
  addLetter(text[at]!, end - at, builder)
  return end
}

function readQuoted(text: string, from: number, builder: Builder): number {
  let literal = ''
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== "'") literal += text[at]
    else if (text[at + 1] === "'") literal += text[at++]
    else {
      builder.add({ k: 'literal', text: literal === '' ? "'" : literal })
      return at + 1
    }
  }
  throw new BadPattern('A quote in the pattern is not closed.')
}

const number = (field: PatternField, min: number, max: number, sign: SignStyle): NumberElement => ({
  k: 'number',
  field,
  min,
  max,
  sign,
  following: 0,
})

function addLetter(letter: string, count: number, builder: Builder): void {
  if ('zVvZOXx'.includes(letter)) return builder.add(zoneElement(letter, count))
  const field = FIELD_OF[letter]
  if (field === undefined) throw new BadPattern(`The letter ${letter} has no meaning in a pattern of time.`)
  if (count > (LIMITS[letter] ?? WIDEST) || (letter === 'c' && count === 2))
    throw new BadPattern(`The letter ${letter} does not stand ${count} times in a pattern of time.`)
  const names = namesOf(letter, count)
  if (names) builder.add(textElement(field, names.forms, names.from))
  else builder.addNumber(numberElement(letter, count, field))
}

function numberElement(letter: string, count: number, field: PatternField): NumberElement {
  if ('uyY'.includes(letter)) {
    if (count === 2) return { ...number(field, 2, 2, 'never'), reduced: true }
    return number(field, count, WIDEST, count < 4 ? 'normal' : 'exceeds')
  }
  if (letter === 'S') return { ...number(field, count, count, 'never'), fraction: true }
  if ('AnN'.includes(letter)) return number(field, count, WIDEST, 'never')
  if (letter === 'g') return number(field, count, WIDEST, 'normal')
  if (letter === 'D' && count > 1) return number(field, count, 3, 'never')
  return count === 1 ? number(field, 1, WIDEST, 'normal') : number(field, count, count, 'never')
}

function zoneElement(letter: string, count: number): Element {
  const most = letter === 'V' ? 2 : 'zvO'.includes(letter) ? 4 : 5
  if (count > most || (letter === 'V' && count !== 2) || ('Ov'.includes(letter) && count !== 1 && count !== 4))
    throw new BadPattern(`The letter ${letter} does not stand ${count} times in a pattern of time.`)
  return { k: 'zone', letter, count }
}

const textElement = (field: PatternField, names: readonly string[], from: number): TextElement => ({
  k: 'text',
  field,
  names,
  from,
})

const QUARTERS = ['1st', '2nd', '3rd', '4th']
/** Sunday first, as the letters e and c count. */
const FROM_SUNDAY = [WEEKDAYS[6]!, ...WEEKDAYS.slice(0, 6)]

const sized = (names: readonly string[], count: number) =>
  count === 4 ? names : names.map(count === 5 ? firstOne : firstThree)

/** The names that a letter writes; undefined where it writes a number. */
function namesOf(letter: string, count: number): { forms: readonly string[]; from: number } | undefined {
  switch (letter) {
    case 'G':
      return { forms: count === 4 ? ERAS.full : count === 5 ? ERAS.narrow : ERAS.short, from: 0 }
    case 'a':
      return { forms: HALVES, from: 0 }
    case 'M':
    case 'L':
      return count < 3 ? undefined : { forms: sized(MONTHS, count), from: 1 }
    case 'E':
      return { forms: sized(WEEKDAYS, Math.max(3, count)), from: 1 }
    case 'e':
    case 'c':
      return count < 3 ? undefined : { forms: sized(FROM_SUNDAY, count), from: 1 }
    case 'Q':
    case 'q':
      return count < 3 ? undefined : { forms: QUARTERS.map((name, i) => quarterName(name, i + 1, count)), from: 1 }
    default:
      return undefined
  }
}

const quarterName = (name: string, value: number, count: number) =>
  count === 3 ? `Q${value}` : count === 4 ? `${name} quarter` : String(value)
