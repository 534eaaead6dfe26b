import type { FieldType, Json, Typed, Value } from '@millrace/language'
import type { Composition } from './composition.ts'

/** An aggregate: what it takes and what it gives. How it is computed is the engine's and the reference interpreter's. */
export interface AggregateDefinition {
  /** As the configuration names it; in SQL it is written in capitals with `_` for `-`. */
  fn: string
  /** Other names in SQL. */
  aliases?: readonly string[]
  summary: string
  zh: string
  /** Whether it takes a value; `count` does without. */
  argument: 'optional' | 'required'
  /** As read in a sentence: "a number". */
  want: string
  accepts(type: FieldType): boolean
  /** What follows the value, in this order. */
  parameters?: readonly AggregateParameter[]
  result(argument: Typed, constants: readonly Json[]): FieldType
  /** What it gives when no row counts. */
  empty: 'null' | 'value'
  /** The result may be NULL although values never are. */
  nullable?: true
  /** `same`: equal values make no difference anyway. */
  distinct: 'counts' | 'same' | 'refused'
  /** False when a row cannot be taken out again. */
  retracts: boolean
  /** The simpler aggregates that it is computed from. */
  composition?(argument: Typed): Composition
}

/** A further argument of an aggregate. */
export interface AggregateParameter {
  name: string
  summary: string
  zh: string
  /** Read on every row, or known before the first one. */
  kind: 'column' | 'constant'
  want: string
  /** How it is written where it is easy to get wrong. */
  hint?: string
  accepts(type: FieldType): boolean
  /** The type that a constant is converted to. */
  to?(type: FieldType): FieldType
  /** A reason to refuse a constant. */
  refuse?(value: Value): string | undefined
  /** The constant when it is left out; a column without one may be left out too if `optional`. */
  default?: Json
  optional?: true
}
