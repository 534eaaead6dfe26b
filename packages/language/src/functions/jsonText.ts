/** Making JSON text from values, and testing it. */
import {
  doubleDecimalText,
  ESCAPES,
  formatJson,
  isScalar,
  JsonNumber,
  type JsonTree,
  parseJson,
  parseUniqueJson,
} from '../json/tree.ts'
import { formatDecimal } from '../numbers/decimal.ts'
import { formatDouble } from '../numbers/doubleText.ts'
import type { Int } from '../numbers/integer.ts'
import type { TCall, TExpr } from '../syntax/expr.ts'
import { formatTimestamp } from '../time/calendar.ts'
import { BOOLEAN, type FieldType, formatType, isInteger, isText, JSON_TYPE, STRING } from '../types.ts'
import { type Row, toBase64, type Value } from '../value.ts'
import {
  type CallSite,
  castTo,
  DataError,
  defineFunction,
  type FunctionDefinition,
  nullWithoutType,
} from './definition.ts'
import { CONDITION, constantText, param, TEXT } from './params.ts'
import { wellFormed } from './text/characters.ts'

type Convert = (value: Value) => JsonTree

/** How values of a type become JSON; undefined for the types that Flink does not write. */
function jsonConverter(type: FieldType): Convert | undefined {
  if (isInteger(type)) return (value) => new JsonNumber(String(value), true)
  switch (type.t) {
    case 'NULL':
      return () => null
    case 'CHAR':
    case 'VARCHAR':
    case 'BOOLEAN':
      return (value) => value as string | boolean
    case 'JSON':
      return (value) => parseJson(value as string) ?? null
    case 'DECIMAL':
      return (value) => decimalNumber(formatDecimal(value as Int, type.scale))
    case 'FLOAT':
    case 'DOUBLE':
      return (value) => doubleNumber(value as number)
    case 'BINARY':
    case 'VARBINARY':
      return (value) => toBase64(value as Uint8Array)
    case 'TIMESTAMP':
      return (value) => isoTimestamp(value as number)
    case 'TIMESTAMP_LTZ':
      return (value) => `${isoTimestamp(value as number)}Z`
    case 'ARRAY':
      return arrayConverter(type.of.type)
    case 'MAP':
      return mapConverter(type.key.type, type.value.type)
    case 'ROW':
      return rowConverter(type.fields)
    default:
      return undefined
  }
}

function decimalNumber(text: string): JsonNumber {
  const [whole, fraction = ''] = text.split('.') as [string, string?]
  return new JsonNumber(doubleDecimalText(`${whole}.${fraction}`), fraction === '')
}

/** What is no number in JSON is written as text. */
function doubleNumber(value: number): JsonTree {
  if (!Number.isFinite(value)) return formatDouble(value)
  return new JsonNumber(doubleDecimalText(formatDouble(value)), false)
}

/** `2026-11-21T10:22:33.5`: without the zeros at the end of the fraction. */
const isoTimestamp = (ms: number) => formatTimestamp(ms, 9, 'T').replace(/\.?0*$/, '')

const orNull = (convert: Convert, value: Value): JsonTree => (value === null ? null : convert(value))

function arrayConverter(of: FieldType): Convert | undefined {
  const convert = jsonConverter(of)
  return convert && ((value) => (value as readonly Value[]).map((item) => orNull(convert, item)))
}

function mapConverter(key: FieldType, value: FieldType): Convert | undefined {
  const convert = jsonConverter(value)
  if (!convert || !isText(key)) return undefined
  return (entries) => {
    const members = new Map<string, JsonTree>()
    for (const [k, v] of entries as readonly Value[][]) {
      if (k === null) throw new DataError('A map with the key NULL cannot be written as JSON.')
      members.set(k as string, orNull(convert, v!))
    }
    return members
  }
}

function rowConverter(fields: readonly { name: string; type: FieldType }[]): Convert | undefined {
  const converters = fields.map(({ type }) => jsonConverter(type))
  if (!converters.every((convert) => convert !== undefined)) return undefined
  return (row) => new Map(fields.map(({ name }, i) => [name, orNull(converters[i]!, (row as Row)[i] ?? null)]))
}

const CONSTRUCTORS = new Set(['JSON_OBJECT', 'JSON_ARRAY', 'JSON'])

/** How an argument of JSON_OBJECT and JSON_ARRAY becomes JSON: the text that another of them makes is taken as it is. */
function memberConverter(arg: TExpr): Convert {
  if (arg.k === 'call' && CONSTRUCTORS.has(arg.fn)) return (value) => parseJson(value as string) ?? null
  return jsonConverter(arg.type)!
}

function writable(call: CallSite, arg: TExpr, index: number): boolean {
  if (arg.type.t !== 'NULL' && jsonConverter(arg.type)) return true
  const message = `${formatType(arg.type)} cannot be written as JSON.`
  const text = `CAST(${call.written(index)} AS STRING)`
  const span = call.spans[index]!
  call.problem({ code: 'argument-type', message, hint: `Write ${text}.`, span, fixes: [{ title: text, span, text }] })
  return false
}

