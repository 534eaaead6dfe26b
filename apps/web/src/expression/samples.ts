/** Values of the selected row, as text. */
import { type Field, indexOfField, type RowType, textOf, type Value } from '@millrace/language'
import { type ExpressionScope, shortened } from './scope.ts'

/** The value of a field in the selected row; undefined when no row is selected. */
export function sampleOf({ fields, sampleRow }: ExpressionScope, name: string): Value | undefined {
  const index = indexOfField(fields, name)
  return index < 0 ? undefined : sampleRow?.[index]
}

export const sampleText = (value: Value, { type }: Pick<Field, 'type'>): string =>
  value === null ? 'NULL' : shortened(textOf(value, type))

/** A literal that is equal to the value, for the types whose literals people write. */
export function literalText(value: Value, { type }: Pick<Field, 'type'>): string | undefined {
  if (value === null) return undefined
  switch (type.t) {
    case 'CHAR':
    case 'VARCHAR':
      return (value as string).length > 60 ? undefined : `'${(value as string).replaceAll("'", "''")}'`
    case 'BOOLEAN':
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'DECIMAL':
      return textOf(value, type)
    case 'DATE':
      return `DATE '${textOf(value, type)}'`
    case 'TIMESTAMP':
      return `TIMESTAMP '${textOf(value, type)}'`
    default:
      return undefined
  }
}

/** The fields of the row that a chain of names leads to: `order.customer`. */
export function fieldsBehind({ fields, qualified }: ExpressionScope, path: readonly string[]): RowType | undefined {
  const [first, ...rest] = path
  if (first === undefined) return fields
  const named = indexOfField(fields, first) < 0 ? qualified?.find(({ name }) => name === first)?.fields : undefined
  let inside = named ?? rowFields(fields, first)
  for (const name of rest) inside = inside && rowFields(inside, name)
  return inside
}

function rowFields(fields: RowType, name: string): RowType | undefined {
  const type = fields[indexOfField(fields, name)]?.type
  return type?.t === 'ROW' ? type.fields : undefined
}
