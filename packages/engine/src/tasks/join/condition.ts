import type { JoinPrimitive } from '@millrace/algebra'
import {
  BOOLEAN,
  type Column,
  type CompiledLoop,
  compileLoop,
  type Environment,
  foldSteps,
  type LoopOutput,
  mapColumns,
  type RowType,
  type TExpr,
} from '@millrace/language'
import { BATCH_ROWS } from '../../batch.ts'
import { JobFailure } from '../../failure.ts'
import { type PairColumn, PairColumns, type Source } from './pairs.ts'
import type { Side } from './sides.ts'

/** A condition over both rows of pairs, tested in lots by one generated loop. */
export class PairCondition {
  private readonly columns: PairColumns
  private readonly nullable: readonly boolean[]
  private readonly loop: CompiledLoop
  private readonly out: LoopOutput
  private readonly owner: string

  constructor(where: TExpr, types: readonly [RowType, RowType], environment: Environment, owner: string) {
    const wanted: PairColumn[] = []
    const expr = mapColumns(where, (index, col) => {
      const from = (col as { from?: number }).from === 1 ? 1 : 0
      let place = wanted.findIndex((other) => other.from === from && other.column === index)
      if (place < 0) place = wanted.push({ from, column: index }) - 1
      return { k: 'col', index: place, type: col.type, nullable: col.nullable }
    })
    const row = wanted.map(({ from, column }) => types[from][column]!)
    this.owner = owner
    this.columns = new PairColumns(wanted, types)
    this.nullable = row.map(({ nullable }) => nullable)
    const step = { where: expr, fields: [], children: [], end: false }
    this.loop = compileLoop(row, foldSteps(step, environment), { nulls: this.nullable, selected: false }, environment)
    this.out = {
      buffers: [],
      selections: [new Int32Array(BATCH_ROWS)],
      counts: new Int32Array(1),
      failures: {
        message: '',
        n: 0,
        rows: new Int32Array(BATCH_ROWS),
        steps: new Int32Array(BATCH_ROWS),
        messages: [],
      },
    }
  }

  /** Which of `n` pairs (at most `BATCH_ROWS`) it is true for; their number, their places are in `passed`. */
  test(sources: readonly [Source, Source], rows: readonly [Int32Array, Int32Array], n: number): number {
    const { out } = this
    out.failures.n = 0
    const cols = this.columns.fill(sources, rows, n, NO_PADDING)
    this.loop.run(
      cols.map((column, c) => (this.nullable[c] ? this.withNulls(column, c) : column)),
      n,
      null,
      out,
    )
    if (out.failures.n > 0) {
      const hint = 'Guard the condition of the join, for example with CASE or TRY_CAST.'
      throw new JobFailure(this.owner, out.failures.messages[0]!, { hint })
    }
    return out.counts[0]!
  }

  get passed(): Int32Array {
    return this.out.selections[0]!
  }

  private withNulls(column: Column, c: number): Column {
    return column.nulls === null ? { ...column, nulls: this.columns.buffers[c]!.nulls } : column
  }
}

const NO_PADDING = [false, false] as const

/** The condition of a join as the tasks test it; undefined when equal keys are all. */
export function conditionOf(
  { where }: JoinPrimitive,
  types: readonly [RowType, RowType],
  environment: Environment,
  owner: string,
): PairCondition | undefined {
  return where && new PairCondition(where, types, environment, owner)
}

/**
 * A join as the engine runs it: a key whose NULL equals anything (NOT IN) cannot be found by hash, so it becomes part of the condition.
 *
 * Where neither column may be NULL it is a key as any other.
 */
export function withoutLooseKeys(op: JoinPrimitive, [left, right]: readonly [RowType, RowType]): JoinPrimitive {
  const loose = op.on.filter(
    (key) => key.nulls === 'always' && (left[key.left]!.nullable || right[key.right]!.nullable),
  )
  if (loose.length === 0) return op
  const conditions = loose.map((key) => looseEquality(column(left, key.left, 0), column(right, key.right, 1)))
  const where = [...conditions, ...(op.where ? [op.where] : [])].reduce((a, b) => call('AND', a, b))
  return { ...op, on: op.on.filter((key) => !loose.includes(key)), where }
}

const column = (row: RowType, index: number, from: Side): TExpr => {
  const { type, nullable } = row[index]!
  return { k: 'col', index, from, type, nullable }
}

const call = (fn: string, ...args: readonly TExpr[]): TExpr => ({
  k: 'call',
  fn,
  args,
  type: BOOLEAN,
  nullable: !fn.startsWith('IS') && args.some(({ nullable }) => nullable),
})

/** Equal, or unknown because of a NULL. */
const looseEquality = (left: TExpr, right: TExpr) =>
  call('OR', call('=', left, right), call('OR', call('IS NULL', left), call('IS NULL', right)))
