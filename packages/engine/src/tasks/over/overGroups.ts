import type { Aggregate } from '@millrace/algebra'
import type { Environment, RowType } from '@millrace/language'
import { Aggregation, type SideTable } from '../../aggregates/aggregation.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { KeyTable } from '../../state/keyTable.ts'
import { layoutOf } from '../../state/layout.ts'
import type { StateView } from '../task.ts'
import { groupsView } from '../view.ts'

/** Doubles of a group behind its aggregates: time of the last row that was given, and when the group is forgotten. */
export const LAST = 0
export const END = 1
/** Words behind them: first and last row of the frame as places, how many it has, and how many rows `lag` has seen. */
export const HEAD = 4
export const TAIL = 5
export const COUNT = 6
export const SEEN = 7
/** The rows that `lag` remembers, in the words after them. */
export const RING = 8

export interface OverGroupsOptions {
  key: readonly number[]
  row: RowType
  aggregates: readonly Aggregate[]
  /** Whether rows leave the frame. */
  bounded: boolean
  /** How many rows `lag` remembers. */
  depth: number
  environment: Environment
}

/** The groups of an over window: a record has the key, the aggregates over the frame, and the words above. */
export class OverGroups {
  readonly table: KeyTable
  readonly aggregation: Aggregation
  readonly values: SideTable[]
  /** First of the words behind the aggregates. */
  readonly own: number

  constructor({ key, row, aggregates, bounded, depth, environment }: OverGroupsOptions) {
    const keyRow = key.map((column) => row[column]!)
    const from = layoutOf(keyRow, 0).end
    this.aggregation = new Aggregation(aggregates, row, from, { retracting: bounded, environment })
    this.values = this.aggregation.createValues()
    this.own = from + this.aggregation.words
    this.table = new KeyTable(keyRow, this.aggregation.words + RING + depth)
  }

  remove(base: number): void {
    this.aggregation.releaseRecord(this.values, this.table.records, base)
    this.table.remove(base)
  }

  save(writer: StateWriter): void {
    this.table.save(writer)
    for (const value of this.values) value.save(writer)
  }

  restore(reader: StateReader): void {
    this.table.load(reader)
    for (const value of this.values) value.load(reader)
  }

  state(): StateView {
    const { aggregates } = this.aggregation
    const value = aggregates.map(({ as, result }) => ({ name: as, ...result, nullable: true }))
    return groupsView(this.table, value, this.aggregation)
  }
}
