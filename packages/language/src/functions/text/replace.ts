/** Parts and characters of a text in another place, or others in theirs. */

import { wellFormed } from '../../javaText.ts'
import { STRING, varchar } from '../../types.ts'
import { DataError, defineFunction, type FunctionDefinition } from '../definition.ts'
import { param, TEXT, WHOLE_LONG } from '../params.ts'
import { MAX_TEXT, reversed } from './characters.ts'
import { generateReplace } from './onBytes.ts'
import { joined, text } from './signatures.ts'

/** An empty text is found before every UTF-16 unit and at the end, as in Java. */
function replaced(value: string, searched: string, replacement: string): string {
  const most = value.length + (value.length / Math.max(1, searched.length) + 1) * replacement.length
  if (most > MAX_TEXT && value.length + (value.split(searched).length + 1) * replacement.length > MAX_TEXT)
    throw new DataError(`The text with replacements would have more than ${MAX_TEXT} characters.`)
  const result = value.replaceAll(searched, () => replacement)
  return searched === '' ? wellFormed(result) : result
}

/** Counts UTF-16 units, as Flink does; behind the end and for a length below 1 nothing follows. */
function overlaid(value: string, by: string, start: number, length = by.length): string {
  if (start <= 0 || start > value.length) return value
  const rest = length > 0 && start + length <= value.length ? value.slice(start - 1 + length) : ''
  return wellFormed(value.slice(0, start - 1) + by + rest)
}

function translated(value: string, from: string, to: string): string {
  const [source, target] = [[...from], [...to]]
  const map = new Map<string, string>()
  for (const [i, c] of source.entries()) if (!map.has(c)) map.set(c, target[i] ?? '')
  return [...value].map((c) => map.get(c) ?? c).join('')
}

export const replace: FunctionDefinition = defineFunction({
  name: 'REPLACE',
  group: 'text',
  usage: 'REPLACE(text, searched, replacement)',
  summary: 'Replaces every occurrence of a text.',
  zh: '替换所有出现的子串。',
  examples: [["REPLACE('hello world', 'o', '0')", 'hell0 w0rld']],
  params: [text, param('searched', TEXT), param('replacement', TEXT)],
  returns: STRING,
  fails: true,
  evaluate: (value, searched, replacement) => replaced(value as string, searched as string, replacement as string),
  generate: generateReplace,
})

export const reverse: FunctionDefinition = defineFunction({
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
})

export const overlay: FunctionDefinition = defineFunction({
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
    overlaid(value as string, by as string, Number(start), length === undefined ? undefined : Number(length)),
  sql: ([a, b, from, length]) => `OVERLAY(${a} PLACING ${b} FROM ${from}${length ? ` FOR ${length}` : ''})`,
})

export const translate: FunctionDefinition = defineFunction({
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
    value === null || from === null ? value! : translated(value as string, from as string, (to as string | null) ?? ''),
})
