import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { Slice, Slices } from './slice.ts'

/** Slices by where they begin, and which is the first: so windows cost the same however many slices wait behind them. */
export class SlicesByStart {
  private readonly slices: Slices
  private readonly byStart = new Map<number, Slice>()
  /** Beginnings as a heap with the first on top. Those of slices that are gone stay until they are on top. */
  private starts: number[] = []

  constructor(slices: Slices) {
    this.slices = slices
  }

  get size(): number {
    return this.byStart.size
  }

  values(): Iterable<Slice> {
    return this.byStart.values()
  }

  get(start: number): Slice | undefined {
    return this.byStart.get(start)
  }

  /** The slice that begins here, opened when it is missing. */
  at(start: number): Slice {
    return this.byStart.get(start) ?? this.put(this.slices.open(start))
  }

  put(slice: Slice): Slice {
    this.byStart.set(slice.start, slice)
    if (this.starts.length > 2 * this.byStart.size + 64) this.starts = [...this.byStart.keys()].sort((a, b) => a - b)
    else this.push(slice.start)
    return slice
  }

  /** Where the first slice begins; infinite when there is none. */
  get first(): number {
    while (this.starts.length > 0 && !this.byStart.has(this.starts[0]!)) this.pop()
    return this.starts[0] ?? Number.POSITIVE_INFINITY
  }

  /** Takes out the first slice. There is one. */
  takeFirst(): Slice {
    return this.take(this.first)!
  }

  /** Takes a slice out, if it is there. */
  take(start: number): Slice | undefined {
    const slice = this.byStart.get(start)
    this.byStart.delete(start)
    return slice
  }

  private push(start: number): void {
    const { starts } = this
    let at = starts.length
    starts.push(start)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (starts[parent]! <= start) break
      starts[at] = starts[parent]!
      at = parent
    }
    starts[at] = start
  }

  private pop(): void {
    const { starts } = this
    const last = starts.pop()!
    if (starts.length === 0) return
    let at = 0
    for (let child = 1; child < starts.length; child = 2 * at + 1) {
      if (child + 1 < starts.length && starts[child + 1]! < starts[child]!) child++
      if (last <= starts[child]!) break
      starts[at] = starts[child]!
      at = child
    }
    starts[at] = last
  }

  save(writer: StateWriter): void {
    this.slices.saveAll(writer, this.byStart.values())
  }

  restore(reader: StateReader): void {
    for (const slice of this.slices.loadAll(reader)) this.put(slice)
  }
}
