/** Functions of text. Positions and lengths count code points and begin at 1. */
import type { TExpr } from '../syntax/expr.ts'
import {
  BOOLEAN,
  BYTES,
  char,
  type FieldType,
  INT,
  isBinary,
  isInteger,
  isText,
  STRING,
  UNBOUNDED,
  varchar,
} from '../types.ts'
import { encodeUtf8 } from '../value.ts'
import {
  type CallSite,
  DataError,
  defineFunction,
  type FunctionDefinition,
  type Param,
  resolveArguments,
} from './definition.ts'
import { ANYTHING, BINARY_VALUE, orWhenNull, param, TEXT, WHOLE, WHOLE_LONG } from './params.ts'
import {
  generateCase,
  generateCharLength,
  generateConcat,
  generateReplace,
  generateSplitIndex,
  generateSubstring,
} from './textOnBytes.ts'

const text = param('text', TEXT)

/** Whether UTF-16 units and code points are the same here. */
const isPlain = (value: string) => !/[\ud800-\udfff]/.test(value)
const points = (value: string): readonly string[] | string => (isPlain(value) ? value : [...value])
const join = (value: readonly string[] | string): string => (typeof value === 'string' ? value : value.join(''))
export const lengthOf = (value: string) => (isPlain(value) ? value.length : [...value].length)

/** Same text type as the first argument, of variable length. */
const varying = ([arg]: readonly TExpr[]): FieldType =>
  'length' in arg!.type ? { t: isBinary(arg!.type) ? 'VARBINARY' : 'VARCHAR', length: arg!.type.length } : STRING
const sameAsFirst = ([arg]: readonly TExpr[]): FieldType => arg!.type

/** Part of a text from a position that counts from the end when negative; 0 is 1. */
export function substring(value: string, start: number, length?: number): string | null {
  if (length !== undefined && length < 0) return null
  const all = points(value)
  const from = start > 0 ? start - 1 : start < 0 ? all.length + start : 0
  if (from < 0 || from >= all.length) return ''
  return join(all.slice(from, length === undefined ? all.length : Math.min(from + length, all.length)))
}

/** Characters of the longest text that is made; the row fails rather than the process. */
export const MAX_TEXT = 100_000_000

/** Halves of a character that was cut in two become `?`, as when Java encodes them. */
export const wellFormed = (value: string) =>
  value.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '?')

/** Counts UTF-16 units, unlike the other functions, because Flink does. */
function pad(value: string, length: number, filler: string, side: 'left' | 'right'): string | null {
  if (length < 0 || filler === '') return null
  if (length > MAX_TEXT) throw new DataError(`The padded text would have more than ${MAX_TEXT} characters.`)
  if (value.length >= length) return wellFormed(value.slice(0, length))
  const missing = length - value.length
  const repeated = filler.repeat(Math.floor(missing / filler.length)) + filler.slice(0, missing % filler.length)
  return wellFormed(side === 'left' ? repeated + value : value + repeated)
}

/** Removes characters of a set from the ends. */
function trim(value: string, characters: string, left: boolean, right: boolean): string {
  const set = new Set(characters)
  const all = [...value]
  let from = 0
  let to = all.length
  while (left && from < to && set.has(all[from]!)) from++
  while (right && to > from && set.has(all[to - 1]!)) to--
  return from === 0 && to === all.length ? value : all.slice(from, to).join('')
}

function repeat(value: string, times: number): string {
  if (times <= 0) return ''
  if (value.length * times > MAX_TEXT)
    throw new DataError(`The repeated text would have more than ${MAX_TEXT} characters.`)
  return value.repeat(times)
}

/** Position of a text in another from a position on, from 1; 0 when it is not there. An empty text is always at 1. */
function position(searched: string, value: string, from = 1): number {
  if (searched === '') return 1
  if (isPlain(value)) return value.indexOf(searched, from - 1) + 1
  const offset = [...value].slice(0, Math.max(0, from - 1)).join('').length
  const at = value.indexOf(searched, offset)
  return at < 0 ? 0 : lengthOf(value.slice(0, at)) + 1
}

