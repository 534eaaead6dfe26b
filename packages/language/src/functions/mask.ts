/** Hiding personal data while leaving enough to recognise it. Characters are code points. */
import { STRING } from '../types.ts'
import { defineFunction, type FunctionDefinition } from './definition.ts'
import { param, TEXT, WHOLE } from './params.ts'

const NO_SQL = 'Flink SQL has no masking functions.'

/** The first and last characters stay, the rest is hidden; what is too short is hidden altogether. */
function keep(text: string, first: number, last: number, by = '*'): string {
  const all = [...text]
  const [head, tail] = [Math.max(0, first), Math.max(0, last)]
  if (head + tail >= all.length) return by.repeat(all.length)
  return all.map((c, i) => (i < head || i >= all.length - tail ? c : by)).join('')
}

/** Digits at positions for which `hidden` is true become `*`; everything between them stays. */
function maskDigits(text: string, hidden: (index: number, count: number) => boolean): string {
  const count = (text.match(/\d/g) ?? []).length
  let index = 0
  return text.replace(/\d/g, (digit) => (hidden(index++, count) ? '*' : digit))
}

/** The four digits before the last four; of fewer than eight digits all but the last two. */
const hiddenInPhone = (index: number, count: number) =>
  count < 8 ? index < count - 2 : index >= count - 8 && index < count - 4

/** All but the first six and the last four; of fewer than 13 digits all but the last four. */
const hiddenInCard = (index: number, count: number) => index < count - 4 && (count < 13 || index >= 6)

function maskEmail(text: string): string {
  const at = text.lastIndexOf('@')
  if (at <= 0) return keep(text, 0, 0)
  return `${[...text][0]}***${text.slice(at)}`
}

function maskId(text: string): string {
  return [...text].length < 8 ? keep(text, 0, 1) : keep(text, 3, 2)
}

function mask(
  name: string,
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
  hide: (text: string) => string,
): FunctionDefinition {
  return defineFunction({
    name,
    group: 'mask',
    usage: `${name}(text)`,
    ...words,
    params: [param('text', TEXT)],
    returns: STRING,
    beyondFlink: NO_SQL,
    evaluate: (text) => hide(text as string),
  })
}

export const maskFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: 'MASK_KEEP',
    group: 'mask',
    usage: 'MASK_KEEP(text, first, last [, mask])',
    summary:
      'Hides a text but for its first and last characters; a text that is not longer than those is hidden altogether.',
    zh: '仅保留文本开头和结尾的若干字符，其余以掩码代替；过短的文本全部隐藏。',
    examples: [
      ["MASK_KEEP('Catherine', 2, 1)", 'Ca******e'],
      ["MASK_KEEP('ab', 2, 1)", '**'],
      ["MASK_KEEP('secret', 0, 2, '#')", '####et'],
    ],
    params: [param('text', TEXT), param('first', WHOLE), param('last', WHOLE), param('mask', TEXT, { optional: true })],
    returns: STRING,
    beyondFlink: NO_SQL,
    evaluate: (text, first, last, by = '*') =>
      keep(text as string, first as number, last as number, [...(by as string)][0] ?? '*'),
  }),
  mask(
    'MASK_EMAIL',
    {
      summary: 'Hides an e-mail address but for its first character and its domain.',
      zh: '隐藏邮箱地址，仅保留首字符和域名。',
      examples: [["MASK_EMAIL('jane.doe@example.com')", 'j***@example.com']],
    },
    maskEmail,
  ),
  mask(
    'MASK_PHONE',
    {
      summary: 'Hides the four digits before the last four of a telephone number.',
      zh: '隐藏电话号码末四位之前的四位数字。',
      examples: [
        ["MASK_PHONE('13812345678')", '138****5678'],
        ["MASK_PHONE('(415) 555-2671')", '(41*) ***-2671'],
      ],
    },
    (text) => maskDigits(text, hiddenInPhone),
  ),
  mask(
    'MASK_CARD',
    {
      summary: 'Hides a card number but for its first six and last four digits.',
      zh: '隐藏银行卡号，仅保留前六位和后四位。',
      examples: [["MASK_CARD('6222 0212 3456 7890')", '6222 02** **** 7890']],
    },
    (text) => maskDigits(text, hiddenInCard),
  ),
  mask(
    'MASK_ID',
    {
      summary: 'Hides an identity number but for its first three and last two characters.',
      zh: '隐藏证件号码，仅保留前三位和后两位。',
      examples: [["MASK_ID('110101199003071234')", '110*************34']],
    },
    maskId,
  ),
]
