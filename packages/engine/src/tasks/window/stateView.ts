import type { Aggregate } from '@millrace/algebra'
import type { RowType } from '@millrace/language'
import type { Aggregation } from '../../aggregates/aggregation.ts'
import type { KeyTable } from '../../state/keyTable.ts'
import type { StateView } from '../task.ts'
import { entriesOf, type WriteValues } from '../view.ts'

/** Records with aggregates by key, as an observer sees them: the results they would give now. */
export interface ViewedTable {
  name: string
  keys: KeyTable
  /** First words of the records. */
  bases: Int32Array
  /** How far behind its usual place the aggregates of a record lie. */
  shift: number
}

export function stateView(
  keyRow: RowType,
  aggregates: readonly Aggregate[],
  aggregation: Aggregation,
  tables: readonly ViewedTable[],
): StateView {
  const results = aggregates.map(({ as, result }) => ({ name: as, ...result }))
  return {
    tables: tables.map(({ name, bases }) => ({ name, key: keyRow, value: results, size: bases.length })),
    scan(name, from, limit) {
      const table = tables.find((candidate) => candidate.name === name)
      return table
        ? entriesOf(table.keys, table.bases.subarray(from, from + limit), results, writer(table, aggregation))
        : []
    },
  }
}

const writer =
  ({ keys: { records }, shift }: ViewedTable, { accumulators }: Aggregation): WriteValues =>
  (bases, n, into, at) => {
    const shifted = bases.map((base) => base + shift)
    for (const [a, accumulator] of accumulators.entries()) accumulator.write(records, shifted, n, into[at + a]!, 0)
  }
