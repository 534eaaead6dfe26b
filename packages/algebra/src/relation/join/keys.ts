/** Pairs of key columns: found, of types that can be compared, made equal where that loses nothing. */
import {
  columnKind,
  commonType,
  type Expr,
  type FieldType,
  formatType,
  isApproximate,
  isExact,
  isNested,
  isText,
  isTimestamp,
  type TExpr,
} from '@millrace/language'
import { checkedExpr, fieldIndex } from '../../expressions.ts'
import type { Located } from '../../located.ts'
import type { JoinKey, NamedExpr } from '../../plan.ts'
import { extended } from '../fields.ts'
import type { Relation } from '../relation.ts'

export interface KeyNames {
  left: readonly Located[]
  right: readonly Located[]
}

/** The inputs, with keys of equal types, and which of their columns must be equal. */
export function keyed(
  inputs: readonly [Relation, Relation],
  { left: leftNames, right: rightNames }: KeyNames,
  nulls: JoinKey['nulls'],
  /** The right input is a table outside: its columns stay as they are. */
  fixed = false,
): { inputs: readonly [Relation, Relation]; on: JoinKey[] } {
  const [left, right] = inputs
  const { scope } = left
  if (leftNames.length !== rightNames.length) {
    const message = `There are ${leftNames.length} keys on the left and ${rightNames.length} on the right.`
    const hint = 'Name a field of the right input for each one of the left, in the same order.'
    scope.problem({ code: 'join-keys', message, hint, path: 'rightKeys' })
  }
  const added: [NamedExpr[], NamedExpr[]] = [[], []]
  const on = leftNames.flatMap((leftName, i): JoinKey[] => {
    const rightName = rightNames[i]
    const l = fieldIndex(scope, leftName, left.row)
    const r = rightName && fieldIndex(scope, rightName, right.row)
    if (l === undefined || r === undefined) return []
    const columns = [
      { relation: left, index: l, name: leftName, added: added[0] },
      { relation: right, index: r, name: rightName!, added: added[1] },
    ] as const
    const pair = comparable(columns, fixed)
    return pair ? [{ left: pair[0], right: pair[1], nulls }] : []
  })
  return { inputs: [withKeys(left, added[0], 'left-keys'), withKeys(right, added[1], 'right-keys')], on }
}

const withKeys = (relation: Relation, added: readonly NamedExpr[], role: string) =>
  added.length === 0 ? relation : extended(relation, added, role)

interface KeyColumn {
  relation: Relation
  index: number
  name: Located
  added: NamedExpr[]
}

/** Columns whose values lie alike in memory; a number of a narrower type becomes one of the wider. Undefined after a problem. */
function comparable(columns: readonly [KeyColumn, KeyColumn], fixed: boolean): [number, number] | undefined {
  const [left, right] = columns.map(({ relation, index }) => relation.row[index]!.type) as [FieldType, FieldType]
  if (alike(left, right)) return [columns[0].index, columns[1].index]
  const common = isNumber(left) && isNumber(right) ? commonType(left, right) : undefined
  if (common && !(fixed && !alike(right, common)))
    return columns.map((column) => converted(column, common)) as [number, number]
  const [l, r] = columns.map(({ name }) => name.text)
  const target = suggestion(left, right)
  columns[0].relation.scope.problem({
    code: 'key-types',
    message: `The keys \`${l}\` and \`${r}\` cannot be compared: ${formatType(left)} on the left, ${formatType(right)} on the right.`,
    hint: fixed
      ? 'Give the field of the table another type, or choose other fields.'
      : target
        ? `Put a *Compute* before one of the inputs: CAST(${alike(left, target) ? r : l} AS ${formatType(target)}).`
        : 'Choose other fields.',
    path: columns[1].name.path,
  })
  return undefined
}

const isNumber = (type: FieldType) => isExact(type) || isApproximate(type)

/** Whether values of two types are equal exactly when their columns hold the same. */
function alike(a: FieldType, b: FieldType): boolean {
  if (isNested(a) || isNested(b)) return formatType(a) === formatType(b)
  if (isText(a) && isText(b)) return true
  if (isTimestamp(a)) return a.t === b.t
  if (a.t === 'DECIMAL' && b.t === 'DECIMAL') return a.scale === b.scale && columnKind(a) === columnKind(b)
  if (isExact(a) && isExact(b)) return a.t !== 'DECIMAL' && b.t !== 'DECIMAL' && columnKind(a) === columnKind(b)
  return a.t === b.t
}

/** A key column in a wider type, as a hidden column of the input. */
function converted({ relation, index, name, added }: KeyColumn, type: FieldType): number {
  const field = relation.row[index]!
  if (alike(field.type, type)) return index
  const cast: Expr = {
    k: 'call',
    fn: 'CAST',
    args: [{ k: 'col', name: field.name }],
    as: { type, nullable: field.nullable },
  }
  const expr: TExpr = checkedExpr(relation.scope, cast, relation.row, name)
  added.push({ name: `$key_${added.length}`, expr })
  return relation.row.length + added.length - 1
}

/** The type to which one of two keys might be cast. */
function suggestion(left: FieldType, right: FieldType): FieldType | undefined {
  if (isNested(left) || isNested(right)) return undefined
  return commonType(left, right) ?? (isText(left) ? right : left)
}
