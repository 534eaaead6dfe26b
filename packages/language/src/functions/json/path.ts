/** JSON_VALUE, JSON_QUERY, JSON_EXISTS: what a path finds in a JSON text, and what happens when it finds nothing or fails. */
import { readPath } from '../../json/path.ts'
import { PathFailed, PathNotFound, select } from '../../json/select.ts'
import { InvalidPath, type JsonPath } from '../../json/step.ts'
import { formatJson, isScalar, JsonNumber, type JsonTree, parseJson, type Room, TextTooLong } from '../../json/tree.ts'
import type { TCall, TExpr } from '../../syntax/expr.ts'
import { arrayOf, BOOLEAN, type FieldType, formatType, isText, nullable, STRING, UNBOUNDED } from '../../types.ts'
import type { Value } from '../../value.ts'
import {
  type CallSite,
  castTo,
  DataError,
  type Evaluate,
  type FunctionDefinition,
  nullWithoutType,
} from '../definition.ts'
import { constantText } from '../params.ts'
import { MAX_TEXT } from '../text/characters.ts'

/** What a path gave: a value, or why there is none. `lax` passes over what is missing. */
type Outcome = { lax: boolean; value: JsonTree } | { failed: string }

interface ReadMode {
  lax: boolean
  path: JsonPath | { failed: string }
}

/** `lax $.a`, `strict $.a`; without a word the path is strict, as in Flink. */
function readMode(text: string): ReadMode {
  const match = /^\s*(strict|lax)\s+(.+)$/is.exec(text)
  const lax = match !== null && match[1]!.toLowerCase() === 'lax'
  try {
    return { lax, path: readPath(match ? match[2]! : text) }
  } catch (problem) {
    if (problem instanceof InvalidPath) return { lax, path: { failed: problem.message } }
    throw problem
  }
}

const modes = new Map<string, ReadMode>()

function modeOf(text: string): ReadMode {
  const known = modes.get(text)
  if (known) return known
  if (modes.size > 500) modes.clear()
  const mode = readMode(text)
  modes.set(text, mode)
  return mode
}

function find(json: string, { lax, path }: ReadMode): Outcome {
  const tree = parseJson(json)
  if (tree === undefined) return lax ? { lax, value: null } : { failed: 'The text is not JSON.' }
  if (tree === null) return { failed: 'The text is the JSON value null.' }
  if ('failed' in path) return { failed: `The path cannot be read: ${path.failed}` }
  try {
    const value = select(path, tree, lax)
    return value === null && !lax ? { failed: 'The value is null.' } : { lax, value }
  } catch (problem) {
    if (problem instanceof PathNotFound || problem instanceof PathFailed) return { failed: problem.message }
    throw problem
  }
}

/** Evaluates with the path of the second argument, read before the first row when it is a literal. */
function withPath(args: readonly TExpr[], evaluate: (outcome: Outcome, rest: readonly Value[]) => Value): Evaluate {
  const constant = constantText(args[1])
  if (constant === undefined)
    return (json, path, ...rest) => evaluate(find(json as string, modeOf(path as string)), rest)
  const mode = modeOf(constant)
  return (json, _, ...rest) => evaluate(find(json as string, mode), rest)
}

/** A JSON text and a path; text of JSON type is one. */
function jsonAndPath(call: CallSite): readonly [TExpr, TExpr] | undefined {
  const [json, path] = call.args
  if (!json || !path) return undefined
  const texts = [json, path].map((arg, i) => {
    if (arg.type.t === 'NULL') return nullWithoutType(call, i, STRING)
    if (isText(arg.type) || (i === 0 && arg.type.t === 'JSON')) return arg
    const what = i === 0 ? 'a JSON text' : 'a path as text'
    const message = `${call.name} needs ${what}, found ${formatType(arg.type)}.`
    return call.problem({ code: 'argument-type', message, span: call.spans[i]! })
  })
  const constant = constantText(path)
  const mode = constant === undefined ? undefined : modeOf(constant)
  if (mode && 'failed' in mode.path) {
    const hint = "Examples: $.user.name, $.items[0].price, $['two words']"
    call.problem({ code: 'json-path', severity: 'warning', message: mode.path.failed, hint, span: call.spans[1]! })
  }
  return texts.every((text) => text !== undefined) ? (texts as [TExpr, TExpr]) : undefined
}

