/** Aggregates that a document defines itself: a state by expressions, checked and typed. */
import {
  check,
  columnsOf,
  type Diagnostic,
  type Field,
  type FieldType,
  formatType,
  indexOfField,
  isText,
  mapColumns,
  type RowType,
  STRING,
  sameType,
  type TExpr,
} from '@millrace/language'
import type { AggregateConfig } from '../controls.ts'
import { column, parsed } from '../expressions.ts'
import type { Located } from '../located.ts'
import type { CustomAggregate } from '../plan.ts'
import type { PlanScope } from '../scope.ts'

interface Assignment {
  as: string
  expr: Located
}

/** Qualifier of the other part's state in `merge`. */
const OTHER = 'other'

/** The computation over rows of a type, and the columns it reads; undefined after a problem. */
export function customComputation(
  scope: PlanScope,
  row: RowType,
  { init = [], add = [], merge, retract, result }: AggregateConfig,
): { computation: CustomAggregate; reads: readonly number[] } | undefined {
  const checker = new CustomChecker(scope, row)
  if (!checker.begin(init)) return undefined
  const named = [add, merge ?? [], retract ?? []].map((assignments) => checker.expectState(assignments))
  if (!named.every(Boolean)) return undefined
  const addTo = checker.settle({ add, merge, retract })
  return addTo && checker.finish(addTo, result!)
}

interface Steps {
  add: readonly TExpr[]
  merge?: readonly TExpr[]
  retract?: readonly TExpr[]
}

class CustomChecker {
  private readonly scope: PlanScope
  private readonly row: RowType
  private state: Field[] = []
  private init: TExpr[] = []

  constructor(scope: PlanScope, row: RowType) {
    this.scope = scope
    this.row = row
  }

  /** Reads the initial state: its expressions are constants and give the types. */
  begin(init: readonly Assignment[]): boolean {
    for (const { as, expr } of init) {
      const typed = this.checked(expr, [])
      if (!typed || !this.nameable(as, expr) || !this.typeable(typed, expr)) return false
      const type = stateType(typed.type)
      this.state.push({ name: as, type, nullable: typed.nullable })
      this.init.push(castTo(typed, type))
    }
    return true
  }

  private nameable(as: string, at: Located): boolean {
    const taken =
      indexOfField(this.state, as) >= 0
        ? `There are two kept values named \`${as}\`.`
        : indexOfField(this.row, as) >= 0
          ? `The input has a field \`${as}\`, so it would not be clear which of them is meant.`
          : as === OTHER
            ? '`other` stands for the other part in `merge`.'
            : undefined
    if (taken === undefined) return true
    this.scope.problem({ code: 'duplicate-field', message: taken, hint: 'Choose another name.', path: at.path })
    return false
  }

  private typeable({ type }: TExpr, at: Located): boolean {
    if (type.t !== 'NULL') return true
    const hint = 'Give it one: CAST(NULL AS INT)'
    this.scope.problem({ code: 'result-types', message: 'NULL alone has no type.', hint, path: at.path })
    return false
  }

  /** Every name that is assigned must be kept, and only once. */
  expectState(assignments: readonly Assignment[]): boolean {
    for (const [i, { as, expr }] of assignments.entries()) {
      const known = this.state.map(({ name }) => `\`${name}\``).join(', ')
      const message = !this.state.some(({ name }) => name === as)
        ? `\`${as}\` is not kept; \`init\` names ${known === '' ? 'nothing' : known}.`
        : assignments.slice(0, i).some((earlier) => earlier.as === as)
          ? `\`${as}\` is set twice.`
          : undefined
      if (message === undefined) continue
      this.scope.problem({ code: 'field-not-found', message, path: expr.path.replace(/expr$/, 'as') })
      return false
    }
    return true
  }