/** The nth occurrence from a position on; a negative position counts from the end and searches backwards. */
function occurrence(value: string, searched: string, start = 1, nth = 1): number {
  if (nth <= 0) throw new DataError(`INSTR counts occurrences from 1, found ${nth}.`)
  if (start === 0) return 0
  if (start < 0) {
    const mirrored = occurrence(reversed(value), reversed(searched), -start, nth)
    return mirrored === 0 ? 0 : lengthOf(value) + 2 - mirrored - lengthOf(searched)
  }
  if (searched === '') return 1
  const plain = isPlain(value)
  let from = plain ? start - 1 : [...value].slice(0, start - 1).join('').length
  for (let i = 1; ; i++) {
    const at = value.indexOf(searched, from)
    if (at < 0) return 0
    if (i === nth) return plain ? at + 1 : lengthOf(value.slice(0, at)) + 1
    from = at + (value.codePointAt(at)! > 0xffff ? 2 : 1)
  }
}

const reversed = (value: string) => [...value].reverse().join('')

/** Words are runs of ASCII letters and digits; other letters stay as they are (Calcite's SqlFunctions.initcap). */
const initcap = (value: string) =>
  value.replace(/[A-Za-z0-9]+/g, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase())

/** White space as java.lang.Character.isWhitespace sees it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: four of them are white space in Java.
const WHITESPACE = /[\t-\r\u001c-\u001f \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]/

/** A code from 1 to 255 stands for its character; an empty separator for any white space. */
function splitIndex(value: string, separator: string | number, index: number): string | null {
  if (index < 0 || value === '') return null
  if (separator === '') return value.split(WHITESPACE)[index] ?? null
  if (typeof separator === 'string') return value.split(separator)[index] ?? null
  if (separator < 1 || separator > 255) return null
  return value.split(String.fromCharCode(separator))[index] ?? null
}

/** Counts UTF-16 units, as Flink does; behind the end and for a length below 1 nothing follows. */
function overlay(value: string, by: string, start: number, length = by.length): string {
  if (start <= 0 || start > value.length) return value
  const rest = length > 0 && start + length <= value.length ? value.slice(start - 1 + length) : ''
  return wellFormed(value.slice(0, start - 1) + by + rest)
}

/** An empty text is found before every UTF-16 unit and at the end, as in Java. */
function replace(value: string, searched: string, replacement: string): string {
  const most = value.length + (value.length / Math.max(1, searched.length) + 1) * replacement.length
  if (most > MAX_TEXT && value.length + (value.split(searched).length + 1) * replacement.length > MAX_TEXT)
    throw new DataError(`The text with replacements would have more than ${MAX_TEXT} characters.`)
  const result = value.replaceAll(searched, () => replacement)
  return searched === '' ? wellFormed(result) : result
}

function translate(value: string, from: string, to: string): string {
  const [source, target] = [[...from], [...to]]
  const map = new Map<string, string>()
  for (const [i, c] of source.entries()) if (!map.has(c)) map.set(c, target[i] ?? '')
  return [...value].map((c) => map.get(c) ?? c).join('')
}

/** What CONCAT and the like take: text, or a value that is written as CAST to STRING writes it. */
const joined = (types: readonly FieldType[]): FieldType => {
  const lengths = types.map((type) => ('length' in type ? type.length : UNBOUNDED))
  const sum = lengths.reduce((a, b) => a + b, 0)
  const length = Math.min(sum, UNBOUNDED)
  if (types.some(isBinary)) return { t: 'VARBINARY', length }
  return types.every((type) => type.t === 'CHAR') ? char(length) : varchar(length)
}

const concatOperator: FunctionDefinition = {
  name: '||',
  group: 'operator',
  usage: 'a || b',
  summary: 'Joins two texts; NULL when one is NULL.',
  zh: '连接两个文本；任一为 NULL 则为 NULL。',
  examples: [["'a' || 'b'", 'ab']],
  strict: true,
  resolve(call: CallSite) {
    if (call.args.length === 2 && call.args.every((arg) => arg?.type.t === 'BOOLEAN')) {
      const text = `${call.written(0)} OR ${call.written(1)}`
      const message = '`||` joins texts, not conditions.'
      const fixes = [{ title: text, span: call.span, text }]
      return call.problem({ code: 'operand-types', message, hint: 'Write `OR`.', span: call.span, fixes })
    }
    const args = resolveArguments(call, [param('left', TEXT), param('right', TEXT)] as Param[])
    return args && { args, type: joined(args.map(({ type }) => type)), nullable: args.some((arg) => arg.nullable) }
  },
  bind: () => (a, b) => `${a as string}${b as string}`,
  generate: generateConcat,
  sql: ([a, b]) => `(${a} || ${b})`,
}

