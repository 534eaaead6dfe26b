/** Building and reading arrays, maps and rows. */

import { didYouMean } from '../diagnostic.ts'
import type { TCall, TExpr } from '../syntax/expr.ts'
import { printName } from '../syntax/print.ts'
import { type FieldType, formatType, INT, isNumeric, isText, type Typed } from '../types.ts'
import { sameValue, type Value } from '../value.ts'
import { commonTypeOf } from './commonType.ts'
import { type CallSite, castTo, type FunctionDefinition, nullWithoutType } from './definition.ts'
import { constantText } from './params.ts'

type Resolved = Omit<TCall, 'k' | 'fn'> | undefined
const complete = (call: CallSite): readonly TExpr[] | undefined =>
  call.args.every((arg) => arg !== undefined) ? (call.args as readonly TExpr[]) : undefined

function membersType(call: CallSite, members: readonly TExpr[], what: string): Typed | undefined {
  const type = commonTypeOf(members.map((member) => member.type))
  if (type) return { type, nullable: members.some((member) => member.nullable) }
  const kinds = [...new Set(members.map((member) => formatType(member.type)))].join(', ')
  return call.problem({
    code: 'result-types',
    message: `The ${what} have types that do not mix: ${kinds}.`,
    span: call.span,
  })
}

const array: FunctionDefinition = {
  name: 'ARRAY',
  group: 'collection',
  usage: 'ARRAY[a, b, …]',
  summary: 'An array of values of one type.',
  zh: '由同类型的值组成数组。',
  examples: [['ARRAY[1, 2.5]', ['1.0', '2.5']]],
  strict: false,
  resolve(call): Resolved {
    const args = complete(call)
    if (args?.length === 0)
      return call.problem({ code: 'argument-count', message: 'An array needs at least one member.', span: call.span })
    const of = args && membersType(call, args, 'members')
    return of && { args: args.map((arg) => castTo(arg, of.type)), type: { t: 'ARRAY', of }, nullable: false }
  },
  bind:
    () =>
    (...members) =>
      members,
  sql: (args) => `ARRAY[${args.join(', ')}]`,
}

const map: FunctionDefinition = {
  name: 'MAP',
  group: 'collection',
  usage: 'MAP[key, value, …]',
  summary: 'A map of keys and values in turn; a later entry of an equal key wins.',
  zh: '由键值交替组成的映射；键重复时后者生效。',
  examples: [["MAP['a', 1, 'b', 2]", { a: 1, b: 2 }]],
  strict: false,
  resolve(call): Resolved {
    const args = complete(call)
    if (!args) return undefined
    if (args.length === 0 || args.length % 2 !== 0)
      return call.problem({ code: 'argument-count', message: 'MAP needs keys and values in turn.', span: call.span })
    const untyped = args.findIndex((arg, i) => i % 2 === 0 && arg.type.t === 'NULL')
    if (untyped >= 0) return nullWithoutType(call, untyped, undefined)
    const key = membersType(
      call,
      args.filter((_, i) => i % 2 === 0),
      'keys',
    )
    const value = membersType(
      call,
      args.filter((_, i) => i % 2 === 1),
      'values',
    )
    if (!key || !value) return undefined
    return {
      args: args.map((arg, i) => castTo(arg, i % 2 === 0 ? key.type : value.type)),
      type: { t: 'MAP', key, value },
      nullable: false,
    }
  },
  bind: ({ type }) => {
    const key = (type as Extract<FieldType, { t: 'MAP' }>).key.type
    return (...members) => {
      const entries: Value[][] = []
      for (let i = 0; i + 1 < members.length; i += 2) put(entries, members[i]!, members[i + 1]!, key)
      return entries
    }
  },
  sql: (args) => `MAP[${args.join(', ')}]`,
}

/** Sets an entry of a map. */
export function put(entries: Value[][], key: Value, value: Value, type: FieldType): void {
  const known = entries.find(([k]) => sameValue(k!, key, type))
  if (known) known[1] = value
  else entries.push([key, value])
}

const row: FunctionDefinition = {
  name: 'ROW',
  group: 'collection',
  usage: 'ROW(a, b, …)',
  summary: 'A row of unnamed fields.',
  zh: '由若干值组成的行。',
  examples: [["ROW(1, 'a') = ROW(1, 'a')", true]],
  strict: false,
  resolve(call): Resolved {
    const args = complete(call)
    const untyped = args?.findIndex((arg) => arg.type.t === 'NULL') ?? -1
    if (untyped >= 0) return nullWithoutType(call, untyped, undefined)
    return (
      args && {
        args,
        type: { t: 'ROW', fields: args.map(({ type, nullable }, i) => ({ name: `EXPR$${i}`, type, nullable })) },
        nullable: false,
      }
    )
  },
  bind:
    () =>
    (...members) =>
      members,
  sql: (args) => `ROW(${args.join(', ')})`,
}