const wordAt = (args: readonly TExpr[], index: number) => constantText(args[index]) ?? 'NULL'

/** What RETURNING makes of a scalar; Flink converts nothing, so another kind of value fails the row. */
const RETURNED: Partial<Record<FieldType['t'], (value: JsonTree) => Value | undefined>> = {
  VARCHAR: (value) => (value instanceof JsonNumber ? value.text : String(value)),
  BOOLEAN: (value) => (typeof value === 'boolean' ? value : undefined),
  INT: (value) => {
    const number = value instanceof JsonNumber && value.whole ? Number(value.text) : undefined
    return number !== undefined && (number | 0) === number ? number : undefined
  },
  DOUBLE: (value) => (value instanceof JsonNumber && !value.whole ? Number(value.text) : undefined),
}

function bindJsonValue({ args, type }: { args: readonly TExpr[]; type: FieldType }): Evaluate {
  const [onEmpty, onError] = [wordAt(args, 2), wordAt(args, 4)]
  const returned = RETURNED[type.t]!
  return withPath(args, (outcome, [, emptyDefault, , errorDefault]) => {
    let failure = 'failed' in outcome ? outcome.failed : undefined
    if (!('failed' in outcome)) {
      const { value, lax } = outcome
      if (value !== null && isScalar(value)) {
        const result = returned(value)
        if (result !== undefined) return result
        const shown = formatJson(value).slice(0, 40)
        throw new DataError(`JSON_VALUE found ${shown}, which is not a ${type.t}; leave out RETURNING and use CAST.`)
      }
      if (value === null || lax) {
        if (onEmpty === 'ERROR') throw new DataError('JSON_VALUE found nothing.')
        return onEmpty === 'DEFAULT' ? emptyDefault! : null
      }
      failure = 'The value is an object or an array.'
    }
    if (onError === 'ERROR') throw new DataError(`JSON_VALUE failed: ${failure}`)
    return onError === 'DEFAULT' ? errorDefault! : null
  })
}

/** The words between which JSON_VALUE prints its behaviours. */
function onWhen(args: readonly string[], call: TCall, at: number, when: string): string {
  const behaviour = wordAt(call.args, at)
  return `${behaviour}${behaviour === 'DEFAULT' ? ` ${args[at + 1]}` : ''} ON ${when}`
}

const returning = ({ type }: TCall) =>
  type.t === 'VARCHAR' && type.length === UNBOUNDED ? '' : ` RETURNING ${formatType(type)}`

const jsonValue: FunctionDefinition = {
  name: 'JSON_VALUE',
  group: 'json',
  usage:
    'JSON_VALUE(json, path [RETURNING type] [{NULL | ERROR | DEFAULT value} ON EMPTY] [{NULL | ERROR | DEFAULT value} ON ERROR])',
  summary: 'The scalar that a path finds in a JSON text, as text or as the type behind RETURNING.',
  zh: '按路径取 JSON 文本中的标量，默认返回文本，可用 RETURNING 指定类型。',
  examples: [
    [`JSON_VALUE('{"a": {"b": 1.50}}', '$.a.b')`, '1.50'],
    [`JSON_VALUE('{"a": true}', '$.a' RETURNING BOOLEAN)`, true],
    [`JSON_VALUE('{"a": 1}', '$.b' DEFAULT 'none' ON ERROR)`, 'none'],
    [`JSON_VALUE('{"a": 1}', 'lax $.b' DEFAULT 'none' ON EMPTY)`, 'none'],
  ],
  strict: false,
  fails: ({ args, type }) => type.t !== 'VARCHAR' || wordAt(args, 2) === 'ERROR' || wordAt(args, 4) === 'ERROR',
  resolve(call) {
    const input = jsonAndPath(call)
    const type = call.as?.type ?? STRING
    if (!RETURNED[type.t]) {
      const message = `JSON_VALUE can return STRING, BOOLEAN, INT and DOUBLE, not ${formatType(type)}.`
      const hint = `Write CAST(JSON_VALUE(…) AS ${formatType(type)}).`
      return call.problem({ code: 'returning-type', message, hint, span: call.span })
    }
    const defaults = [3, 5].map((at) => defaultValue(call, at, type))
    if (!input || defaults.includes(undefined)) return undefined
    const args = [...input, call.args[2]!, defaults[0]!, call.args[4]!, defaults[1]!]
    return { args, type, nullable: true }
  },
  bind(site) {
    const evaluate = bindJsonValue(site)
    return (json, path, ...rest) => (json === null || path === null ? null : evaluate(json!, path!, ...rest))
  },
  sql(args, call) {
    const behaviours = `${onWhen(args, call, 2, 'EMPTY')} ${onWhen(args, call, 4, 'ERROR')}`
    return `JSON_VALUE(${args[0]}, ${args[1]}${returning(call)} ${behaviours})`
  },
}

