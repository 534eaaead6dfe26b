/** A part of a text, by position or between separators. Positions begin at 1. */
import { INT, isInteger, isText, STRING } from '../../types.ts'
import { defineFunction, type FunctionDefinition } from '../definition.ts'
import { param, WHOLE } from '../params.ts'
import { join, points } from './characters.ts'
import { generateSplitIndex, generateSubstring } from './onBytes.ts'
import { text, varying } from './signatures.ts'

/** Part of a text from a position that counts from the end when negative; 0 is 1. */
function substring(value: string, start: number, length?: number): string | null {
  if (length !== undefined && length < 0) return null
  const all = points(value)
  const from = start > 0 ? start - 1 : start < 0 ? all.length + start : 0
  if (from < 0 || from >= all.length) return ''
  return join(all.slice(from, length === undefined ? all.length : Math.min(from + length, all.length)))
}

/** White space as java.lang.Character.isWhitespace sees it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: four of them are white space in Java.
const WHITESPACE = /[\t-\r\u001c-\u001f \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]/

/** A code from 1 to 255 stands for its character; an empty separator for any white space. */
function splitIndexText(value: string, separator: string | number, index: number): string | null {
  if (index < 0 || value === '') return null
  if (separator === '') return value.split(WHITESPACE)[index] ?? null
  if (typeof separator === 'string') return value.split(separator)[index] ?? null
  if (separator < 1 || separator > 255) return null
  return value.split(String.fromCharCode(separator))[index] ?? null
}

export const substringFunctions: readonly FunctionDefinition[] = [
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
]

export const splitIndex: FunctionDefinition = defineFunction({
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
  evaluate: (value, separator, index) => splitIndexText(value as string, separator as string | number, index as number),
  generate: generateSplitIndex,
})
