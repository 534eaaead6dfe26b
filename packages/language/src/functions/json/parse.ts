/** Texts as values of type JSON. */
import { formatJson, parseJson, parseUniqueJson } from '../../json/tree.ts'
import { JSON_TYPE } from '../../types.ts'
import { DataError, defineFunction, type FunctionDefinition } from '../definition.ts'
import { CONDITION, param, TEXT } from '../params.ts'

function parseFunction(name: string, words: { summary: string; zh: string }): FunctionDefinition {
  const attempt = name.startsWith('TRY')
  return defineFunction({
    name,
    group: 'json',
    usage: `${name}(text [, repeated names])`,
    ...(!attempt && { untypedNull: true as const }),
    ...words,
    examples: [[`JSON_VALUE(${name}('{"a": 1}'), '$.a')`, '1']],
    params: [param('text', TEXT), param('repeated names', CONDITION, { optional: true })],
    returns: JSON_TYPE,
    ...(attempt && { nullable: 'always' as const }),
    fails: !attempt,
    evaluate(text, repeated) {
      const tree = repeated === true ? parseJson(text as string) : parseUniqueJson(text as string)
      if (tree !== undefined) return formatJson(tree)
      if (attempt) return null
      throw new DataError(`The text is not JSON: ${JSON.stringify((text as string).slice(0, 40))}.`)
    },
  })
}

export const jsonParsing: readonly FunctionDefinition[] = [
  parseFunction('PARSE_JSON', {
    summary: 'A text as a value of type JSON; a text that is not JSON fails the row.',
    zh: '将文本解析为 JSON 类型的值；不是 JSON 的文本会使该行失败。',
  }),
  parseFunction('TRY_PARSE_JSON', {
    summary: 'A text as a value of type JSON; NULL for a text that is not JSON.',
    zh: '将文本解析为 JSON 类型的值；不是 JSON 时为 NULL。',
  }),
]
