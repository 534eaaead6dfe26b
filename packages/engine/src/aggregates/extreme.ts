/** Smallest and largest values. A value replaces the one kept only when it is strictly better, so NaN stays if it came first. */
import type { ColumnKind } from '@millrace/language'
import type { Records } from '../state/layout.ts'
import { compareBytes } from '../tasks/order.ts'
import type { Accumulator } from './accumulator.ts'

type Sign = 1 | -1

/** `max` is sign 1, `min` is −1. */
export function extreme(kind: ColumnKind, sign: Sign): (at: number, column: number) => Accumulator {
  switch (kind) {
    case 'i32':
    case 'bool':
      return (at, column) => extremeInt(at, column, sign)
    case 'f64':
      return (at, column) => extremeDouble(at, column, sign)
    case 'i64':
      return (at, column) => extremeWords(at, column, sign, 2)
    case 'i128':
      return (at, column) => extremeWords(at, column, sign, 4)
    case 'bytes':
      return (at, column) => extremeText(at, column, sign)
  }
}

function extremeInt(at: number, column: number, sign: Sign): Accumulator {
  const offer = (ints: Int32Array, to: number, value: number) => {
    if (ints[to + 1] === 0 || (sign === 1 ? value > ints[to]! : value < ints[to]!)) {
      ints[to] = value
      ints[to + 1] = 1
    }
  }
  return {
    words: 2,
    add(batch, sel, n, { ints }, bases) {
      const { data, nulls } = batch.cols[column] as { data: Int32Array; nulls: Uint8Array | null }
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        if (nulls === null || nulls[i] === 0) offer(ints, bases[j]! + at, data[i]!)
      }
    },
    merge(source, from, target, to, n) {
      for (let j = 0; j < n; j++)
        if (source.ints[from[j]! + at + 1] !== 0) offer(target.ints, to[j]! + at, source.ints[from[j]! + at]!)
    },
    write({ ints }, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        const base = bases[j]! + at
        if (ints[base + 1] === 0) out.setNull(row + j)
        else {
          out.data[row + j] = ints[base]!
          out.nulls[row + j] = 0
        }
      }
    },
  }
}

function extremeDouble(at: number, column: number, sign: Sign): Accumulator {
  const offer = ({ ints, doubles }: Records, base: number, value: number) => {
    const to = (base + at) >> 1
    if (ints[base + at + 2] === 0 || (sign === 1 ? value > doubles[to]! : value < doubles[to]!)) {
      doubles[to] = value
      ints[base + at + 2] = 1
    }
  }
  return {
    words: 4,
    add(batch, sel, n, records, bases) {
      const { data, nulls } = batch.cols[column] as { data: Float64Array; nulls: Uint8Array | null }
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        if (nulls === null || nulls[i] === 0) offer(records, bases[j]!, data[i]!)
      }
    },
    merge(source, from, target, to, n) {
      for (let j = 0; j < n; j++)
        if (source.ints[from[j]! + at + 2] !== 0) offer(target, to[j]!, source.doubles[(from[j]! + at) >> 1]!)
    },
    write({ ints, doubles }, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        const base = bases[j]! + at
        if (ints[base + 2] === 0) out.setNull(row + j)
        else {
          out.data[row + j] = doubles[base >> 1]!
          out.nulls[row + j] = 0
        }
      }
    },
  }
}

/** Whether words are greater than others: the highest decides by sign, the others as unsigned. */
function greater(a: Int32Array, x: number, b: Int32Array, y: number, width: number): boolean {
  let w = width - 1
  if (a[x + w] !== b[y + w]) return a[x + w]! > b[y + w]!
  while (--w >= 0) if (a[x + w] !== b[y + w]) return a[x + w]! >>> 0 > b[y + w]! >>> 0
  return false
}

function extremeWords(at: number, column: number, sign: Sign, width: number): Accumulator {
  const offer = (ints: Int32Array, to: number, from: Int32Array, x: number) => {
    const better =
      ints[to + width] === 0 || (sign === 1 ? greater(from, x, ints, to, width) : greater(ints, to, from, x, width))
    if (!better) return
    for (let w = 0; w < width; w++) ints[to + w] = from[x + w]!
    ints[to + width] = 1
  }
  return {
    words: width + 2,
    add(batch, sel, n, { ints }, bases) {
      const { data, nulls } = batch.cols[column] as { data: Int32Array; nulls: Uint8Array | null }
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        if (nulls === null || nulls[i] === 0) offer(ints, bases[j]! + at, data, width * i)
      }
    },
    merge(source, from, target, to, n) {
      for (let j = 0; j < n; j++)
        if (source.ints[from[j]! + at + width] !== 0) offer(target.ints, to[j]! + at, source.ints, from[j]! + at)
    },
    write({ ints }, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        const base = bases[j]! + at
        if (ints[base + width] === 0) {
          out.setNull(row + j)
          continue
        }
        for (let w = 0; w < width; w++) out.data[width * (row + j) + w] = ints[base + w]!
        out.nulls[row + j] = 0
      }
    },
  }
}

/** Words: place and length in the arena, and whether there was a value. Order is that of UTF-8 bytes. */
function extremeText(at: number, column: number, sign: Sign): Accumulator {
  const offer = (records: Records, base: number, bytes: Uint8Array, start: number, end: number) => {
    const { ints, arena } = records
    const to = base + at
    if (ints[to + 2] !== 0) {
      const order = compareBytes(bytes, start, end, arena.bytes, ints[to]!, ints[to]! + ints[to + 1]!)
      if (sign === 1 ? order <= 0 : order >= 0) return
      arena.release(ints[to]!, ints[to + 1]!)
    }
    ints[to] = arena.add(bytes, start, end)
    ints[to + 1] = end - start
    ints[to + 2] = 1
  }
  return {
    words: 4,
    add(batch, sel, n, records, bases) {
      const { bytes, start, end, nulls } = batch.cols[column] as {
        bytes: Uint8Array
        start: Int32Array
        end: Int32Array
        nulls: Uint8Array | null
      }
      for (let j = 0; j < n; j++) {
        const i = sel === null ? j : sel[j]!
        if (nulls === null || nulls[i] === 0) offer(records, bases[j]!, bytes, start[i]!, end[i]!)
      }
    },
    merge(source, from, target, to, n) {
      for (let j = 0; j < n; j++) {
        const s = from[j]! + at
        const { ints, arena } = source
        if (ints[s + 2] !== 0) offer(target, to[j]!, arena.bytes, ints[s]!, ints[s]! + ints[s + 1]!)
      }
    },
    write({ ints, arena }, bases, n, out, row) {
      for (let j = 0; j < n; j++) {
        const base = bases[j]! + at
        if (ints[base + 2] === 0) out.setNull(row + j)
        else {
          out.putBytes(row + j, arena.bytes, ints[base]!, ints[base]! + ints[base + 1]!)
          out.nulls[row + j] = 0
        }
      }
    },
    release({ ints, arena }, base) {
      if (ints[base + at + 2] !== 0) arena.release(ints[base + at]!, ints[base + at + 1]!)
    },
  }
}
