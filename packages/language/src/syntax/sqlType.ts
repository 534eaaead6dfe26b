/** Names and types as Flink SQL writes them. */
import { type FieldType, formatType, type Typed } from '../types.ts'

/** A name as SQL writes it, whatever it is. */
export const sqlName = (name: string): string => `\`${name.replaceAll('`', '``')}\``

/** A type as Flink SQL writes it. */
export function sqlType(type: FieldType): string {
  switch (type.t) {
    case 'JSON':
      return 'VARIANT'
    case 'INTERVAL_MONTH':
      return 'INTERVAL YEAR TO MONTH'
    case 'INTERVAL_SECOND':
      return 'INTERVAL DAY TO SECOND(3)'
    case 'ARRAY':
      return `ARRAY<${typedSql(type.of)}>`
    case 'MAP':
      return `MAP<${typedSql(type.key)}, ${typedSql(type.value)}>`
    case 'ROW':
      return `ROW<${type.fields.map((field) => `${sqlName(field.name)} ${typedSql(field)}`).join(', ')}>`
    default:
      return formatType(type)
  }
}

const typedSql = ({ type, nullable }: Typed): string => sqlType(type) + (nullable ? '' : ' NOT NULL')
