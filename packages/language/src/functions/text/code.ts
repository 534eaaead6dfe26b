/** Characters by their number, and the number of characters. */
import { INT, STRING } from '../../types.ts'
import { encodeUtf8 } from '../../value.ts'
import { defineFunction, type FunctionDefinition } from '../definition.ts'
import { param, WHOLE_LONG } from '../params.ts'
import { lengthOf } from './characters.ts'
import { generateCharLength } from './onBytes.ts'
import { text } from './signatures.ts'

export const charLength: FunctionDefinition = defineFunction({
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
})

export const ascii: FunctionDefinition = defineFunction({
  name: 'ASCII',
  group: 'text',
  usage: 'ASCII(text)',
  summary: 'First byte of the text as a signed number; 0 for an empty text.',
  zh: '文本首字节（有符号数）；空文本为 0。',
  examples: [["ASCII('abc')", 97]],
  params: [text],
  returns: INT,
  evaluate: (value) => ((value as string) === '' ? 0 : (encodeUtf8((value as string).slice(0, 2))[0]! << 24) >> 24),
})

export const chr: FunctionDefinition = defineFunction({
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
})