  /** Checks all steps; a kept value that may become NULL is nullable, which other expressions then see. */
  settle(texts: {
    add: readonly Assignment[]
    merge: readonly Assignment[] | undefined
    retract: readonly Assignment[] | undefined
  }): Steps | undefined {
    for (;;) {
      const add = this.step(texts.add, [...this.state, ...this.row])
      const merge = texts.merge && this.step(texts.merge, this.state, this.state)
      const retract = texts.retract && this.step(texts.retract, [...this.state, ...this.row])
      if (!add || (texts.merge && !merge) || (texts.retract && !retract)) return undefined
      const steps = [add, merge, retract].filter((step) => step !== undefined)
      const settled = this.state.map((field, i) => field.nullable || steps.some((step) => step[i]!.nullable))
      if (settled.every((nullable, i) => nullable === this.state[i]!.nullable))
        return { add, ...(merge && { merge }), ...(retract && { retract }) }
      this.state = this.state.map((field, i) => ({ ...field, nullable: settled[i]! }))
    }
  }

  /** What every kept value becomes; those that are not named stay. */
  private step(assignments: readonly Assignment[], fields: RowType, other?: RowType): TExpr[] | undefined {
    const exprs = this.state.map((field, i) => {
      const assignment = assignments.find(({ as }) => as === field.name)
      if (!assignment) return column(i, field)
      const typed = this.checked(assignment.expr, fields, other)
      return typed && this.fitted(typed, field, assignment.expr)
    })
    return exprs.every((expr) => expr !== undefined) ? exprs : undefined
  }

  private fitted(typed: TExpr, { name, type }: Field, at: Located): TExpr | undefined {
    if (sameType(typed.type, type) || typed.type.t === 'NULL' || (isText(typed.type) && isText(type)))
      return castTo(typed, type)
    const [from, to] = [formatType(type), formatType(typed.type)]
    return this.scope.problem({
      code: 'result-types',
      message: `\`${name}\` begins as ${from} and would become ${to}.`,
      hint: `Begin with a ${to}, or convert: CAST(… AS ${from})`,
      path: at.path,
      span: [0, at.text.length],
    })
  }

  private checked(at: Located, fields: RowType, other?: RowType): TExpr | undefined {
    const expr = parsed(this.scope, at)
    if (!expr) return undefined
    const qualified = other && { qualified: [{ name: OTHER, fields: other }] }
    const { expr: typed, problems } = check(expr, { fields, ...qualified }, at.text)
    for (const problem of problems) this.scope.problem({ ...(problem as Diagnostic), path: at.path })
    return (
      typed &&
      mapColumns(typed, (index, col) =>
        moved(col, col.k === 'col' && col.from !== undefined ? index + fields.length : index),
      )
    )
  }

  /** The result, and columns of the input numbered by what is read. */
  finish({ add, merge, retract }: Steps, result: Located): ReturnType<typeof customComputation> {
    const value = this.checked(result, this.state)
    if (!value) return undefined
    const width = this.state.length
    const reads = [...new Set([...add, ...(retract ?? [])].flatMap((expr) => [...columnsOf(expr)]))]
      .filter((index) => index >= width)
      .sort((a, b) => a - b)
    const renumbered = (exprs: readonly TExpr[]) =>
      exprs.map((expr) =>
        mapColumns(expr, (index, col) => moved(col, index < width ? index : width + reads.indexOf(index))),
      )
    return {
      computation: {
        state: this.state,
        init: this.init,
        add: renumbered(add),
        ...(merge && { merge }),
        ...(retract && { retract: renumbered(retract) }),
        value,
      },
      reads: reads.map((index) => index - width),
    }
  }
}

const moved = (col: TExpr, index: number): TExpr => {
  const { type, nullable } = col
  return { k: 'col', index, type, nullable }
}

/** Kept text may become longer. */
const stateType = (type: FieldType): FieldType => (isText(type) ? STRING : type)

const castTo = (expr: TExpr, type: FieldType): TExpr =>
  sameType(expr.type, type)
    ? expr
    : expr.type.t === 'NULL'
      ? { k: 'lit', value: null, type, nullable: true }
      : { k: 'call', fn: 'CAST', args: [expr], type, nullable: expr.nullable }
