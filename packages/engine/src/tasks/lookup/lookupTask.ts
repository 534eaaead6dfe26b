import { asJoin, type CallPrimitive } from '@millrace/algebra'
import { ColumnBuffer, type Row, type RowType, readCell } from '@millrace/language'
import { BATCH_ROWS, type Batch } from '../../batch.ts'
import { JobFailure } from '../../failure.ts'
import type { LookupService } from '../../source/lookupService.ts'
import { DamagedState, type StateReader, type StateWriter } from '../../state/bytes.ts'
import { JoinKeys } from '../join/keys.ts'
import type { Awaiting, StateView, Task, TaskContext } from '../task.ts'
import { rowsView } from '../view.ts'
import { type Answer, answered, type Failure, keyText } from './answer.ts'
import { AnswerCache } from './answerCache.ts'
import { HeldRows } from './heldRows.ts'
import { type Asked, LookupResults, NO_KEY } from './lookupResults.ts'
import { Requests } from './requests.ts'

/** Rows whose answers are awaited; when there are more the input waits. */
const MOST_WAITING = 16 * BATCH_ROWS

/** What waits, in the order in which it came. */
type Queued =
  /** `asked` is not there yet when the rows were restored; `seen` answers have come. */
  | { kind: 'rows'; places: Int32Array; asked: Asked | undefined; seen: number }
  | { kind: 'watermark'; time: number }
  | { kind: 'idle'; idle: boolean }

const KINDS: readonly Queued['kind'][] = ['rows', 'watermark', 'idle']

/**
 * Looks every row up in a service, key by key, while the job goes on (Flink's asynchronous lookup join in the mode ORDERED).
 *
 * Rows leave in the order in which they came, and watermarks and idleness stay where they are between them. Rows that wait are part of a
 * snapshot, so that none waits for answers; a restored task asks again. Where nothing waits and all answers are known, rows go on at
 * once, if they may.
 */
export class LookupTask implements Task, Awaiting {
  readonly awaiting = this
  private readonly context: TaskContext<CallPrimitive>
  private readonly inputRow: RowType
  private readonly keyColumns: readonly number[]
  private readonly service: LookupService
  private readonly requests: Requests
  private readonly cache: AnswerCache | undefined
  private readonly results: LookupResults
  /** The different keys of the batch at hand. */
  private readonly keys: JoinKeys
  private readonly rows: HeldRows
  private readonly queue: Queued[] = []

  constructor(context: TaskContext<CallPrimitive>) {
    const { node, inputs, service, monotonic } = context
    const limits = node.op.requests
    if (!service || !limits) throw new JobFailure(node.owner, `Nothing here can look up in ${node.op.table.connector}.`)
    const op = asJoin(node.op)
    this.context = context
    this.inputRow = inputs[0]!.row
    this.keyColumns = op.on.map(({ left }) => left)
    this.service = service
    this.cache = limits.cache && new AnswerCache(limits.cache, monotonic)
    this.requests = new Requests(service, limits, { monotonic, done: (answer) => this.cache?.take(answer) })
    this.results = new LookupResults(context)
    this.keys = new JoinKeys(op, this.inputRow)
    this.rows = new HeldRows(this.inputRow, this.keys.table)
  }

  async prepare(): Promise<void> {
    await this.service.open?.()
    for (const queued of this.queue) if (queued.kind === 'rows') queued.asked = this.ask(this.rows.batch(queued.places))
  }

  process(batch: Batch): void {
    const asked = this.ask(batch)
    if (this.context.steady || this.queue.length > 0 || !asked.answers.every(answered)) {
      this.queue.push({ kind: 'rows', places: this.rows.keep(batch), asked, seen: 0 })
      return
    }
    const { sel, n, kinds } = batch
    const own = Int32Array.from({ length: n }, (_, j) => (sel === null ? j : sel[j]!) + 1)
    this.results.give({ source: { batch }, own, kinds: kinds && Uint8Array.from(own, (row) => kinds[row - 1]!) }, asked)
  }

  /** The answers of all rows, known or on their way: each key is asked for once. */
  private ask(batch: Batch): Asked {
    const { keys } = this
    const { n, sel } = batch
    keys.find(batch, 0, sel, n, 'skip')
    const { words } = keys.table.records
    const answers: Answer[] = []
    const unknown: Answer[] = []
    const answerOf = new Int32Array(n)
    for (let j = 0; j < n; j++) {
      const base = keys.bases[j]!
      const number = base < 0 ? NO_KEY : base / words
      answerOf[j] = number
      if (number !== NO_KEY) answers[number] ??= this.answerFor(this.keyOf(batch, sel === null ? j : sel[j]!), unknown)
    }
    keys.table.clear()
    this.requests.ask(unknown)
    return { answers, answerOf }
  }

