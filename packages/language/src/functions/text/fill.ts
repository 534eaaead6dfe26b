/** Texts made longer. */

import { wellFormed } from '../../javaText.ts'
import { STRING } from '../../types.ts'
import { DataError, defineFunction, type FunctionDefinition } from '../definition.ts'
import { param, TEXT, WHOLE } from '../params.ts'
import { MAX_TEXT } from './characters.ts'
import { text } from './signatures.ts'

/** Counts UTF-16 units, unlike the other functions, because Flink does. */
function pad(value: string, length: number, filler: string, side: 'left' | 'right'): string | null {
  if (length < 0 || filler === '') return null
  if (length > MAX_TEXT) throw new DataError(`The padded text would have more than ${MAX_TEXT} characters.`)
  if (value.length >= length) return wellFormed(value.slice(0, length))
  const missing = length - value.length
  const repeated = filler.repeat(Math.floor(missing / filler.length)) + filler.slice(0, missing % filler.length)
  return wellFormed(side === 'left' ? repeated + value : value + repeated)
}

function repeat(value: string, times: number): string {
  if (times <= 0) return ''
  if (value.length * times > MAX_TEXT)
    throw new DataError(`The repeated text would have more than ${MAX_TEXT} characters.`)
  return value.repeat(times)
}

export const fillFunctions: readonly FunctionDefinition[] = [
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
]