/** A default as the type that is returned. */
function defaultValue(call: CallSite, at: number, type: FieldType): TExpr | undefined {
  const arg = call.args[at]
  if (!arg || arg.type.t === 'NULL') return arg && castTo(arg, type)
  const fits = isText(type) ? isText(arg.type) || arg.k === 'lit' : arg.type.t === type.t
  if (fits) return castTo(arg, type)
  const message = `The default of JSON_VALUE must be ${formatType(type)}, found ${formatType(arg.type)}.`
  return call.problem({ code: 'argument-type', message, span: call.spans[at]! })
}

function wrapped(value: JsonTree, wrapper: string): JsonTree {
  if (wrapper === 'UNCONDITIONAL') return [value]
  return wrapper === 'CONDITIONAL' && !Array.isArray(value) ? [value] : value
}

/** An array of texts: scalars as they are, everything else as JSON. */
const textsOf = (value: JsonTree, room: Room): Value =>
  (value as readonly JsonTree[]).map((item) => {
    if (item === null) return null
    if (!isScalar(item)) return formatJson(item, room)
    return item instanceof JsonNumber ? item.text : String(item)
  })

function bindJsonQuery({ args, type }: { args: readonly TExpr[]; type: FieldType }): Evaluate {
  const [wrapper, onEmpty, onError] = [wordAt(args, 2), wordAt(args, 3), wordAt(args, 4)]
  const asArray = type.t === 'ARRAY'
  const otherwise = (behaviour: string, why: string): Value => {
    if (behaviour === 'ERROR') throw new DataError(`JSON_QUERY ${why}`)
    if (behaviour === 'NULL') return null
    if (asArray) return []
    return behaviour === 'EMPTY OBJECT' ? '{}' : '[]'
  }
  return withPath(args, (outcome) => {
    if ('failed' in outcome) return otherwise(onError, `failed: ${outcome.failed}`)
    const value = outcome.value === null ? null : wrapped(outcome.value, wrapper)
    if (value === null || (outcome.lax && isScalar(value))) return otherwise(onEmpty, 'found nothing.')
    if (isScalar(value)) return otherwise(onError, 'failed: the value is no object or array.')
    if (asArray && !Array.isArray(value)) return otherwise(onError, 'failed: the value is no array.')
    try {
      // What stands at one place may be found many times over.
      const room = { left: MAX_TEXT }
      return asArray ? textsOf(value, room) : formatJson(value, room)
    } catch (problem) {
      if (!(problem instanceof TextTooLong)) throw problem
      return otherwise(onError, `failed: The text would have more than ${MAX_TEXT} characters.`)
    }
  })
}

