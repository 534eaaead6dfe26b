/** The named classes of characters that Java's regular expressions know, as sets of code points. */
import { type CodePoints, complement, ofProperty, only, union } from './codePoints.ts'

const chars = (text: string): CodePoints => union(...Array.from(text, (c) => only(c.codePointAt(0)!)))
const span = (from: string, to: string): CodePoints => [[from.codePointAt(0)!, to.codePointAt(0)!]]

const UPPER = span('A', 'Z')
const LOWER = span('a', 'z')
const ALPHA = union(UPPER, LOWER)
const DIGIT = span('0', '9')
const ALNUM = union(ALPHA, DIGIT)
const PUNCT = chars('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~')
const SPACE = chars(' \t\n\x0b\f\r')

/** What ends a line: `.` matches anything else. */
export const LINE_ENDS = chars('\n\r\u0085\u2028\u2029')

/** `\d`, `\s` and the like, by their letter. */
export const SHORTHANDS: Readonly<Record<string, CodePoints>> = {
  d: DIGIT,
  w: union(ALNUM, only(0x5f)),
  s: SPACE,
  h: union(chars(' \t\u00a0\u1680\u180e\u202f\u205f\u3000'), [[0x2000, 0x200a]]),
  v: chars('\n\x0b\f\r\u0085\u2028\u2029'),
}
for (const letter of 'dwshv')
  (SHORTHANDS as Record<string, CodePoints>)[letter.toUpperCase()] = complement(SHORTHANDS[letter]!)

const POSIX: Readonly<Record<string, CodePoints>> = {
  Lower: LOWER,
  Upper: UPPER,
  ASCII: [[0, 0x7f]],
  Alpha: ALPHA,
  Digit: DIGIT,
  Alnum: ALNUM,
  Punct: PUNCT,
  Graph: union(ALNUM, PUNCT),
  Print: union(ALNUM, PUNCT, only(0x20)),
  Blank: chars(' \t'),
  Cntrl: [
    [0, 0x1f],
    [0x7f, 0x7f],
  ],
  XDigit: union(DIGIT, span('a', 'f'), span('A', 'F')),
  Space: SPACE,
}

const BINARY: Readonly<Record<string, string>> = {
  ALPHABETIC: 'Alphabetic',
  IDEOGRAPHIC: 'Ideographic',
  LETTER: 'L',
  LOWERCASE: 'Lowercase',
  UPPERCASE: 'Uppercase',
  TITLECASE: 'Lt',
  WHITE_SPACE: 'White_Space',
  WHITESPACE: 'White_Space',
  CONTROL: 'Cc',
  PUNCTUATION: 'P',
  HEX_DIGIT: 'Hex_Digit',
  HEXDIGIT: 'Hex_Digit',
  DIGIT: 'Nd',
  ASSIGNED: 'Assigned',
  EMOJI: 'Emoji',
}

const JAVA: Readonly<Record<string, string>> = {
  javaLowerCase: 'Lowercase',
  javaUpperCase: 'Uppercase',
  javaAlphabetic: 'Alphabetic',
  javaLetter: 'L',
  javaDigit: 'Nd',
  javaTitleCase: 'Lt',
  javaIdeographic: 'Ideographic',
}

/** The class of `\p{name}`; undefined when it is not known. */
export function namedClass(name: string): CodePoints | undefined {
  const posix = POSIX[name]
  if (posix) return posix
  const [key, value] = name.split('=') as [string, string | undefined]
  if (value !== undefined) {
    const lower = key.toLowerCase()
    if (lower === 'script' || lower === 'sc') return ofProperty(`Script=${titleCase(value)}`)
    return lower === 'general_category' || lower === 'gc' ? ofProperty(value) : undefined
  }
  if (JAVA[name]) return ofProperty(JAVA[name])
  if (name === 'javaLetterOrDigit') return union(ofProperty('L')!, ofProperty('Nd')!)
  if (name === 'javaWhitespace') return SPACE
  if (name === 'L1') return [[0, 0xff]]
  if (name === 'LC') return ofProperty('LC')
  if (name.startsWith('Is')) return binaryClass(name.slice(2))
  return /^[A-Z][a-z]?$/.test(name) ? ofProperty(name) : undefined
}

function binaryClass(name: string): CodePoints | undefined {
  const binary = BINARY[name.toUpperCase()]
  if (binary) return ofProperty(binary)
  if (/^[A-Z][a-z]?$/.test(name)) return ofProperty(name)
  return ofProperty(`Script=${titleCase(name)}`)
}

const titleCase = (name: string) => name.toLowerCase().replace(/(^|_)[a-z]/g, (start) => start.toUpperCase())