/** STARTSWITH and ENDSWITH, of two texts or of two values of bytes. */
function edgeTest(
  name: 'STARTSWITH' | 'ENDSWITH',
  edge: string,
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
): FunctionDefinition {
  const begins = name === 'STARTSWITH'
  return {
    name,
    group: 'text',
    usage: `${name}(text, ${edge})`,
    ...words,
    strict: true,
    resolve(call) {
      const bytes = call.args.some((arg) => arg && isBinary(arg.type))
      const kind = bytes ? { ...BINARY_VALUE, to: orWhenNull(BYTES) } : TEXT
      const args = resolveArguments(call, [param('text', kind), param(edge, kind)], true)
      return args && { args, type: BOOLEAN, nullable: args.some((arg) => arg.nullable) }
    },
    bind({ args }) {
      if (!isBinary(args[0]!.type))
        return (value, part) =>
          begins ? (value as string).startsWith(part as string) : (value as string).endsWith(part as string)
      return (value, part) => {
        const [whole, sought] = [value as Uint8Array, part as Uint8Array]
        const from = begins ? 0 : whole.length - sought.length
        return from >= 0 && sought.length <= whole.length && sought.every((byte, i) => whole[from + i] === byte)
      }
    },
  }
}

export const textFunctions: readonly FunctionDefinition[] = [
  concatOperator,
  defineFunction({
    name: 'UPPER',
    group: 'text',
    usage: 'UPPER(text)',
    summary: 'The text in upper case.',
    zh: '转换为大写。',
    examples: [["UPPER('aB1')", 'AB1']],
    params: [text],
    returns: sameAsFirst,
    evaluate: (value) => (value as string).toUpperCase(),
    generate: generateCase(true),
  }),
  defineFunction({
    name: 'LOWER',
    group: 'text',
    usage: 'LOWER(text)',
    summary: 'The text in lower case.',
    zh: '转换为小写。',
    examples: [["LOWER('ÄÖÜ')", 'äöü']],
    params: [text],
    returns: sameAsFirst,
    evaluate: (value) => (value as string).toLowerCase(),
    generate: generateCase(false),
  }),
  defineFunction({
    name: 'INITCAP',
    group: 'text',
    usage: 'INITCAP(text)',
    summary: 'Every word with a capital first letter, the rest in lower case.',
    zh: '每个单词首字母大写，其余小写。',
    examples: [["INITCAP('hello wORLD foo_bar 1a')", 'Hello World Foo_Bar 1a']],
    params: [text],
    returns: sameAsFirst,
    evaluate: (value) => initcap(value as string),
  }),
  defineFunction({
    name: 'CHAR_LENGTH',
    aliases: ['CHARACTER_LENGTH'],
    group: 'text',
    usage: 'CHAR_LENGTH(text)',
    summary: 'Number of characters (code points).',
    zh: '字符数（码点数）。',
    examples: [["CHAR_LENGTH('a😀bc')", 4]],
    params: [text],
    returns: INT,
    evaluate: (value) => lengthOf(value as string),
    generate: generateCharLength,
  }),
  defineFunction({
    name: 'CONCAT',
    group: 'text',
    usage: 'CONCAT(a, b, …)',
    summary: 'Joins texts; NULL when one is NULL.',
    zh: '连接多个文本；任一为 NULL 则为 NULL。',
    examples: [
      ["CONCAT('a', 'b', 'c')", 'abc'],
      ["CONCAT('a', CAST(NULL AS STRING))", null],
    ],
    params: [param('text', TEXT, { repeated: true })],
    returns: STRING,
    evaluate: (...parts) => parts.join(''),
    generate: generateConcat,
  }),
  defineFunction({
    name: 'CONCAT_WS',
    group: 'text',
    usage: 'CONCAT_WS(separator, a, b, …)',
    summary: 'Joins texts with a separator between them and skips NULL.',
    zh: '用分隔符连接文本，跳过 NULL。',
    examples: [
      ["CONCAT_WS('-', 'a', CAST(NULL AS STRING), 'c')", 'a-c'],
      ["CONCAT_WS('-', '', 'b')", '-b'],
    ],
    params: [param('separator', TEXT), param('text', TEXT, { repeated: true })],
    returns: STRING,
    strict: false,
    evaluate: (separator, ...parts) =>
      separator === null ? null : parts.filter((part) => part !== null).join(separator as string),
  }),
  defineFunction({
    name: 'SUBSTRING',
    aliases: ['SUBSTR'],
    group: 'text',
    usage: 'SUBSTRING(text, start [, length])',
    summary: 'Part of a text from a position on; a negative position counts from the end.',
    zh: '从指定位置截取文本；位置为负时从末尾算起。',
    examples: [
      ["SUBSTRING('abcdef', 2, 3)", 'bcd'],
      ["SUBSTRING('abcdef' FROM 3 FOR 2)", 'cd'],
      ["SUBSTRING('abcdef', -2)", 'ef'],
    ],
    params: [text, param('start', WHOLE), param('length', WHOLE, { optional: true })],
    returns: varying,
    nullable: 'always',
    evaluate: (value, start, length) => substring(value as string, start as number, length as number | undefined),
    generate: generateSubstring,
  }),
  defineFunction({
    name: 'LEFT',
    group: 'text',
    usage: 'LEFT(text, length)',
    summary: 'The first characters.',
    zh: '左起若干字符。',
    examples: [
      ["LEFT('abc', 2)", 'ab'],
      ["LEFT('abc', -1)", ''],
    ],
    params: [text, param('length', WHOLE)],
    returns: varying,
    nullable: 'always',
    evaluate: (value, length) => ((length as number) <= 0 ? '' : substring(value as string, 1, length as number)),
  }),
  defineFunction({
    name: 'RIGHT',
    group: 'text',
    usage: 'RIGHT(text, length)',
    summary: 'The last characters.',
    zh: '右起若干字符。',
    examples: [["RIGHT('abc', 2)", 'bc']],
    params: [text, param('length', WHOLE)],
    returns: varying,
    nullable: 'always',
    evaluate: (value, length) =>
      (length as number) <= 0 ? '' : join(points(value as string).slice(-(length as number))),
  }),
  defineFunction({
    name: 'POSITION',
    group: 'text',
    usage: 'POSITION(searched IN text)',
    summary: 'Where a text first occurs in another, from 1; 0 when it does not.',
    zh: '子串首次出现的位置（从 1 起）；不存在则为 0。',
    examples: [
      ["POSITION('b' IN 'abcb')", 2],
      ["POSITION('x' IN 'abc')", 0],
    ],
    params: [param('searched', TEXT), text, param('from', WHOLE, { optional: true })],
    returns: INT,
    evaluate: (searched, value, from) => position(searched as string, value as string, from as number | undefined),
    sql: ([searched, value]) => `POSITION(${searched} IN ${value})`,
  }),
  defineFunction({
    name: 'LOCATE',
    group: 'text',
    usage: 'LOCATE(searched, text [, from])',
    summary: 'Where a text first occurs in another from a position on, from 1; 0 when it does not.',
    zh: '从指定位置起查找子串的位置（从 1 起）；不存在则为 0。',
    examples: [["LOCATE('b', 'abcb', 3)", 4]],
    params: [param('searched', TEXT), text, param('from', WHOLE, { optional: true })],
    returns: INT,
    evaluate: (searched, value, from) => position(searched as string, value as string, from as number | undefined),
  }),
  defineFunction({
    name: 'INSTR',
    group: 'text',
    usage: 'INSTR(text, searched [, start [, nth]])',
    summary: 'Where a text occurs for the nth time, from 1; 0 when it does not. A negative start searches backwards.',
    zh: '子串第 n 次出现的位置（从 1 起）；不存在则为 0。起始位置为负时从后向前查找。',
    examples: [
      ["INSTR('Corporate', 'or')", 2],
      ["INSTR('Corporate', 'or', 3)", 5],
      ["INSTR('Corporate', 'or', -1, 2)", 2],
    ],
    params: [
      text,
      param('searched', TEXT),
      param('start', WHOLE, { optional: true }),
      param('nth', WHOLE, { optional: true }),
    ],
    returns: INT,
    fails: ({ args }) => args.length > 3,
    evaluate: (value, searched, start, nth) =>
      occurrence(value as string, searched as string, start as number | undefined, nth as number | undefined),
  }),
  defineFunction({
    name: 'TRIM',
    group: 'text',
    usage: "TRIM([BOTH | LEADING | TRAILING] ['characters' FROM] text)",
    summary: 'Removes blanks, or other characters, from the ends.',
    zh: '去除首尾的空格或指定字符。',
    examples: [
      ["TRIM('  a b  ')", 'a b'],
      ["TRIM(LEADING 'x' FROM 'xxaxbxx')", 'axbxx'],
    ],
    params: [param('side', ANYTHING), param('characters', TEXT), text],
    returns: (args) => varying(args.slice(2)),
    evaluate: (side, characters, value) =>
      trim(value as string, characters as string, side !== 'TRAILING', side !== 'LEADING'),
    sql: ([, characters, value], { args }) =>
      `TRIM(${(args[0] as { value: string }).value} ${characters} FROM ${value})`,
  }),
  defineFunction({
    name: 'LTRIM',
    group: 'text',
    usage: "LTRIM(text [, 'characters'])",
    summary: 'Removes blanks, or other characters, from the beginning.',
    zh: '去除开头的空格或指定字符。',
    examples: [["LTRIM('xxya', 'x')", 'ya']],
    params: [text, param('characters', TEXT, { optional: true })],
    returns: varying,
    evaluate: (value, characters = ' ') => trim(value as string, characters as string, true, false),
  }),
  defineFunction({
    name: 'RTRIM',
    group: 'text',
    usage: "RTRIM(text [, 'characters'])",
    summary: 'Removes blanks, or other characters, from the end.',
    zh: '去除末尾的空格或指定字符。',
    examples: [["RTRIM('ayxx', 'xy')", 'a']],
    params: [text, param('characters', TEXT, { optional: true })],
    returns: varying,
    evaluate: (value, characters = ' ') => trim(value as string, characters as string, false, true),
  }),
  defineFunction({
    name: 'BTRIM',
    untypedNull: true,
    group: 'text',
    usage: "BTRIM(text [, 'characters'])",
    summary: 'Removes blanks, or other characters, from both ends.',
    zh: '去除首尾的空格或指定字符。',
    examples: [["BTRIM('  a  ')", 'a']],
    params: [text, param('characters', TEXT, { optional: true })],
    returns: STRING,
    evaluate: (value, characters = ' ') => trim(value as string, characters as string, true, true),
  }),
  defineFunction({
    name: 'LPAD',
    group: 'text',
    fails: true,
    usage: 'LPAD(text, length, filler)',
    summary: 'Fills up a text on the left, or cuts it, to a length; NULL for a negative length or an empty filler.',
    zh: '在左侧填充（或截断）到指定长度；长度为负或填充文本为空时为 NULL。',
    examples: [
      ["LPAD('hi', 5, '*')", '***hi'],
      ["LPAD('hello', 3, '*')", 'hel'],
    ],
    params: [text, param('length', WHOLE), param('filler', TEXT)],
    returns: STRING,
    evaluate: (value, length, filler) => pad(value as string, length as number, filler as string, 'left'),
  }),
  defineFunction({
    name: 'RPAD',
    group: 'text',
    fails: true,
    usage: 'RPAD(text, length, filler)',
    summary: 'Fills up a text on the right, or cuts it, to a length; NULL for a negative length or an empty filler.',
    zh: '在右侧填充（或截断）到指定长度；长度为负或填充文本为空时为 NULL。',
    examples: [["RPAD('hi', 7, 'xyz')", 'hixyzxy']],
    params: [text, param('length', WHOLE), param('filler', TEXT)],
    returns: STRING,
    evaluate: (value, length, filler) => pad(value as string, length as number, filler as string, 'right'),
  }),
  defineFunction({
    name: 'REPEAT',
    group: 'text',
    usage: 'REPEAT(text, times)',
    summary: 'The text several times in a row.',
    zh: '将文本重复若干次。',
    examples: [["REPEAT('ab', 3)", 'ababab']],
    params: [text, param('times', WHOLE)],
    returns: STRING,
    fails: true,
    evaluate: (value, times) => repeat(value as string, times as number),
  }),
  defineFunction({
    name: 'REPLACE',
    group: 'text',
    usage: 'REPLACE(text, searched, replacement)',
    summary: 'Replaces every occurrence of a text.',
    zh: '替换所有出现的子串。',
    examples: [["REPLACE('hello world', 'o', '0')", 'hell0 w0rld']],
    params: [text, param('searched', TEXT), param('replacement', TEXT)],
    returns: STRING,
    fails: true,
    evaluate: (value, searched, replacement) => replace(value as string, searched as string, replacement as string),
    generate: generateReplace,
  }),
  defineFunction({
    name: 'REVERSE',
    group: 'text',
    usage: 'REVERSE(text)',
    summary: 'The characters in reverse order.',
    zh: '反转文本。',
    examples: [["REVERSE('a😀b')", 'b😀a']],
    params: [text],
    returns: STRING,
    nullable: 'always',
    evaluate: (value) => reversed(value as string),
  }),
  defineFunction({
    name: 'OVERLAY',
    group: 'text',
    usage: 'OVERLAY(text PLACING other FROM start [FOR length])',
    summary: 'Replaces part of a text, from a position on, by another text.',
    zh: '从指定位置起用另一文本覆盖原文本的一部分。',
    examples: [["OVERLAY('abcdef' PLACING 'XY' FROM 2 FOR 4)", 'aXYf']],
    params: [text, param('other', TEXT), param('start', WHOLE_LONG), param('length', WHOLE_LONG, { optional: true })],
    returns: (args) => {
      const type = joined(args.slice(0, 2).map(({ type }) => type))
      return 'length' in type ? varchar(type.length) : type
    },
    evaluate: (value, by, start, length) =>
      overlay(value as string, by as string, Number(start), length === undefined ? undefined : Number(length)),
    sql: ([a, b, from, length]) => `OVERLAY(${a} PLACING ${b} FROM ${from}${length ? ` FOR ${length}` : ''})`,
  }),
  defineFunction({
    name: 'SPLIT_INDEX',
    group: 'text',
    usage: 'SPLIT_INDEX(text, separator, index)',
    summary: 'One part of a text that is split at a separator; the first has index 0, NULL when there is none.',
    zh: '按分隔符拆分文本并取第 index 段（从 0 起），不存在则为 NULL。',
    examples: [
      ["SPLIT_INDEX('a,b,c', ',', 1)", 'b'],
      ["SPLIT_INDEX('a,b,c', ',', 3)", null],
    ],
    params: [
      text,
      param('separator', {
        want: 'a text',
        accepts: (t) => isText(t) || (isInteger(t) && t.t !== 'BIGINT'),
        to: (t) => (isInteger(t) ? INT : t),
      }),
      param('index', WHOLE),
    ],
    returns: STRING,
    nullable: 'always',
    evaluate: (value, separator, index) => splitIndex(value as string, separator as string | number, index as number),
    generate: generateSplitIndex,
  }),
  edgeTest('STARTSWITH', 'beginning', {
    summary: 'Whether a text begins with another.',
    zh: '文本是否以指定文本开头。',
    examples: [["STARTSWITH('abc', 'ab')", true]],
  }),
  edgeTest('ENDSWITH', 'end', {
    summary: 'Whether a text ends with another.',
    zh: '文本是否以指定文本结尾。',
    examples: [["ENDSWITH('abc', 'bc')", true]],
  }),
  defineFunction({
    name: 'TRANSLATE',
    group: 'text',
    usage: 'TRANSLATE(text, from, to)',
    summary: 'Replaces single characters by others of the same position; characters without a partner disappear.',
    zh: '逐字符替换；没有对应字符的将被删除。',
    examples: [["TRANSLATE('abcba', 'ab', 'xy')", 'xycyx']],
    params: [text, param('from', TEXT), param('to', TEXT)],
    returns: STRING,
    nullable: ([value]) => value!.nullable,
    strict: false,
    evaluate: (value, from, to) =>
      value === null || from === null
        ? value!
        : translate(value as string, from as string, (to as string | null) ?? ''),
  }),
  defineFunction({
    name: 'ASCII',
    group: 'text',
    usage: 'ASCII(text)',
    summary: 'First byte of the text as a signed number; 0 for an empty text.',
    zh: '文本首字节（有符号数）；空文本为 0。',
    examples: [["ASCII('abc')", 97]],
    params: [text],
    returns: INT,
    evaluate: (value) => ((value as string) === '' ? 0 : (encodeUtf8((value as string).slice(0, 2))[0]! << 24) >> 24),
  }),
  defineFunction({
    name: 'CHR',
    group: 'text',
    usage: 'CHR(code)',
    summary: 'The character of a code; codes above 255 count from 0 again.',
    zh: '编码对应的字符；超过 255 的编码取模。',
    examples: [['CHR(65)', 'A']],
    params: [param('code', WHOLE_LONG)],
    returns: STRING,
    nullable: 'always',
    evaluate: (code) => (Number(code) < 0 ? '' : String.fromCharCode(Number(BigInt(code as number) & 255n))),
  }),
]
