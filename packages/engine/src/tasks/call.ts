import { asJoin, type CallPrimitive, type JoinPrimitive } from '@millrace/algebra'
import type { RowType } from '@millrace/language'
import { BATCH_ROWS, type Batch, INSERT } from '../batch.ts'
import { JobFailure } from '../failure.ts'
import type { TableLoader } from '../source/tableLoader.ts'
import { Candidates } from './join/candidates.ts'
import { conditionOf, type PairCondition } from './join/condition.ts'
import { JoinKeys } from './join/keys.ts'
import { ListSide } from './join/listSide.ts'
import { JoinResults } from './join/results.ts'
import { sideColumns } from './join/sides.ts'
import { joinState } from './join/view.ts'
import type { StateView, Task, TaskContext } from './task.ts'

/** A table as it was when it was read. */
interface Loaded {
  keys: JoinKeys
  rows: ListSide
}

/**
 * Looks every row up in a table outside, which is read as a whole before the first row, and anew after some time.
 *
 * A new reading takes the place of the old one between two batches, when it is complete. The table is no state of the job: a restored
 * one reads it again (Flink's lookup join with a full cache).
 */
export class CallTask implements Task {
  private readonly op: JoinPrimitive
  private readonly owner: string
  private readonly loader: TableLoader
  private readonly reload: number | undefined
  private readonly types: readonly [RowType, RowType]
  private readonly condition: PairCondition | undefined
  private readonly results: JoinResults
  private readonly candidates = new Candidates()
  private readonly zeros = new Int32Array(BATCH_ROWS)
  private readonly monotonic: () => number
  private table: Loaded
  private next: Loaded | undefined
  private failure: JobFailure | undefined
  /** When the table was last asked for; infinite while it is being read. */
  private askedAt = Number.POSITIVE_INFINITY

  constructor({ node, inputs, emit, environment, table, monotonic }: TaskContext<CallPrimitive>) {
    this.op = asJoin(node.op)
    this.owner = node.owner
    if (!table) throw new JobFailure(node.owner, `Nothing here can read the table ${node.op.table.connector}.`)
    this.loader = table
    this.reload = node.op.reload
    this.types = [inputs[0]!.row, node.op.table.row]
    this.condition = conditionOf(this.op, this.types, environment, node.owner)
    this.results = new JoinResults(this.op, this.types, node.outputs.out!, (batch) => emit('out', batch))
    this.monotonic = monotonic
    this.table = this.empty()
  }

  private empty(): Loaded {
    const keys = new JoinKeys(this.op, this.types[0])
    return { keys, rows: new ListSide(sideColumns(this.op, 1, this.types[1]), keys, 1) }
  }

  async prepare(): Promise<void> {
    this.table = await this.load()
    this.askedAt = this.monotonic()
  }

  private async load(): Promise<Loaded> {
    const loaded = this.empty()
    await this.loader.load((batch) => {
      loaded.keys.find(batch, 1, batch.sel, batch.n, 'skip')
      loaded.rows.keepAll(batch, batch.sel, batch.n, loaded.keys.bases, this.zerosFor(batch.n))
    })
    return loaded
  }

  private zerosFor(n: number): Int32Array {
    return n > this.zeros.length ? new Int32Array(n) : this.zeros
  }

  /** Reads the table anew when it is time, besides the work of the job. */
  tick(now: number): void {
    if (this.failure) throw this.failure
    if (this.reload === undefined || now < this.askedAt + this.reload) return
    this.askedAt = Number.POSITIVE_INFINITY
    void this.load().then(
      (loaded) => {
        this.next = loaded
        this.askedAt = now
      },
      (problem: unknown) => {
        const message = problem instanceof Error ? problem.message : String(problem)
        this.failure = new JobFailure(this.owner, message, { retryable: true, cause: problem })
      },
    )
  }

  process(batch: Batch): void {
    if (this.next) this.table = this.next
    this.next = undefined
    const { keys } = this.table
    keys.find(batch, 0, batch.sel, batch.n, 'skip')
    this.findRows(batch)
    this.results.from({ batch }, { kept: this.table.rows.kept })
    if (this.op.kind === 'left') this.emitAll(batch)
    else this.emitFound(batch)
    this.results.flush()
    // Keys that only the batch has are not the table's.
    keys.doomEmpty(batch.n)
    keys.sweep()
  }

  private findRows(batch: Batch): void {
    const { candidates } = this
    const { keys, rows } = this.table
    const { sel, n } = batch
    candidates.clear()
    rows.readAhead(keys.bases, n)
    for (let j = 0; j < n; j++) {
      const key = keys.bases[j]!
      if (key >= 0) rows.collect(key, j, (sel === null ? j : sel[j]!) + 1, candidates)
    }
    if (this.condition) candidates.filter(this.condition, { batch }, { kept: rows.kept }, 0)
  }

  private emitFound({ kinds }: Batch): void {
    const { n, own, other } = this.candidates
    for (let c = 0; c < n; c++) this.results.add(own[c]!, other[c]!, kinds === null ? INSERT : kinds[own[c]! - 1]!)
  }

  /** Every row, padded when nothing was found. */
  private emitAll({ sel, n, kinds }: Batch): void {
    const { candidates, results } = this
    for (let j = 0, c = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const kind = kinds === null ? INSERT : kinds[i]!
      if (c === candidates.n || candidates.row[c] !== j) results.add(i + 1, 0, kind)
      for (; c < candidates.n && candidates.row[c] === j; c++) results.add(i + 1, candidates.other[c]!, kind)
    }
  }

  watermark(): void {}
  save(): void {}
  restore(): void {}
  state(): StateView {
    return joinState(['table'], [this.types[1]], [this.table.rows])
  }
}
