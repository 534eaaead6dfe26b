import { CumulateStore } from './cumulateStore.ts'
import { FoldStore } from './foldStore.ts'
import type { WindowResults } from './results.ts'
import { fitsRing, RingStore } from './ringStore.ts'
import { RunningStore } from './runningStore.ts'
import type { Slices } from './slice.ts'
import type { Slicing } from './slicing.ts'
import type { WindowStore } from './windowStore.ts'

/** The store that puts windows together with the least work. */
export function createStore(slicing: Slicing, slices: Slices, results: WindowResults): WindowStore {
  if (slicing.kind === 'cumulate') return new CumulateStore(slicing, slices, results)
  if (slicing.kind === 'sliding' && fitsRing(slicing, slices)) return new RingStore(slicing, slices, results)
  if (slicing.kind === 'sliding' && slices.aggregation.invertible) return new RunningStore(slicing, slices, results)
  return new FoldStore(slicing, slices, results)
}
