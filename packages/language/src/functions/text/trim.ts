/** Characters taken from the ends. */
import { STRING } from '../../types.ts'
import { defineFunction, type FunctionDefinition } from '../definition.ts'
import { ANYTHING, param, TEXT } from '../params.ts'
import { text, varying } from './signatures.ts'

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

export const trimFunctions: readonly FunctionDefinition[] = [
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
]