const jsonQuery: FunctionDefinition = {
  name: 'JSON_QUERY',
  group: 'json',
  usage:
    'JSON_QUERY(json, path [RETURNING ARRAY<STRING>] [{WITHOUT | WITH [CONDITIONAL | UNCONDITIONAL]} ARRAY WRAPPER] [{NULL | EMPTY ARRAY | EMPTY OBJECT | ERROR} ON EMPTY] [… ON ERROR])',
  summary: 'The object or array that a path finds in a JSON text, as JSON text or as an array of texts.',
  zh: '按路径取 JSON 文本中的对象或数组，返回 JSON 文本或文本数组。',
  examples: [
    [`JSON_QUERY('{"a": {"c": 2, "b": 1}}', '$.a')`, '{"b":1,"c":2}'],
    [`JSON_QUERY('{"a": 1}', '$.a' WITH WRAPPER)`, '[1]'],
    [`JSON_QUERY('{"a": ["x", 2]}', '$.a' RETURNING ARRAY<STRING>)`, ['x', '2']],
  ],
  strict: false,
  fails: ({ args }) => wordAt(args, 3) === 'ERROR' || wordAt(args, 4) === 'ERROR',
  resolve(call) {
    const input = jsonAndPath(call)
    const type = call.as?.type ?? STRING
    const texts = type.t === 'ARRAY' && isText(type.of.type) && formatType(type.of.type) === 'STRING'
    if (formatType(type) !== 'STRING' && !texts) {
      const message = `JSON_QUERY can return STRING and ARRAY<STRING>, not ${formatType(type)}.`
      return call.problem({ code: 'returning-type', message, span: call.span })
    }
    if (texts && [3, 4].some((at) => constantText(call.args[at]) === 'EMPTY OBJECT')) {
      const message = 'EMPTY OBJECT cannot stand for an array.'
      return call.problem({ code: 'returning-type', message, hint: 'Write EMPTY ARRAY.', span: call.span })
    }
    const returned = texts ? arrayOf(nullable(STRING)) : STRING
    return input && { args: [...input, ...(call.args.slice(2) as TExpr[])], type: returned, nullable: true }
  },
  bind(site) {
    const evaluate = bindJsonQuery(site)
    return (json, path) => (json === null || path === null ? null : evaluate(json!, path!))
  },
  sql(args, call) {
    const [wrapper, onEmpty, onError] = [2, 3, 4].map((at) => wordAt(call.args, at))
    const wrapping = wrapper === 'WITHOUT' ? 'WITHOUT ARRAY WRAPPER' : `WITH ${wrapper} ARRAY WRAPPER`
    return `JSON_QUERY(${args[0]}, ${args[1]}${returning(call)} ${wrapping} ${onEmpty} ON EMPTY ${onError} ON ERROR)`
  },
}

const jsonExists: FunctionDefinition = {
  name: 'JSON_EXISTS',
  group: 'json',
  usage: 'JSON_EXISTS(json, path [{TRUE | FALSE | UNKNOWN | ERROR} ON ERROR])',
  summary: 'Whether a path finds something other than null in a JSON text.',
  zh: '按路径能否在 JSON 文本中找到非 null 的值。',
  examples: [
    [`JSON_EXISTS('{"a": 1}', '$.a')`, true],
    [`JSON_EXISTS('{"a": [{"b": 2}]}', '$.a[?(@.b > 1)]')`, true],
    [`JSON_EXISTS('not json', '$.a')`, false],
  ],
  strict: false,
  fails: ({ args }) => wordAt(args, 2) === 'ERROR',
  resolve(call) {
    const input = jsonAndPath(call)
    if (input && constantText(input[1]) === undefined) {
      const message = 'The path of JSON_EXISTS is a text in quotes.'
      return call.problem({ code: 'argument-type', message, span: call.spans[1]! })
    }
    return input && { args: [...input, call.args[2]!], type: BOOLEAN, nullable: true }
  },
  bind({ args }) {
    const onError = wordAt(args, 2)
    const evaluate = withPath(args, (outcome) => {
      if (!('failed' in outcome)) return outcome.value !== null
      if (onError === 'ERROR') throw new DataError(`JSON_EXISTS failed: ${outcome.failed}`)
      return onError === 'UNKNOWN' ? null : onError === 'TRUE'
    })
    return (json, path) => (json === null || path === null ? null : evaluate(json!, path!))
  },
  sql: (args, call) => `JSON_EXISTS(${args[0]}, ${args[1]} ${wordAt(call.args, 2)} ON ERROR)`,
}

export const jsonPathFunctions: readonly FunctionDefinition[] = [jsonValue, jsonQuery, jsonExists]
