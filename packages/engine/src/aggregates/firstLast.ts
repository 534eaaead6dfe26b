/** The value that came first or last. */
import type { Typed } from '@millrace/language'
import type { Accumulator, AccumulatorContext } from './accumulator.ts'
import { Cells } from './cells.ts'
import { List } from './list.ts'

/**
 * Words: when the value came, and the value. 0 is not yet, so arrivals count from 1.
 *
 * Parts of a window are put together by arrival, in whatever order they come; Flink does not put these aggregates together at all.
 */
export function firstLast(
  last: boolean,
  type: Typed,
  at: number,
  column: number,
  { arrivals }: AccumulatorContext,
): Accumulator {
  const cells = new Cells([type])
  const value = at + 2
  return {
    words: 2 + cells.words,
    add(batch, sel, n, records, bases) {
      const argument = batch.cols[column]!
      const { nulls } = argument
      const { doubles, heap } = records
      arrivals.begin(batch)
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        const when = (bases[j]! + at) >> 1
        if (nulls !== null && nulls[i] === 1) continue
        const [known, number] = [doubles[when]!, arrivals.of(i)]
        if (known !== 0 && (last ? known > number : known < number)) continue
        cells.takeValue(0, argument, i)
        cells.put(records, bases[j]! + value, heap)
        doubles[when] = number
      }
    },
    merge(source, from, target, to, n) {
      for (let j = 0; j < n; j++) {
        const theirs = source.doubles[(from[j]! + at) >> 1]!
        const when = (to[j]! + at) >> 1
        const ours = target.doubles[when]!
        if (theirs === 0 || (ours !== 0 && (last ? ours > theirs : ours < theirs))) continue
        cells.takeFrom(source, from[j]! + value, source.heap)
        cells.put(target, to[j]! + value, target.heap)
        target.doubles[when] = theirs
      }
    },
    write(records, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        if (records.doubles[(bases[j]! + at) >> 1] === 0) out.setNull(row + j)
        else cells.load(records, bases[j]! + value, records.heap, 0, out, row + j)
      }
    },
    release: (records, base) => cells.release(records, base + value, records.heap),
  }
}

/** The same where rows are withdrawn: all values by arrival, of which the first equal one goes (Flink's …WithRetractAggFunction). */
export function firstLastOfMany(last: boolean, type: Typed, at: number, column: number): Accumulator {
  const list = new List(type, at)
  return {
    words: list.words,
    add: (batch, sel, n, records, bases) => list.append(batch.cols[column]!, sel, n, records, bases),
    retract: (batch, sel, n, records, bases) => list.remove(batch.cols[column]!, sel, n, records, bases),
    merge: (source, from, target, to, n) => list.merge(source, from, target, to, n),
    write(records, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        const place = last ? list.last(records, bases[j]!) : list.first(records, bases[j]!)
        if (place < 0) out.setNull(row + j)
        else list.load(records.heap, place, out, row + j)
      }
    },
    release: (records, base) => list.release(records, base),
  }
}
