import type { Batch } from '../batch.ts'
import type { Selected } from './selected.ts'

/** A condition column without NULL, and the bit for it. */
interface Plain {
  data: Uint8Array
  shift: number
}

/** Conditions of some aggregates on the rows of a batch. */
export interface Conditions {
  /** Bits of those that are always true. */
  always: number
  /** At least three; those that are not asked for are never true. */
  plain: Plain[]
  nullable: (Plain & { nulls: Uint8Array })[]
}

let never = new Uint8Array(1024)

/** Conditions by their columns, of which one that is not there is true; at most 32, bit 0 for the first. */
export function conditionsOf(columns: readonly (number | undefined)[], { cols, rows }: Batch): Conditions {
  if (rows > never.length) never = new Uint8Array(rows)
  const found: Conditions = { always: 0, plain: [], nullable: [] }
  for (const [shift, column] of columns.entries()) {
    if (column === undefined) {
      found.always |= 1 << shift
      continue
    }
    const { data, nulls } = cols[column] as { data: Uint8Array; nulls: Uint8Array | null }
    if (nulls === null) found.plain.push({ data, shift })
    else found.nullable.push({ data, nulls, shift })
  }
  while (found.plain.length < 3) found.plain.push({ data: never, shift: 0 })
  return found
}

/** A word for each chosen row with a bit for each condition that is true in it. */
export function writeMasks({ always, plain, nullable }: Conditions, { rows, n }: Selected, masks: Int32Array): void {
  masks.fill(always, 0, n)
  for (const { data, shift } of plain) for (let j = 0; j < n; j++) masks[j] = masks[j]! | (data[rows[j]!]! << shift)
  for (const { data, nulls, shift } of nullable)
    for (let j = 0; j < n; j++) masks[j] = masks[j]! | ((data[rows[j]!]! & (1 ^ nulls[rows[j]!]!)) << shift)
}

/** Where rows that have something new leave this. */
export interface News {
  /** Bits that are new in each row. */
  masks: Int32Array
  /** Positions of the rows that have any. */
  places: Int32Array
  count: number
}

/**
 * Marks the entries of chosen rows, in a word of each, with the conditions that are true, and leaves in `news` what was not marked
 * before. Returns the new bits of all rows. The first three conditions without NULL cost no loop of their own.
 */
export function markEntries(
  { always, plain, nullable }: Conditions,
  chosen: Selected,
  ints: Int32Array,
  entries: Int32Array,
  word: number,
  news: News,
): number {
  const [a, b, c, ...others] = plain as [Plain, Plain, Plain, ...Plain[]]
  const { masks, places } = news
  writeMasks({ always, plain: others, nullable }, chosen, masks)
  const { data: data0, shift: shift0 } = a
  const { data: data1, shift: shift1 } = b
  const { data: data2, shift: shift2 } = c
  const { rows, n } = chosen
  let [any, count] = [0, 0]
  for (let j = 0; j < n; j++) {
    const i = rows[j]!
    const at = entries[j]! + word
    const known = ints[at]!
    const bits = (masks[j]! | (data0[i]! << shift0) | (data1[i]! << shift1) | (data2[i]! << shift2)) & ~known
    masks[j] = bits
    ints[at] = known | bits
    any |= bits
    places[count] = j
    count += (bits | -bits) >>> 31
  }
  news.count = count
  return any
}