  private keyOf({ cols }: Batch, row: number): Row {
    return this.keyColumns.map((column) => readCell(cols[column]!, row, this.inputRow[column]!.type))
  }

  private answerFor(key: Row, unknown: Answer[]): Answer {
    const { cache } = this
    const text = cache ? keyText(key) : ''
    const known = cache?.find(text)
    if (known) return known
    const answer: Answer = { key }
    unknown.push(answer)
    cache?.expect(text, answer)
    return answer
  }

  watermark(time: number): void {
    if (this.queue.length === 0) this.context.advance(time)
    else this.queue.push({ kind: 'watermark', time })
  }

  setIdle(idle: boolean): void {
    if (this.queue.length === 0) this.context.setIdle(idle)
    else this.queue.push({ kind: 'idle', idle })
  }

  get empty(): boolean {
    return this.queue.length === 0
  }
  get full(): boolean {
    return this.requests.full || this.rows.size >= MOST_WAITING
  }
  get arrival(): Promise<void> {
    return this.requests.next
  }

  settle(): void {
    this.requests.check()
    let gone = 0
    while (gone < this.queue.length && this.goesOn(this.queue[gone]!)) gone++
    this.queue.splice(0, gone)
  }

  /** Lets what is first go on; false when it must wait. */
  private goesOn(queued: Queued): boolean {
    switch (queued.kind) {
      case 'watermark':
        this.context.advance(queued.time)
        return true
      case 'idle':
        this.context.setIdle(queued.idle)
        return true
      case 'rows':
        return this.rowsGoOn(queued, queued.asked!)
    }
  }

  private rowsGoOn(queued: Extract<Queued, { kind: 'rows' }>, asked: Asked): boolean {
    const { answers, answerOf } = asked
    while (queued.seen < answers.length && answered(answers[queued.seen]!)) queued.seen++
    if (queued.seen < answers.length) return false
    const { places } = queued
    const failureOf = (j: number) => answers[answerOf[j]!]?.failure
    const failed = answers.some(({ failure }) => failure)
    if (failed) this.fail(places, failureOf)
    const good = (all: Int32Array) => (failed ? all.filter((_, j) => !failureOf(j)) : all)
    const own = good(places)
    const lot = { source: { kept: this.rows.kept }, own, kinds: this.rows.kindsOf(own) }
    this.results.give(lot, { answers, answerOf: good(answerOf) })
    this.rows.release(places)
    return true
  }

  /** Rows without an answer leave on the side when something reads the port; else they end the job, which may try again. */
  private fail(all: Int32Array, failureOf: (j: number) => Failure | undefined): void {
    const { node, read, emit } = this.context
    const failures = Array.from(all, (_, j) => failureOf(j))
    if (!read('failed')) {
      const { message, retryable, cause } = failures.find((failure) => failure !== undefined)!
      const hint = 'Connect the port `failed` to let such rows go there, or allow more time or attempts.'
      throw new JobFailure(node.owner, `A key could not be looked up: ${message}`, { retryable, hint, cause })
    }
    const batch = this.rows.batch(all.filter((_, j) => failures[j]))
    const error = new ColumnBuffer('bytes', batch.n)
    for (const [row, failure] of failures.filter((failure) => failure !== undefined).entries())
      error.putText(row, failure.message)
    emit('failed', { ...batch, cols: [...batch.cols, error.column()] })
  }

  save(writer: StateWriter): void {
    this.rows.save(writer)
    writer.int(this.queue.length)
    for (const queued of this.queue) {
      writer.int(KINDS.indexOf(queued.kind))
      if (queued.kind === 'rows') writer.ints(queued.places)
      else writer.number(queued.kind === 'watermark' ? queued.time : Number(queued.idle))
    }
  }

  restore(reader: StateReader): void {
    this.rows.load(reader)
    for (let left = reader.int(); left > 0; left--) this.queue.push(readQueued(reader))
  }

  state(): StateView {
    const { records, layout } = this.rows
    return rowsView('waiting', this.inputRow, records, layout.cells, () => records.bases())
  }

  async close(): Promise<void> {
    this.requests.close()
    await this.service.close?.()
  }
}

function readQueued(reader: StateReader): Queued {
  const kind = KINDS[reader.int()]
  switch (kind) {
    case 'rows':
      return { kind, places: reader.ints(), asked: undefined, seen: 0 }
    case 'watermark':
      return { kind, time: reader.number() }
    case 'idle':
      return { kind, idle: reader.number() === 1 }
    default:
      throw new DamagedState('What waits in the saved state is of no known kind.')
  }
}
