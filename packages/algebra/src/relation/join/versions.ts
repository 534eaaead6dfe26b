import { APPEND } from '../../plan.ts'
import { calc } from '../fields.ts'
import type { Relation } from '../relation.ts'

/**
 * A relation as versions: each row is valid from its time on, until the next one of its key.
 *
 * What filters hide of a table are versions that are not there, and the earlier ones stay valid: so the filters are applied to the
 * rows as they came, and not to what these withdraw (Flink's EventTimeTemporalJoinRewriteRule takes the normalisation away).
 */
export function versionsOf(versions: Relation): Relation {
  const { fromTable, type, scope } = versions
  if (!fromTable || type.changes.mode !== 'retract') return versions
  const { table, steps } = fromTable
  const rows = table.in(scope).as({ ...table.type, changes: APPEND })
  return steps.reduce((input, step, i) => calc(input, `versions-${i}`, step), rows)
}
