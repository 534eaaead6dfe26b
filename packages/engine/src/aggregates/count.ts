import { write64 } from '@millrace/language'
import type { Accumulator } from './accumulator.ts'
import { traceCount } from './trace.ts'

/** Number of rows, or of rows whose argument is not NULL when there is one. Exact up to 2^53. */
export function count(at: number, column: number | undefined): Accumulator {
  const slot = at >> 1
  return {
    words: 2,
    trace: traceCount(at, column),
    add(batch, sel, n, records, bases, one = false) {
      const nulls = column === undefined ? null : batch.cols[column]!.nulls
      const { doubles } = records
      if (nulls === null) {
        addOnes(doubles, slot, bases, n, one)
        return
      }
      for (let j = 0; j < n; j++) {
        if (nulls[sel === null ? j : sel[j]!] === 0) doubles[(bases[j]! >> 1) + slot]!++
      }
    },
    ...(column === undefined && { addWhere: addTrue(slot) }),
    retract(batch, sel, n, records, bases) {
      const nulls = column === undefined ? null : batch.cols[column]!.nulls
      const { doubles } = records
      for (let j = 0; j < n; j++) {
        if (nulls === null || nulls[sel === null ? j : sel[j]!] === 0) doubles[(bases[j]! >> 1) + slot]!--
      }
    },
    merge(source, from, target, to, n) {
      for (let j = 0; j < n; j++) {
        const t = (to[j]! >> 1) + slot
        target.doubles[t] = target.doubles[t]! + source.doubles[(from[j]! >> 1) + slot]!
      }
    },
    unmerge(source, from, target, to, n) {
      for (let j = 0; j < n; j++) {
        const t = (to[j]! >> 1) + slot
        target.doubles[t] = target.doubles[t]! - source.doubles[(from[j]! >> 1) + slot]!
      }
    },
    write(records, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        write64(out.data as Int32Array, row + j, records.doubles[(bases[j]! >> 1) + slot]!)
        out.nulls[row + j] = 0
      }
    },
  }
}

/** Sums a condition as 0 and 1. */
const addTrue =
  (slot: number): NonNullable<Accumulator['addWhere']> =>
  (condition, sel, n, { doubles }, bases, one) => {
    const { data, nulls } = condition as { data: Uint8Array; nulls: Uint8Array | null }
    const flag = (i: number) => (nulls === null ? data[i]! : data[i]! & (1 ^ nulls[i]!))
    if (one) {
      let count = 0
      for (let j = 0; j < n; j++) count += flag(sel === null ? j : sel[j]!)
      const at = (bases[0]! >> 1) + slot
      doubles[at] = doubles[at]! + count
      return
    }
    for (let j = 0; j < n; j++) {
      const at = (bases[j]! >> 1) + slot
      doubles[at] = doubles[at]! + flag(sel === null ? j : sel[j]!)
    }
  }

function addOnes(doubles: Float64Array, slot: number, bases: Int32Array, n: number, one: boolean): void {
  if (one && n > 0) {
    const at = (bases[0]! >> 1) + slot
    doubles[at] = doubles[at]! + n
  } else for (let j = 0; j < n; j++) doubles[(bases[j]! >> 1) + slot]!++
}
