import { aggregateDefinition } from '../aggregates/definitions.ts'
import type { AggregateConfig } from '../controls.ts'
import { fieldIndexes } from '../expressions.ts'
import type { Located } from '../located.ts'
import { type Aggregate, APPEND, type Changes, type Updates, updatesOf } from '../plan.ts'
import { expectUniqueNames, having as keepResults, prepared } from './aggregation.ts'
import { withdrawing } from './changes.ts'
import type { Relation } from './relation.ts'

export interface AggregateOptions {
  by: readonly Located[]
  compute: readonly AggregateConfig[]
  having?: Located | undefined
  /** Milliseconds of processing time after which a group that gets no row is forgotten. */
  ttl?: number | undefined
  updates?: 'every' | Updates | undefined
}

/** Running aggregates by key: one row for each group, replaced whenever its values change. */
export function aggregate(relation: Relation, { by, compute, having, ttl, updates }: AggregateOptions): Relation {
  const rows = withdrawing(relation)
  const key = fieldIndexes(rows.scope, by, rows.row)
  const { input, aggregates: prepare, condition } = prepared(rows, { compute, having })
  if (!rows.known) return rows.unknown()
  const aggregates = prepare.map((aggregate) => (key.length === 0 ? overAllRows(aggregate) : aggregate))
  const row = [
    ...key.map((index) => rows.row[index]!),
    ...aggregates.map(({ as, result }) => ({ name: as, ...result })),
  ]
  expectUniqueNames(rows.scope, row, compute)
  const op = { op: 'group' as const, key, aggregates, ...(ttl !== undefined && { ttl }), ...updatesOf(updates) }
  const groups = input.add('group', op, [input], {
    row,
    changes: changesOf(rows, key.length, aggregates, ttl),
  })
  const result = condition ? keepResults(groups, condition, key.length + compute.length) : groups
  result.failed = input.failed
  return result
}

/** Without a key there is a group even of no rows as far as types go, so what is NULL over none may be NULL. */
function overAllRows(aggregate: Aggregate): Aggregate {
  if (aggregateDefinition(aggregate.fn)?.empty !== 'null') return aggregate
  return { ...aggregate, result: { ...aggregate.result, nullable: true } }
}

/** Distinct keys of appending rows never change, unless they are forgotten. */
function changesOf(
  { type }: Relation,
  keys: number,
  aggregates: readonly Aggregate[],
  ttl: number | undefined,
): Changes {
  if (type.changes.mode === 'append' && aggregates.length === 0 && ttl === undefined) return APPEND
  return { mode: 'retract', key: Array.from({ length: keys }, (_, k) => k) }
}
