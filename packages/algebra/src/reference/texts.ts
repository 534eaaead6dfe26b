/** Texts as fields in the plainest way: one rule after the other, for each format. */
import {
  compilePattern,
  type FieldType,
  fromJson,
  normal,
  type Pattern,
  parseDateText,
  parseDecimal,
  parseIsoTimestamp,
  parseTimestampText,
  parseTimeText,
  type Row,
  type RowType,
  readJson,
  toInstant,
  type Value,
  type Zone,
} from '@millrace/language'
import type { ParseFormat, Table } from '../plan.ts'

/** A number as it is written. */
class Digits {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
type Tree = null | boolean | string | Digits | readonly Tree[] | { readonly [key: string]: Tree }

/** What a text has for each field: nothing, a text, or a JSON value. */
type Found = readonly (Tree | undefined)[]

/** The fields of a text; undefined when it cannot be read. */
export function fieldsOf(
  text: string,
  { format, fields, paths }: { format: ParseFormat; fields: RowType; paths?: Table['paths'] },
  zone: Zone,
): Row | undefined {
  const found = findFields(text, format, fields, paths)
  if (!found) return undefined
  const row: Value[] = []
  for (const [i, { type, nullable }] of fields.entries()) {
    const tree = found[i] ?? null
    const value = tree === null ? null : typedValue(tree, type, zone, format.type === 'json')
    if (value === undefined || (tree === null && !nullable)) return undefined
    row.push(value)
  }
  return row
}

function findFields(text: string, format: ParseFormat, fields: RowType, paths: Table['paths']): Found | undefined {
  switch (format.type) {
    case 'json':
      return jsonFields(text, fields, paths)
    case 'csv':
      return csvFields(text, format, fields.length)
    case 'key-value':
      return pairs(text, format, fields)
    case 'regex':
      return groups(text, format.pattern)?.map((value, i) => noneIfEmpty(value, fields[i]!.type))
  }
}

function jsonFields(text: string, fields: RowType, paths: Table['paths']): Found | undefined {
  const root = parseTree(text)
  if (!isObject(root)) return undefined
  return fields.map(({ name }, i) => {
    for (const path of paths?.[i] ?? [[name]]) {
      let at: Tree | undefined = root
      for (const key of path) at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
      if (at !== undefined) return at
    }
    return undefined
  })
}

const isObject = (tree: Tree | undefined): tree is { readonly [key: string]: Tree } =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree) && !(tree instanceof Digits)

function parseTree(text: string): Tree | undefined {
  try {
    const revive = (_: string, value: unknown, { source }: { source?: string }) =>
      typeof value === 'number' ? new Digits(source!) : value
    return JSON.parse(text, revive as never) as Tree
  } catch {
    return undefined
  }
}

/** Compact JSON, numbers as they were written. */
function print(tree: Tree): string {
  if (tree instanceof Digits) return tree.text
  if (Array.isArray(tree)) return `[${(tree as readonly Tree[]).map(print).join(',')}]`
  if (!isObject(tree)) return JSON.stringify(tree)
  return `{${Object.entries(tree)
    .map(([key, value]) => `${JSON.stringify(key)}:${print(value)}`)
    .join(',')}}`
}

function csvFields(
  text: string,
  { delimiter, nullText }: Extract<ParseFormat, { type: 'csv' }>,
  count: number,
): Found | undefined {
  const found: (string | null)[] = []
  for (let rest: string | undefined = text; rest !== undefined; ) {
    const quoted: RegExpExecArray | null = /^"((?:[^"]|"")*)"/.exec(rest)
    if (rest.startsWith('"') && !quoted) return undefined
    const end: number = quoted ? quoted[0].length : (rest.indexOf(delimiter) + rest.length + 1) % (rest.length + 1)
    if (end < rest.length && rest[end] !== delimiter) return undefined
    const value: string = quoted ? quoted[1]!.replaceAll('""', '"') : rest.slice(0, end)
    found.push(!quoted && value === nullText ? null : value)
    rest = end < rest.length ? rest.slice(end + 1) : undefined
  }
  return found.length === count ? found : undefined
}

/** Pieces between separators; a value in double quotes may have them inside. */
function pairs(
  text: string,
  { pairs: between, values }: Extract<ParseFormat, { type: 'key-value' }>,
  fields: RowType,
): Found | undefined {
  const found = new Map<string, string>()
  const endFrom = (at: number) => (text.indexOf(between, at) < 0 ? text.length : text.indexOf(between, at))
  for (let at = 0; at < text.length; ) {
    if (text.startsWith(between, at)) at += between.length
    else if (text[at]!.trim() === '') at++
    else {
      const equals = text.indexOf(values, at)
      if (equals < 0 || equals >= endFrom(at)) return undefined
      const from = equals + values.length
      const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(text.slice(from))
      if (!quoted && text[from] === '"') return undefined
      const behind = quoted ? from + quoted[0].length : from
      const end = endFrom(behind)
      if (quoted && text.slice(behind, end).trim() !== '') return undefined
      const value = quoted ? quoted[1]!.replaceAll(/\\(.)/gs, '$1') : text.slice(from, end).trim()
      found.set(text.slice(at, equals).trim(), value)
      at = end
    }
  }
  return fields.map(({ name, type }) => noneIfEmpty(found.get(name), type))
}

