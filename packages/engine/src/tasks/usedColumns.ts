import type { Primitive, RelationType } from '@millrace/algebra'

/** Columns of its only input that a task looks at in every row, so that it is worth knowing which of them have no NULL. */
export function usedColumns(op: Primitive, [input]: readonly RelationType[]): readonly number[] {
  switch (op.op) {
    case 'group':
    case 'window': {
      const used = op.aggregates.flatMap(({ args, where }) => (where === undefined ? args : [...args, where]))
      return [...new Set([...op.key, ...used])]
    }
    case 'deduplicate':
    case 'rank':
      return input!.row.map((_, column) => column)
    default:
      return []
  }
}
