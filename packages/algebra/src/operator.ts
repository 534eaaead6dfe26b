import type { Json } from '@millrace/language'
import type * as z from 'zod'
import type { Changes, Table } from './plan.ts'
import type { Relation } from './relation/relation.ts'

export type PaletteGroup = 'source' | 'transform' | 'window' | 'join' | 'pattern' | 'enrich' | 'sink'

export interface Palette {
  group: PaletteGroup
  /** Name of an icon of lucide, or of one of our own glyphs. */
  icon: string
  title: string
  /** One sentence: what it does. */
  summary: string
  /** Other words by which it is found. */
  synonyms?: readonly string[]
}

/** The texts of a definition in another language: by the English text, so what several definitions share is said once. */
export interface Translation {
  texts: Readonly<Record<string, string>>
  /** Other words by which it is found. */
  synonyms?: readonly string[]
}

export interface Port {
  /** Several edges, in their order. */
  many?: boolean
  optional?: boolean
  /** Rows that did not take the main way: late, rejected, failed. */
  side?: boolean
  summary?: string
}

/** Rows of one input or output: values as JSON, updates with `$kind`. */
export type ExampleRow = { readonly [field: string]: Json }

/**
 * A configuration, rows that come in and rows that go out: a test, documentation and playground at once.
 *
 * `given` names each input; its fields have the SQL types of `schema`, and its watermark lags by `delay`.
 */
export interface Example {
  title: string
  config: Json
  /** Rows by input port; `table` has those of a table outside that rows are looked up in. */
  given: Readonly<Record<string, ExampleInput>>
  /** Rows by output port, in any order; `rows` of an updating output are the changes. */
  expect: Readonly<Record<string, readonly ExampleRow[]>>
}

export interface ExampleInput {
  schema: Readonly<Record<string, string>>
  eventTime?: string
  delay?: string
  primaryKey?: readonly string[]
  rows: readonly ExampleRow[]
}

type Inputs<In extends string> = Record<In, Relation>

/** One entry of the palette that transforms relations. */
export interface OperatorDefinition<
  Schema extends z.ZodType = z.ZodType,
  In extends string = string,
  Out extends string = string,
> {
  kind: 'operator'
  /** Equals the folder's name and never changes once released. */
  type: string
  palette: Palette
  /** 中文. */
  zh?: Translation
  config: Schema
  inputs: Record<In, Port>
  outputs: Record<Out, Port> | ((config: z.output<Schema>) => Record<string, Port>)
  /** `inputs` has the one relation of a port; `all` every relation of it, in the order of the edges. */
  plan(at: {
    config: z.output<Schema>
    inputs: Inputs<In>
    all: Record<In, Relation[]>
  }): Partial<Record<string, Relation | undefined>>
  examples: readonly Example[]
  /** From the configuration of an older version to the next one, oldest first. */
  upgrades?: readonly ((old: Json) => Json)[]
}

export interface SourceDefinition<Schema extends z.ZodType = z.ZodType> {
  kind: 'source'
  type: string
  palette: Palette
  /** 中文. */
  zh?: Translation
  config: Schema
  /** Problems that the schema cannot say go to `problem`. */
  table(config: z.output<Schema>, problem: TableProblem): Table
  /** Configurations that are shown and checked. */
  examples: readonly { title: string; config: Json }[]
  upgrades?: readonly ((old: Json) => Json)[]
}

export type Guarantee = 'exactly-once' | 'at-least-once' | 'none'

export interface SinkDefinition<Schema extends z.ZodType = z.ZodType> {
  kind: 'sink'
  type: string
  palette: Palette
  /** 中文. */
  zh?: Translation
  config: Schema
  accepts: readonly Changes['mode'][]
  guarantee: Guarantee | ((config: z.output<Schema>) => Guarantee)
  table(config: z.output<Schema>, input: Relation, problem: TableProblem): Table
  examples: readonly { title: string; config: Json }[]
  upgrades?: readonly ((old: Json) => Json)[]
}

export type TableProblem = (problem: {
  code: string
  message: string
  hint?: string
  path?: string
  severity?: 'error' | 'warning'
}) => void

export type Definition = OperatorDefinition | SourceDefinition | SinkDefinition
export type Catalogue = readonly Definition[]

/** Declares an operator; types of configuration and ports are inferred. */
export function defineOperator<Schema extends z.ZodType, In extends string, Out extends string>(
  definition: Omit<OperatorDefinition<Schema, In, Out>, 'kind'>,
): OperatorDefinition<Schema, In, Out> {
  return { kind: 'operator', ...definition }
}

export function defineSource<Schema extends z.ZodType>(
  definition: Omit<SourceDefinition<Schema>, 'kind'>,
): SourceDefinition<Schema> {
  return { kind: 'source', ...definition }
}

export function defineSink<Schema extends z.ZodType>(
  definition: Omit<SinkDefinition<Schema>, 'kind'>,
): SinkDefinition<Schema> {
  return { kind: 'sink', ...definition }
}
