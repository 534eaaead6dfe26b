import type { Primitive, RelationType } from '@millrace/algebra'

/** Columns of its only input that a task looks at in every row, so that it is worth knowing which of them have no NULL. */
export function usedColumns(op: Primitive, [input]: readonly RelationType[]): readonly number[] {
  const all = input!.row.map((_, column) => column)
  switch (op.op) {
    case 'group':
    case 'window': {
      const used = op.aggregates.flatMap(({ args, where }) => (where === undefined ? args : [...args, where]))
      return [...new Set([...op.key, ...used])]
    }
    // Of windows few rows are kept.
    case 'rank':
      return op.bounds ? [...new Set([...op.key, ...op.order.map(({ column }) => column)])] : all
    case 'deduplicate':
      return all
    default:
      return []
  }
}
