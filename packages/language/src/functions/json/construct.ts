/** JSON text made of values. */
import { formatJson, type JsonTree, parseJson } from '../../json/tree.ts'
import type { TExpr } from '../../syntax/expr.ts'
import { formatType, isText, STRING } from '../../types.ts'
import { castTo, DataError, type FunctionDefinition } from '../definition.ts'
import { constantText } from '../params.ts'
import { type Convert, jsonConverter, orNull, writable, writesMap } from './convert.ts'

const CONSTRUCTORS = new Set(['JSON_OBJECT', 'JSON_ARRAY', 'JSON'])

/** How an argument of JSON_OBJECT and JSON_ARRAY becomes JSON: the text that another of them makes is taken as it is. */
function memberConverter(arg: TExpr): Convert {
  if (arg.k === 'call' && CONSTRUCTORS.has(arg.fn)) return (value) => parseJson(value as string) ?? null
  return jsonConverter(arg.type)!
}

const jsonString: FunctionDefinition = {
  name: 'JSON_STRING',
  group: 'json',
  usage: 'JSON_STRING(value)',
  summary: 'A value as JSON text.',
  zh: '将值序列化为 JSON 文本。',
  examples: [
    ["JSON_STRING('a\"b')", '"a\\"b"'],
    ['JSON_STRING(ARRAY[1, 2])', '[1,2]'],
  ],
  strict: true,
  fails: writesMap,
  resolve(call) {
    const [arg] = call.args
    if (call.args.length !== 1)
      return call.problem({ code: 'argument-count', message: 'JSON_STRING takes 1 argument.', span: call.span })
    return arg && (arg.type.t === 'NULL' || writable(call, arg, 0))
      ? { args: [arg], type: STRING, nullable: arg.nullable }
      : undefined
  },
  bind({ args }) {
    const convert = memberConverter(args[0]!)
    return (value) => formatJson(convert(value))
  },
}

const jsonObject: FunctionDefinition = {
  name: 'JSON_OBJECT',
  group: 'json',
  recognized: true,
  usage: 'JSON_OBJECT([KEY] name VALUE value, … [{NULL | ABSENT} ON NULL])',
  summary: 'A JSON object of names and values; ABSENT ON NULL leaves out what is NULL.',
  zh: '由名称和值组成的 JSON 对象；ABSENT ON NULL 会省略 NULL 值。',
  examples: [
    ["JSON_OBJECT('b' VALUE 1, 'a' VALUE 'x')", '{"a":"x","b":1}'],
    ["JSON_OBJECT(KEY 'k' VALUE CAST(NULL AS STRING) ABSENT ON NULL)", '{}'],
    ["JSON_OBJECT('n' VALUE JSON_OBJECT('m' VALUE 1))", '{"n":{"m":1}}'],
  ],
  strict: false,
  fails: writesMap,
  resolve(call) {
    if (call.args.some((arg) => arg === undefined)) return undefined
    const [onNull, ...members] = call.args as readonly TExpr[]
    const args = members.map((arg, i) => {
      if (i % 2 === 1) return writable(call, arg, i + 1) ? arg : undefined
      if (isText(arg.type) && arg.k === 'lit' && arg.value !== null) return arg
      const message = 'The name of a member is a text in quotes.'
      return call.problem({ code: 'argument-type', message, span: call.spans[i + 1]! })
    })
    if (args.includes(undefined)) return undefined
    return { args: [onNull!, ...(args as TExpr[])], type: STRING, nullable: false }
  },
  bind({ args }) {
    const absent = constantText(args[0]) === 'ABSENT'
    const members = args.slice(1)
    const converters = members.map((arg, i) => (i % 2 === 1 ? memberConverter(arg) : undefined))
    return (_, ...values) => {
      const object = new Map<string, JsonTree>()
      for (let i = 0; i + 1 < values.length; i += 2) {
        const value = values[i + 1]!
        if (value !== null || !absent) object.set(values[i] as string, orNull(converters[i + 1]!, value))
      }
      return formatJson(object)
    }
  },
  sql(args, call) {
    const members: string[] = []
    for (let i = 1; i + 1 < args.length; i += 2) members.push(`KEY ${args[i]} VALUE ${args[i + 1]}`)
    const onNull = members.length === 0 ? '' : ` ${constantText(call.args[0])} ON NULL`
    return `JSON_OBJECT(${members.join(', ')}${onNull})`
  },
}

