/** Whether a text is of letters, digits or a number; FALSE for NULL. Of a number only its type counts, as in Flink. */
import { BOOLEAN, type FieldType, isInteger, isNumeric, isText } from '../types.ts'
import type { Value } from '../value.ts'
import { doubleOfText } from './castRules.ts'
import { defineFunction, type FunctionDefinition } from './definition.ts'
import { param } from './params.ts'

function classifier(
  name: string,
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
  rule: { text: (value: string) => boolean; number: (type: FieldType) => boolean },
): FunctionDefinition {
  return defineFunction({
    name,
    group: 'text',
    usage: `${name}(text)`,
    ...words,
    params: [param('text', { want: 'a text or a number', accepts: (t) => isText(t) || isNumeric(t) })],
    returns: BOOLEAN,
    nullable: 'never',
    strict: false,
    bind({ args }) {
      const { type } = args[0]!
      if (!isText(type)) return () => rule.number(type)
      return (value: Value) => typeof value === 'string' && rule.text(value)
    },
  })
}

const isDecimalText = (value: string) => /^[+-]?\p{Nd}+$/u.test(value) || doubleOfText(value) !== undefined

export const classifyFunctions: readonly FunctionDefinition[] = [
  classifier(
    'IS_ALPHA',
    {
      summary: 'Whether a text consists of letters, and of at least one.',
      zh: '文本是否全为字母且不为空。',
      examples: [
        ["IS_ALPHA('abc')", true],
        ["IS_ALPHA('ab1')", false],
      ],
    },
    { text: (value) => /^\p{L}+$/u.test(value), number: () => false },
  ),
  classifier(
    'IS_DIGIT',
    {
      summary: 'Whether a text consists of digits, and of at least one.',
      zh: '文本是否全为数字且不为空。',
      examples: [["IS_DIGIT('12')", true]],
    },
    { text: (value) => /^\p{Nd}+$/u.test(value), number: isInteger },
  ),
  classifier(
    'IS_DECIMAL',
    {
      summary: 'Whether a text can be read as a number.',
      zh: '文本是否可解析为数字。',
      examples: [
        ["IS_DECIMAL('1.5')", true],
        ["IS_DECIMAL('x')", false],
      ],
    },
    { text: isDecimalText, number: (type) => type.t !== 'DECIMAL' },
  ),
]
