import { fieldIndex, type Located, type NamedExpr, type Relation } from '@millrace/algebra'
import { check, type Expr, INT, NULL, type RowType, STRING, type TExpr } from '@millrace/language'
import type { Method } from './maskFields.ts'

/** The relation with some of its fields hidden. */
export function masked(relation: Relation, fields: readonly { field: Located; method: Method }[]): Relation {
  const { scope, row } = relation
  const hidden: NamedExpr[] = []
  for (const { field, method } of fields) {
    const index = fieldIndex(scope, field, row)
    if (index === undefined) continue
    const { name } = row[index]!
    if (hidden.some((other) => other.name === name)) {
      const message = `\`${name}\` is hidden twice.`
      scope.problem({ code: 'duplicate-field', message, hint: 'Remove one of them.', path: field.path })
    } else hidden.push({ name, expr: hiddenValue(row, index, method) })
  }
  return relation.known ? relation.extend(hidden, 'mask') : relation
}

function hiddenValue(row: RowType, index: number, method: Method): TExpr {
  const { name, type } = row[index]!
  if (method.type === 'null') return { k: 'lit', value: null, type, nullable: true }
  const value: Expr = { k: 'call', fn: 'CAST', args: [{ k: 'col', name }], as: { type: STRING, nullable: true } }
  const { expr, problems } = check(maskOf(method, value), { fields: row })
  if (!expr) throw new Error(`The mask ${method.type} of ${name} is wrong: ${problems[0]?.message}`)
  return expr
}

function maskOf(method: Exclude<Method, { type: 'null' }>, value: Expr): Expr {
  switch (method.type) {
    case 'keep':
      return call('MASK_KEEP', value, literal(method.first), literal(method.last))
    case 'email':
      return call('MASK_EMAIL', value)
    case 'phone':
      return call('MASK_PHONE', value)
    case 'card':
      return call('MASK_CARD', value)
    case 'id':
      return call('MASK_ID', value)
    case 'hash':
      return call('SHA256', method.salt === '' ? value : call('||', literal(method.salt), value))
    case 'replace':
      return call('CASE', call('IS NULL', value), { k: 'lit', value: null, type: NULL }, literal(method.with))
  }
}

const call = (fn: string, ...args: readonly Expr[]): Expr => ({ k: 'call', fn, args })
const literal = (value: string | number): Expr => ({ k: 'lit', value, type: typeof value === 'number' ? INT : STRING })
