import type { Primitive } from '@millrace/algebra'
import type { RowType } from '@millrace/language'
import { Aggregation } from '../../aggregates/aggregation.ts'
import { layoutOf } from '../../state/layout.ts'
import type { TaskContext } from '../task.ts'
import { CumulateStore } from './cumulateStore.ts'
import { FoldStore } from './foldStore.ts'
import { WindowResults } from './results.ts'
import { fitsRing, RingStore } from './ringStore.ts'
import { RunningStore } from './runningStore.ts'
import { Slices } from './slice.ts'
import type { Slicing } from './slicing.ts'
import { WallClock } from './wallClock.ts'
import type { WindowStore } from './windowStore.ts'

type WindowPrimitive = Extract<Primitive, { op: 'window' }>

/** What the tasks of windows of event time are made of. */
export interface WindowFrame {
  keyRow: RowType
  clock: WallClock
  slices: Slices
  results: WindowResults
  createStore(slicing: Slicing): WindowStore
}

export function createFrame({ node, inputs, emit, environment }: TaskContext<WindowPrimitive>): WindowFrame {
  const { row } = inputs[0]!
  const { key, aggregates, rowtime } = node.op
  const keyRow = key.map((column) => row[column]!)
  const aggregation = new Aggregation(aggregates, row, layoutOf(keyRow, 0).end, { environment })
  const clock = new WallClock(row[rowtime!]!.type.t === 'TIMESTAMP_LTZ', environment.zone)
  const results = new WindowResults(node.outputs.out!.row, keyRow.length, aggregation, clock, (batch) =>
    emit('out', batch),
  )
  const slices = new Slices(aggregation, key, keyRow)
  return {
    keyRow,
    clock,
    slices,
    results,
    createStore: (slicing) => createStore(slicing, { slices, results }),
  }
}

function createStore(slicing: Slicing, { slices, results }: Pick<WindowFrame, 'slices' | 'results'>): WindowStore {
  if (slicing.kind === 'cumulate') return new CumulateStore(slicing, slices, results)
  if (slicing.kind === 'sliding' && fitsRing(slicing, slices)) return new RingStore(slicing, slices, results)
  if (slicing.kind === 'sliding' && slices.aggregation.invertible) return new RunningStore(slicing, slices, results)
  return new FoldStore(slicing, slices, results)
}
