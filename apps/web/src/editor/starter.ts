/** What a new node begins with: values of its schema that say something, never names of fields it cannot know. */
import type { Definition, RelationType } from '@millrace/algebra'
import { isTimestamp, type Json } from '@millrace/language'
import { type FormField, formOf } from './form.ts'

type Config = { readonly [setting: string]: Json }

/** Lengths, numbers and choices come from the first example; an aggregation begins with a count. */
export function starterConfig(definition: Definition, input?: RelationType): Config {
  const example = (definition.examples[0]?.config ?? {}) as Config
  const entries = formOf(definition).flatMap((field): [string, Json][] => {
    const value = starterValue(field, example[field.name], input)
    return value === undefined ? [] : [[field.name, value]]
  })
  return Object.fromEntries(entries)
}

function starterValue(field: FormField, example: Json | undefined, input: RelationType | undefined): Json | undefined {
  if (field.control === 'aggregates') return [{ fn: 'count', as: 'count' }]
  if (field.optional) return undefined
  if (COPIED.has(field.control)) return example
  if (field.control === 'order') return orderBy(input)
  return undefined
}

const COPIED = new Set<FormField['control']>(['duration', 'number', 'choice', 'window'])

/** The last number of the input, largest first: what a ranking most likely means. */
function orderBy(input: RelationType | undefined): Json | undefined {
  if (!input) return undefined
  const row = input.row.filter(({ type }) => !isTimestamp(type))
  const field = row.findLast(({ type }) =>
    ['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL'].includes(type.t),
  )
  return field && [{ field: field.name, direction: 'desc' }]
}
