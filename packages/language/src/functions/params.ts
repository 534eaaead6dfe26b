/** Parameter kinds that many functions share. */

import type { TExpr } from '../syntax/expr.ts'
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type FieldType,
  INT,
  isBinary,
  isInteger,
  isNumeric,
  isText,
  STRING,
} from '../types.ts'
import type { Accepts, Param } from './definition.ts'

export const param = (name: string, kind: Accepts, more: { optional?: true; repeated?: true } = {}): Param => ({
  name,
  ...kind,
  ...more,
})

export const orWhenNull = (type: FieldType) => (found: FieldType) => (found.t === 'NULL' ? type : found)

export const TEXT: Accepts = { want: 'a text', accepts: isText, to: orWhenNull(STRING) }
export const BINARY_VALUE: Accepts = { want: 'bytes', accepts: isBinary }
export const TEXT_OR_BYTES: Accepts = {
  want: 'a text or bytes',
  accepts: (t) => isText(t) || isBinary(t),
  to: orWhenNull(STRING),
}
export const NUMBER: Accepts = { want: 'a number', accepts: isNumeric, to: orWhenNull(DOUBLE) }
/** Any number, computed as DOUBLE. */
export const AS_DOUBLE: Accepts = { want: 'a number', accepts: isNumeric, to: () => DOUBLE }
/** A whole number that fits an INT. */
export const WHOLE: Accepts = {
  want: 'a whole number',
  accepts: (t) => isInteger(t) && t.t !== 'BIGINT',
  to: () => INT,
}
export const WHOLE_LONG: Accepts = { want: 'a whole number', accepts: isInteger, to: () => BIGINT }
export const CONDITION: Accepts = { want: 'a condition', accepts: (t) => t.t === 'BOOLEAN', to: () => BOOLEAN }
export const ANYTHING: Accepts = { want: 'a value', accepts: () => true }
export const ARRAY_VALUE: Accepts = { want: 'an array', accepts: (t) => t.t === 'ARRAY' }
export const MAP_VALUE: Accepts = { want: 'a map', accepts: (t) => t.t === 'MAP' }

/** The type of the first argument, as that of a result. */
export const sameAsFirst = ([arg]: readonly TExpr[]): FieldType => arg!.type

/** The value of an argument when it is a literal. */
export function constantText(arg: TExpr | undefined): string | undefined {
  return arg?.k === 'lit' && typeof arg.value === 'string' ? arg.value : undefined
}