/** An empty value is that of a text only. */
const noneIfEmpty = (value: string | undefined, { t }: FieldType): string | undefined =>
  value === '' && t !== 'CHAR' && t !== 'VARCHAR' ? undefined : value

function groups(text: string, source: string): (string | undefined)[] | undefined {
  const match = (compilePattern(source) as Pattern).first(text)
  if (!match) return undefined
  return Array.from({ length: match.length / 2 - 1 }, (_, g) => {
    const [start, end] = [match[2 * g + 2]!, match[2 * g + 3]!]
    return start < 0 ? undefined : text.slice(start, end)
  })
}

const NESTED = new Set<string>(['ARRAY', 'MAP', 'ROW', 'JSON'])

/** Undefined when it is none of the type. */
function typedValue(tree: Tree, type: FieldType, zone: Zone, json: boolean): Value | undefined {
  const bare = typeof tree === 'string' ? tree : print(tree)
  if (type.t === 'CHAR' || type.t === 'VARCHAR') return bare
  const nested = Array.isArray(tree) || isObject(tree)
  if (NESTED.has(type.t)) return json && typeof tree === 'string' ? undefined : fromText(bare, type)
  return nested ? undefined : scalar(json ? bare : bare.trim(), type, zone)
}

function fromText(text: string, type: FieldType): Value | undefined {
  try {
    return fromJson(readJson(text), type)
  } catch {
    return undefined
  }
}

const NUMBER = /^\s*[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d{1,3})?\s*$/
const LIMITS: Record<string, bigint> = { TINYINT: 2n ** 7n, SMALLINT: 2n ** 15n, INT: 2n ** 31n, BIGINT: 2n ** 63n }

function scalar(text: string, type: FieldType, zone: Zone): Value | undefined {
  switch (type.t) {
    case 'BOOLEAN':
      return { true: true, false: false }[text.toLowerCase()]
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT': {
      if (!NUMBER.test(text)) return undefined
      const whole = wholePart(text.trim())
      return whole >= -LIMITS[type.t]! && whole < LIMITS[type.t]! ? normal(whole) : undefined
    }
    case 'FLOAT':
    case 'DOUBLE': {
      if (!/^([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|NaN|-?Infinity)$/.test(text.trim())) return undefined
      return type.t === 'FLOAT' ? Math.fround(Number(text)) : Number(text)
    }
    case 'DECIMAL':
      return parseDecimal(text.trim(), type)
    case 'DATE':
      return parseDateText(text)
    case 'TIME':
      return parseTimeText(text)
    case 'TIMESTAMP':
      return timeOf(text, undefined)
    case 'TIMESTAMP_LTZ':
      return timeOf(text, zone)
    default:
      return fromText(type.t === 'BINARY' || type.t === 'VARBINARY' ? JSON.stringify(text) : text, type)
  }
}

/** `5.7` is 5, `1e3` is 1000. */
function wholePart(text: string): bigint {
  const [, sign, whole = '', fraction = '', exponent = '0'] = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(
    text,
  )!
  const digits = whole + fraction
  const kept = digits
    .padEnd(whole.length + Number(exponent), '0')
    .slice(0, Math.max(0, whole.length + Number(exponent)))
  return BigInt(kept === '' ? '0' : kept) * (sign === '-' ? -1n : 1n)
}

function timeOf(text: string, zone: Zone | undefined): number | undefined {
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text)
  const iso = parseIsoTimestamp(text)
  if (iso) return Math.floor(zone === undefined || iso.zoned ? iso.ms : toInstant(iso.ms, zone))
  const offset = /^(.*)([+-])(\d{2}):?(\d{2})$/.exec(text)
  const shifted = offset && zone !== undefined ? parseIsoTimestamp(`${offset[1]}Z`) : undefined
  if (shifted && offset)
    return Math.floor(shifted.ms - (offset[2] === '-' ? -1 : 1) * (Number(offset[3]) * 60 + Number(offset[4])) * 60_000)
  const sql = parseTimestampText(text)
  return sql === undefined ? undefined : Math.floor(zone === undefined ? sql : toInstant(sql, zone))
}
