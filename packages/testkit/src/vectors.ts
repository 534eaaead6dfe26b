/** The adapter for results recorded from a real Flink: vectors as pipelines, Flink's texts as our values. */

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Change } from '@millrace/algebra/reference'
import {
  type FieldType,
  fromHex,
  fromJson,
  type Json,
  type RowType,
  toBase64,
  toInstant,
  typeOf,
  type Value,
  zoneOf,
} from '@millrace/language'
import type { PipelineInput } from '@millrace/pipeline'

export interface VectorTable {
  columns: Record<string, string>
  eventTime?: string
  watermarkDelay?: string
  primaryKey?: string[]
  rows: Record<string, Json>[]
}

export interface VectorOutput {
  output: string
  equality: 'append' | 'final' | 'changelog'
  key?: string[]
  ordered?: boolean
  types?: Record<string, string>
  expected: {
    rows?: Record<string, Json>[]
    final?: Record<string, Json>[]
    changelog?: [Change['kind'], Record<string, Json>][]
    error?: string
  }
}

export interface Vector extends VectorOutput {
  name: string
  what: string
  timeZone?: string
  tables: Record<string, VectorTable>
  pipeline: { id: string; op: string; inputs: Record<string, string | string[]>; config: { [name: string]: Json } }[]
  more?: VectorOutput[]
}

/** Folders that have formats of their own, or are no relational vectors. */
const OTHER = new Set([
  'expressions',
  'expressions-wide',
  'time-patterns',
  'nexmark',
  'lateness',
  'patterns',
  'known-defects',
])

/** All relational vectors of a folder, with their group. */
export function readVectors(
  root: string,
  groups: (group: string) => boolean = (group) => !OTHER.has(group),
): { group: string; vector: Vector }[] {
  const found: { group: string; vector: Vector }[] = []
  for (const group of readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory() && groups(name))) {
    for (const file of readdirSync(join(root, group)).filter((name) => name.endsWith('.json'))) {
      found.push({ group, vector: JSON.parse(readFileSync(join(root, group, file), 'utf8')) as Vector })
    }
  }
  return found
}

/** Operators that a vector needs. */
export const operatorsOf = ({ pipeline }: Vector): string[] => [...new Set(pipeline.map(({ op }) => op))]

/** Aggregates that a vector needs. */
export const aggregatesOf = ({ pipeline }: Vector): string[] => [
  ...new Set(
    pipeline.flatMap(({ config }) => ((config.aggregates as { fn: string }[] | undefined) ?? []).map(({ fn }) => fn)),
  ),
]

/** A vector as a pipeline document; its tables are sources whose rows are given elsewhere. */
export function documentOf({
  name,
  timeZone,
  tables,
  pipeline,
}: Pick<Vector, 'name' | 'timeZone' | 'tables' | 'pipeline'>): PipelineInput {
  const port = (ref: string) => (ref.includes('.') ? ref : `${ref}.out`)
  return {
    millrace: 1,
    name,
    settings: { timeZone: timeZone ?? 'UTC' },
    nodes: {
      ...Object.fromEntries(Object.entries(tables).map(([id, table]) => [id, sourceOf(table)])),
      ...Object.fromEntries(pipeline.map(({ id, op, config }) => [id, { type: op, config }])),
    },
    edges: pipeline.flatMap(({ id, inputs }) =>
      Object.entries(inputs).flatMap(([input, refs]) =>
        [refs].flat().map((ref) => ({ from: port(ref), to: `${id}.${input}` })),
      ),
    ),
  }
}

function sourceOf({ columns, eventTime, watermarkDelay, primaryKey }: VectorTable) {
  return {
    type: 'file-source',
    config: {
      path: 'given.ndjson',
      schema: Object.entries(columns).map(([name, type]) => ({ name, type })),
      ...(eventTime !== undefined && { eventTime: { field: eventTime, delay: watermarkDelay ?? '0s' } }),
      ...(primaryKey && { primaryKey }),
    },
  }
}

/** The rows of a table as changes. */
export function tableRows({ columns, rows }: VectorTable): Change[] {
  const type = Object.entries(columns).map(([name, text]) => ({ name, ...typeOf(text) }))
  return rows.map((row) => ({ kind: '+I', row: type.map((field) => fromJson(row[field.name] ?? null, field.type)) }))
}

/** A recorded row as values of our types; instants are recorded as the wall clock of the session's zone. */
export function recordedRow(row: Record<string, Json>, type: RowType, timeZone: string): Value[] {
  return type.map((field) => recordedValue(row[field.name] ?? null, field.type, timeZone))
}

function recordedValue(value: Json, type: FieldType, timeZone: string): Value {
  if (value === null) return null
  if (type.t === 'TIMESTAMP_LTZ') {
    const wall = fromJson(String(value).replace(' ', 'T'), { t: 'TIMESTAMP', precision: 3 }) as number
    return toInstant(wall, zoneOf(timeZone)!)
  }
  if ((type.t === 'BINARY' || type.t === 'VARBINARY') && typeof value === 'string')
    return fromJson(toBase64(fromHex(value.slice(2, -1))), type)
  return fromJson(value, type)
}