/** A key is looked up among keys of its own kind: text among text, numbers among numbers. */
function itemOfMap(call: CallSite, map: TExpr, key: TExpr, type: Extract<FieldType, { t: 'MAP' }>): Resolved {
  const of = type.key.type
  const alike = isText(of) ? isText(key.type) : isNumeric(of) ? isNumeric(key.type) : of.t === key.type.t
  if (alike) return { args: [map, castTo(key, of)], type: type.value.type, nullable: true }
  const message = `The keys of the map are ${formatType(of)}, found ${formatType(key.type)}.`
  return call.problem({ code: 'argument-type', message, span: call.spans[1]!, ...convertFix(call, of) })
}

function notAPosition(call: CallSite, index: TExpr): undefined {
  const message = `A position in an array is an INT, found ${formatType(index.type)}.`
  return call.problem({ code: 'argument-type', message, span: call.spans[1]!, ...convertFix(call, INT) })
}

function convertFix(call: CallSite, type: FieldType) {
  const text = `CAST(${call.written(1)} AS ${formatType(type)})`
  return { hint: `Write ${text}.`, fixes: [{ title: text, span: call.spans[1]!, text }] }
}

/** `array[position]` from 1, `map[key]`. */
const item: FunctionDefinition = {
  name: '[]',
  group: 'collection',
  usage: 'array[position] or map[key]',
  summary: 'A member of an array (from 1) or the value of a key; NULL when there is none.',
  zh: '取数组的第几项（从 1 起）或映射中键对应的值；不存在则为 NULL。',
  examples: [
    ['ARRAY[1, 2, 3][2]', 2],
    ["MAP['a', 1]['a']", 1],
  ],
  strict: true,
  resolve(call): Resolved {
    const [collection, index] = call.args
    if (!collection || !index) return undefined
    const { type } = collection
    if (index.type.t === 'NULL') return nullWithoutType(call, 1, type.t === 'MAP' ? type.key.type : INT)
    if (type.t === 'MAP') return itemOfMap(call, collection, index, type)
    if (type.t !== 'ARRAY') {
      const message = `Only arrays and maps are read by […], found ${formatType(type)}.`
      return call.problem({ code: 'argument-type', message, span: call.spans[0]! })
    }
    if (index.type.t !== 'INT') return notAPosition(call, index)
    if (index.k === 'lit' && Number(index.value) < 1) {
      return call.problem({
        code: 'array-position',
        message: 'Positions in an array begin at 1.',
        span: call.spans[1]!,
      })
    }
    return { args: [collection, castTo(index, INT)], type: type.of.type, nullable: true }
  },
  bind({ args }) {
    const { type } = args[0]!
    if (type.t === 'MAP')
      return (entries, key) => (entries as Value[][]).find(([k]) => sameValue(k!, key!, type.key.type))?.[1] ?? null
    return (list, position) => (list as Value[])[(position as number) - 1] ?? null
  },
  sql: ([a, b]) => `${a}[${b}]`,
}

/** `row.field` */
const field: FunctionDefinition = {
  name: '.',
  group: 'collection',
  usage: 'row.field',
  summary: 'A field of a row.',
  zh: '取行中的字段。',
  examples: [["CAST(ROW(1, 'b') AS ROW<x INT, y STRING>).y", 'b']],
  strict: true,
  resolve(call): Resolved {
    const [value, word] = call.args
    if (!value || !word) return undefined
    const name = constantText(word)!
    if (value.type.t !== 'ROW') {
      const message = `${call.written(0)} is no row, it is ${formatType(value.type)}; it has no field \`${name}\`.`
      return call.problem({ code: 'argument-type', message, span: call.span })
    }
    const found = value.type.fields.find((candidate) => candidate.name === name)
    if (found) return { args: [value, word], type: found.type, nullable: value.nullable || found.nullable }
    const near = didYouMean(
      name,
      value.type.fields.map((candidate) => candidate.name),
    )
    const hint = near
      ? `Did you mean \`${near}\`?`
      : `Its fields are: ${value.type.fields.map((candidate) => candidate.name).join(', ')}`
    return call.problem({
      code: 'field-not-found',
      message: `Field \`${name}\` is not in the row.`,
      hint,
      span: call.spans[1]!,
      fixes: near ? [{ title: `Replace by ${near}`, span: call.spans[1]!, text: printName(near) }] : [],
    })
  },
  bind({ args }) {
    const fields = (args[0]!.type as Extract<FieldType, { t: 'ROW' }>).fields
    const index = fields.findIndex(({ name }) => name === constantText(args[1]))
    return (value) => (value as Value[])[index] ?? null
  },
  sql: ([value], { args }) => `(${value}).\`${constantText(args[1])}\``,
}

export const accessOperators: readonly FunctionDefinition[] = [array, map, row, item, field]
