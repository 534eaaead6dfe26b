import { BIGINT, type Json, type Typed } from '@millrace/language'
import type { AggregateDefinition } from './definition.ts'
import { numberAggregates } from './numbers.ts'
import { valueAggregates } from './values.ts'

export type { AggregateDefinition, AggregateParameter } from './definition.ts'

/** The aggregate that brings its own computation; see `relation/customAggregate.ts`. */
export const CUSTOM = 'custom'

/** Every other aggregate by name. */
export const aggregateDefinitions: readonly AggregateDefinition[] = [...numberAggregates, ...valueAggregates]

export const aggregateNames: readonly string[] = aggregateDefinitions.map(({ fn }) => fn)

export const aggregateDefinition = (fn: string): AggregateDefinition | undefined =>
  aggregateDefinitions.find((definition) => definition.fn === fn)

/** The aggregate that a call in SQL names: `STDDEV_POP` is `stddev-pop` in the configuration. */
export function aggregateCalled(name: string): AggregateDefinition | undefined {
  const fn = name.toLowerCase().replaceAll('_', '-')
  return aggregateDefinitions.find((definition) => definition.fn === fn || definition.aliases?.includes(name))
}

/** The type of a result: NULL is possible when no row may count. */
export function aggregateResult(
  definition: AggregateDefinition,
  argument: Typed | undefined,
  {
    filtered,
    constants = [],
    others = [],
  }: { filtered: boolean; constants?: readonly Json[]; others?: readonly Typed[] },
): Typed {
  const type = definition.result(argument ?? { type: BIGINT, nullable: false }, constants)
  const missing = filtered || [argument, ...others].some((value) => value?.nullable)
  return { type, nullable: definition.empty === 'null' && (missing || definition.nullable === true) }
}
