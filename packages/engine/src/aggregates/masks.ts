import type { Batch } from '../batch.ts'
import type { Selected } from './selected.ts'

type Flags = { data: Uint8Array; nulls: Uint8Array | null }

let never = new Uint8Array(1024)

/**
 * A word for each chosen row with a bit for each condition that is true in it: bit 0 for the first one. Conditions are columns; one
 * that is not there is true. There are at most 32.
 */
export function writeMasks(
  conditions: readonly (number | undefined)[],
  batch: Batch,
  { rows, n }: Selected,
  masks: Int32Array,
): void {
  if (batch.rows > never.length) never = new Uint8Array(batch.rows)
  let always = 0
  const plain: Plain[] = []
  const nullable: { data: Uint8Array; nulls: Uint8Array; shift: number }[] = []
  for (const [shift, condition] of conditions.entries()) {
    if (condition === undefined) always |= 1 << shift
    else {
      const { data, nulls } = batch.cols[condition] as Flags
      if (nulls === null) plain.push({ data, shift })
      else nullable.push({ data, nulls, shift })
    }
  }
  const [a = NONE(), b = NONE(), c = NONE()] = plain
  threeMasks(masks, rows, n, always, a, b, c)
  for (const { data, shift } of plain.slice(3))
    for (let j = 0; j < n; j++) masks[j] = masks[j]! | (data[rows[j]!]! << shift)
  for (const { data, nulls, shift } of nullable)
    for (let j = 0; j < n; j++) masks[j] = masks[j]! | ((data[rows[j]!]! & (1 ^ nulls[rows[j]!]!)) << shift)
}

interface Plain {
  data: Uint8Array
  shift: number
}

/** The first three in one loop. */
function threeMasks(
  masks: Int32Array,
  rows: Int32Array,
  n: number,
  always: number,
  { data: data0, shift: shift0 }: Plain,
  { data: data1, shift: shift1 }: Plain,
  { data: data2, shift: shift2 }: Plain,
): void {
  for (let j = 0; j < n; j++) {
    const i = rows[j]!
    masks[j] = always | (data0[i]! << shift0) | (data1[i]! << shift1) | (data2[i]! << shift2)
  }
}

const NONE = () => ({ data: never, shift: 0 })
