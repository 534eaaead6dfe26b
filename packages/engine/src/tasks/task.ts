import type { PlanNode, Primitive, RelationType } from '@millrace/algebra'
import type { Environment, Json, RowType } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Cuts } from '../source/cuts.ts'
import type { LookupService } from '../source/lookupService.ts'
import type { TableLoader } from '../source/tableLoader.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'

/** The running form of a stateful primitive: plain column code over batches. */
export interface Task {
  /** Gets ready what the task needs from outside, before the first row. */
  prepare?(): Promise<void>
  process(batch: Batch, input: number): void
  /** The watermark has advanced; what it makes ready is emitted before it goes on. */
  watermark(time: number): void
  /** Its watermark is its own; that of the input ends here, but for the end of time. */
  readonly ownWatermark?: true
  /** Its input has become silent or live, and those behind have been told so. */
  inputIdle?(idle: boolean): void
  /** Does what is due by the clock of the machine, or after silence; `now` is a clock that never goes back. */
  tick?(now: number): void
  /** By how much it holds back its watermark, so that rows it still has are not late behind it. */
  readonly delay?: number
  /** How rows wait that need an answer from outside. Such a task passes on watermarks and idleness itself, behind its rows. */
  readonly awaiting?: Awaiting
  save(writer: StateWriter): void
  restore(reader: StateReader): void
  /** The state as tables, for browsing. */
  state?(): StateView
  /** Gives up what it has under way outside. */
  close?(): Promise<void>
}

/**
 * Rows that cannot go on yet. The job calls `settle` between two batches, so that a task never sends while something else happens, and
 * gives it nothing more while it is full.
 */
export interface Awaiting {
  readonly empty: boolean
  readonly full: boolean
  /** Resolves when something has come that rows wait for. */
  readonly arrival: Promise<void>
  /** Sends on, in order, what need not wait any more. */
  settle(): void
  /** The input has become idle, or live again. */
  setIdle(idle: boolean): void
}

/** What a task is made with. */
export interface TaskContext<P extends Primitive = Primitive> {
  node: PlanNode<P>
  inputs: readonly RelationType[]
  emit(port: string, batch: Batch): void
  environment: Environment
  /** Whether something reads a port. */
  read(port: string): boolean
  /** Passes on a watermark of its own, and whether it is idle. */
  advance(time: number): void
  setIdle(idle: boolean): void
  /** Milliseconds of a clock that never goes back. */
  monotonic(): number
  /** Where batches with event time are cut. */
  cuts: Cuts
  /** Where some rows must wait, all go on between two steps, so that it decides nothing which ones had to. */
  steady?: boolean
  /** The table outside that the node looks into, or what is asked for its rows by key. */
  table?: TableLoader
  service?: LookupService
}

export interface StateTable {
  name: string
  key: RowType
  value: RowType
  size: number
}

/** Keyed state as an observer sees it, as JSON. */
export interface StateView {
  tables: readonly StateTable[]
  scan(table: string, from: number, limit: number): { key: Json; value: Json }[]
  /** The value of a key by the table's own index; absent where a view has none. */
  get?(table: string, key: Json): Json | undefined
}
