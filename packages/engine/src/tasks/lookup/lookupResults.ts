import { asJoin, type CallPrimitive, isOuter, type JoinPrimitive, joinColumns } from '@millrace/algebra'
import { ColumnBuffer, columnKind, type RowType } from '@millrace/language'
import { type Batch, INSERT } from '../../batch.ts'
import { Candidates } from '../join/candidates.ts'
import { conditionOf, type PairCondition } from '../join/condition.ts'
import type { Source } from '../join/pairs.ts'
import { JoinResults } from '../join/results.ts'
import type { TaskContext } from '../task.ts'
import type { Answer } from './answer.ts'

/** The answers of some rows: those of all keys, each once, and which of them each row has; one with a NULL key has none. */
export interface Asked {
  answers: readonly Answer[]
  answerOf: Int32Array
}

export const NO_KEY = -1

/** Rows that go on: their places in the source, and their kinds where not all are inserts. */
export interface Lot {
  source: Source
  own: Int32Array
  kinds: Uint8Array | null
}

/** Puts rows together with their answers, and sends on what comes of it. */
export class LookupResults {
  private readonly outer: boolean
  private readonly type: RowType
  /** Columns of the table that are read. */
  private readonly needed: readonly number[]
  private readonly buffers: readonly ColumnBuffer[]
  /** The first row of each answer, and behind the last one. */
  private readonly firsts: number[] = []
  private readonly candidates = new Candidates()
  private readonly condition: PairCondition | undefined
  private readonly results: JoinResults

  constructor({ node, inputs, emit, environment }: TaskContext<CallPrimitive>) {
    const op: JoinPrimitive = asJoin(node.op)
    const types = [inputs[0]!.row, node.op.table.row] as const
    this.outer = isOuter(op.kind, 0)
    this.type = types[1]
    this.needed = joinColumns(op, 1)
    this.buffers = this.type.map(({ type }) => new ColumnBuffer(columnKind(type)))
    this.condition = conditionOf(op, types, environment, node.owner)
    this.results = new JoinResults(op, types, node.outputs.out!, (batch) => emit('out', batch))
  }

  give({ source, own, kinds }: Lot, { answers, answerOf }: Asked): void {
    const table = { batch: this.tableOf(answers) }
    this.pair(own, answerOf)
    if (this.condition) this.candidates.filter(this.condition, source, table, 0)
    this.results.from(source, table)
    this.send(own, kinds)
    this.results.flush()
  }

  /** The rows of all answers as one batch. */
  private tableOf(answers: readonly Answer[]): Batch {
    const { buffers, needed, type, firsts } = this
    for (const buffer of buffers) buffer.clear()
    firsts.length = 0
    let n = 0
    for (const { rows = [] } of answers) {
      firsts.push(n)
      for (const row of rows) {
        for (const column of needed) buffers[column]!.put(n, row[column]!, type[column]!.type)
        n++
      }
    }
    firsts.push(n)
    return { ...WHOLE, cols: buffers.map((buffer) => buffer.column()), rows: n, n }
  }

  private pair(own: Int32Array, answerOf: Int32Array): void {
    const { candidates, firsts } = this
    candidates.clear()
    for (let j = 0; j < own.length; j++) {
      const number = answerOf[j]!
      if (number === NO_KEY) continue
      const behind = firsts[number + 1]!
      for (let row = firsts[number]!; row < behind; row++) candidates.add(j, own[j]!, row + 1)
    }
  }

  private send(own: Int32Array, kinds: Uint8Array | null): void {
    const { candidates, results, outer } = this
    for (let j = 0, c = 0; j < own.length; j++) {
      const kind = kinds === null ? INSERT : kinds[j]!
      if (outer && (c === candidates.n || candidates.row[c] !== j)) results.add(own[j]!, 0, kind)
      for (; c < candidates.n && candidates.row[c] === j; c++) results.add(own[j]!, candidates.other[c]!, kind)
    }
  }
}

const WHOLE = { sel: null, kinds: null, minTime: Number.NEGATIVE_INFINITY, maxTime: Number.POSITIVE_INFINITY }