const jsonArray: FunctionDefinition = {
  name: 'JSON_ARRAY',
  group: 'json',
  recognized: true,
  usage: 'JSON_ARRAY(a, b, … [{NULL | ABSENT} ON NULL])',
  summary: 'A JSON array of values; what is NULL is left out unless NULL ON NULL is written.',
  zh: '由值组成的 JSON 数组；默认省略 NULL，NULL ON NULL 则保留。',
  examples: [
    ["JSON_ARRAY(1, 'a', TRUE)", '[1,"a",true]'],
    ['JSON_ARRAY(1, CAST(NULL AS INT) NULL ON NULL)', '[1,null]'],
  ],
  strict: false,
  fails: writesMap,
  resolve(call) {
    if (call.args.some((arg) => arg === undefined)) return undefined
    const args = call.args as readonly TExpr[]
    if (!args.every((arg, i) => i === 0 || writable(call, arg, i))) return undefined
    return { args, type: STRING, nullable: false }
  },
  bind({ args }) {
    const absent = constantText(args[0]) === 'ABSENT'
    const converters = args.slice(1).map(memberConverter)
    return (_, ...values) => {
      const members = values.map((value, i) => [value, orNull(converters[i]!, value)] as const)
      return formatJson(members.filter(([value]) => value !== null || !absent).map(([, member]) => member))
    }
  },
  sql(args, call) {
    const onNull = args.length === 1 ? '' : ` ${constantText(call.args[0])} ON NULL`
    return `JSON_ARRAY(${args.slice(1).join(', ')}${onNull})`
  },
}

const json: FunctionDefinition = {
  name: 'JSON',
  group: 'json',
  recognized: true,
  usage: 'JSON(text)',
  summary: 'A JSON text as a value of JSON_OBJECT or JSON_ARRAY, where it would be quoted otherwise.',
  zh: '将 JSON 文本原样作为 JSON_OBJECT 或 JSON_ARRAY 的值。',
  examples: [[`JSON_OBJECT('a' VALUE JSON('{"b": 1}'))`, '{"a":{"b":1}}']],
  strict: true,
  fails: true,
  resolve(call) {
    const [arg] = call.args
    if (call.args.length !== 1)
      return call.problem({ code: 'argument-count', message: 'JSON takes 1 argument.', span: call.span })
    if (call.inside !== 'JSON_OBJECT' && call.inside !== 'JSON_ARRAY') {
      const message = 'JSON(…) stands only among the values of JSON_OBJECT and JSON_ARRAY.'
      return call.problem({ code: 'json-alone', message, hint: 'Write PARSE_JSON to read a text.', span: call.span })
    }
    if (arg && !isText(arg.type) && arg.type.t !== 'NULL') {
      const message = `JSON needs a text, found ${formatType(arg.type)}.`
      return call.problem({ code: 'argument-type', message, span: call.spans[0]! })
    }
    return (
      arg && { args: [castTo(arg, arg.type.t === 'NULL' ? STRING : arg.type)], type: STRING, nullable: arg.nullable }
    )
  },
  bind: () => (text) => {
    if ((text as string).trim() === '') return null
    const tree = parseJson((text as string).trim())
    if (tree === undefined) throw new DataError('The argument of JSON is not JSON.')
    return formatJson(tree)
  },
}

export const jsonConstructors: readonly FunctionDefinition[] = [jsonString, jsonObject, jsonArray, json]