const containsMap = (type: FieldType): boolean =>
  type.t === 'MAP' ||
  (type.t === 'ARRAY' && containsMap(type.of.type)) ||
  (type.t === 'ROW' && type.fields.some((field) => containsMap(field.type)))

const writesMap = ({ args }: TCall) => args.some((arg) => containsMap(arg.type))

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

/** IS [NOT] JSON [VALUE | OBJECT | ARRAY | SCALAR]; NULL is none. */
function jsonTest(negated: boolean): FunctionDefinition {
  const name = `IS ${negated ? 'NOT ' : ''}JSON`
  return {
    name,
    group: 'json',
    usage: `text ${name} [VALUE | OBJECT | ARRAY | SCALAR]`,
    summary: `Whether a text is ${negated ? 'not ' : ''}JSON, or ${negated ? 'not ' : ''}JSON of a kind.`,
    zh: `文本是否${negated ? '不' : ''}是 JSON，或指定种类的 JSON。`,
    examples: negated
      ? [["'' IS NOT JSON", true]]
      : [
          [`'{"a": 1}' IS JSON`, true],
          ["'[1]' IS JSON OBJECT", false],
        ],
    strict: false,
    resolve(call) {
      const [arg, kind] = call.args
      if (!arg || !kind) return undefined
      if (arg.type.t === 'NULL') return nullWithoutType(call, 0, STRING)
      if (!isText(arg.type) && arg.type.t !== 'JSON') {
        const message = `${name} tests a text, found ${formatType(arg.type)}.`
        return call.problem({ code: 'argument-type', message, span: call.spans[0]! })
      }
      return { args: [arg, kind], type: BOOLEAN, nullable: false }
    },
    bind({ args }) {
      const kind = constantText(args[1])
      return (text) => (text !== null && isOfKind(parseJson(text as string), kind)) !== negated
    },
    sql: ([a], { args }) => `(${a} ${name} ${constantText(args[1])})`,
  }
}

function isOfKind(tree: JsonTree | undefined, kind: string | undefined): boolean {
  if (tree === undefined) return false
  if (kind === 'OBJECT') return tree instanceof Map
  if (kind === 'ARRAY') return Array.isArray(tree)
  return kind !== 'SCALAR' || isScalar(tree)
}

const QUOTED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** Only ASCII remains; a character of two units is followed by its second half once more, as Flink writes it. */
function quote(text: string): string {
  let result = ''
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at)!
    result += point < 128 ? (QUOTED[text[at]!] ?? text[at]) : `\\u${point.toString(16).padStart(4, '0')}`
  }
  return `"${result}"`
}

/** What stands between the quotes of a JSON string; any other text stays as it is. */
function unquote(text: string): string {
  if (parseJson(text) === undefined || text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text
  const inner = text.slice(1, -1)
  if (/\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(inner.replaceAll('\\\\', ''))) return text
  return inner.replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (_, code: string) =>
    code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : ESCAPES[code]!,
  )
}

const json: FunctionDefinition = {
  name: 'JSON',
  group: 'json',
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

export const jsonTextFunctions: readonly FunctionDefinition[] = [
  jsonString,
  jsonObject,
  jsonArray,
  json,
  jsonTest(false),
  jsonTest(true),
  defineFunction({
    name: 'JSON_QUOTE',
    untypedNull: true,
    group: 'json',
    usage: 'JSON_QUOTE(text)',
    summary: 'A text as a JSON string of ASCII characters.',
    zh: '将文本写成仅含 ASCII 字符的 JSON 字符串。',
    examples: [["JSON_QUOTE('a\"b')", '"a\\"b"']],
    params: [param('text', TEXT)],
    returns: STRING,
    evaluate: (text) => quote(text as string),
  }),
  defineFunction({
    name: 'JSON_UNQUOTE',
    untypedNull: true,
    group: 'json',
    usage: 'JSON_UNQUOTE(text)',
    summary: 'The text that a JSON string holds; anything else stays as it is.',
    zh: '取出 JSON 字符串中的文本；其他文本保持不变。',
    examples: [[`JSON_UNQUOTE('"a\\"b"')`, 'a"b']],
    params: [param('text', TEXT)],
    returns: STRING,
    evaluate: (text) => wellFormed(unquote(text as string)),
  }),
  parseFunction('PARSE_JSON', {
    summary: 'A text as a value of type JSON; a text that is not JSON fails the row.',
    zh: '将文本解析为 JSON 类型的值；不是 JSON 的文本会使该行失败。',
  }),
  parseFunction('TRY_PARSE_JSON', {
    summary: 'A text as a value of type JSON; NULL for a text that is not JSON.',
    zh: '将文本解析为 JSON 类型的值；不是 JSON 时为 NULL。',
  }),
]

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
