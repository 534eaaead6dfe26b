/** Texts joined. */
import { STRING } from '../../types.ts'
import { type CallSite, defineFunction, type FunctionDefinition, type Param, resolveArguments } from '../definition.ts'
import { param, TEXT } from '../params.ts'
import { generateConcat } from './onBytes.ts'
import { joined } from './signatures.ts'

export const concatOperator: FunctionDefinition = {
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

export const concatFunctions: readonly FunctionDefinition[] = [
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
]
