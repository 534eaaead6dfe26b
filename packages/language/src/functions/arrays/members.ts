/** Members of arrays: their type, and which of them are equal. */
import type { TExpr } from '../../syntax/expr.ts'
import { type FieldType, formatType, isExact, isText, isTime, type Typed } from '../../types.ts'
import type { Value } from '../../value.ts'
import { bindComparison } from '../comparison.ts'
import type { CallSite } from '../definition.ts'
import { ARRAY_VALUE, param } from '../params.ts'

export type ArrayType = Extract<FieldType, { t: 'ARRAY' }>
export type Items = readonly Value[]
type Same = (a: Value, b: Value) => boolean

export const array = param('array', ARRAY_VALUE)
export const elementOf = (expr: TExpr): Typed => (expr.type as ArrayType).of

/** `=` of two members, with NULL equal to NULL. */
export function sameMember(type: FieldType): Same {
  const same = bindComparison('=', type, type)
  return (a, b) => (a === null || b === null ? a === b : same(a, b))
}

export const includes = (items: Items, value: Value, same: Same) => items.some((item) => same(item, value))

/** Values each of which is in it once. */
export interface ValueSet {
  has(value: Value): boolean
  add(value: Value): void
}

/** Makes empty sets: they hash where equal values are the same to JavaScript, and compare with all others elsewhere. */
export function setsOf(type: FieldType): () => ValueSet {
  if (isText(type) || isExact(type) || isTime(type) || type.t === 'BOOLEAN') return () => new Set<Value>()
  const same = sameMember(type)
  return () => {
    const values: Value[] = []
    return { has: (value) => includes(values, value, same), add: (value) => values.push(value) }
  }
}

export function notAnArray(call: CallSite, arg: TExpr, index: number): undefined {
  const message = `${call.name} needs an array, found ${formatType(arg.type)}.`
  return call.problem({ code: 'argument-type', message, span: call.spans[index]! })
}
